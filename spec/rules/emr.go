package rules

import "github.com/emriam/emriam/spec/diag"

const (
	emrGuide         = "https://docs.aws.amazon.com/emr/latest/ManagementGuide/"
	emrServiceRole   = emrGuide + "emr-iam-role.html"
	emrScalingRole   = emrGuide + "emr-iam-role-automatic-scaling.html"
	emrCustomRoles   = emrGuide + "emr-iam-roles-custom.html"
	emrAllRoles      = emrGuide + "emr-iam-roles.html"
	emrPolicies      = emrGuide + "emr-managed-iam-policies.html"
	emrStudioRole    = emrGuide + "emr-studio-service-role.html"
	emrStudioUser    = emrGuide + "emr-studio-user-permissions.html"
	emrEMRFSRoles    = emrGuide + "emr-emrfs-iam-roles.html"
	emrRuntimeRoles  = emrGuide + "emr-steps-runtime-roles.html"
	emrLinkedRoles   = emrGuide + "using-service-linked-roles.html"
	emrCleanup       = emrGuide + "using-service-linked-roles-cleanup.html"
	iamPassRole      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"
	iamDeputy        = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
	iamManaged       = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html"
	iamProfiles      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html"
	iamCleanupPolicy = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEMRCleanupPolicy.html"         // as each such policy's page says
	studioRoles      = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emr-studio.html" // the pattern of ServiceRole
	chinaNames       = "https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam.ServicePrincipal.html"               // whose example is this principal
)

// emrRules are about what EMR cannot work with.
var emrRules = []Rule{
	{
		Code: "any-runtime-role", Severity: diag.Warning,
		Title:  "a statement hands out credentials of any runtime role",
		Why:    "Whoever attaches to a cluster acts with the runtime role that they choose; AWS says that the statement must name the roles.",
		Fix:    "Add a condition on elasticmapreduce:ExecutionRoleArn, or emr-containers:ExecutionRoleArn.",
		Source: emrGuide + "emr-studio-runtime.html",
	},
	{
		Code: "cannot-create-workspace", Severity: diag.Warning,
		Title:  "a statement is about Workspaces that its user has created, and nothing lets the user create one",
		Why:    "The condition on the creator holds for nobody, so that the statement allows nothing. The Basic policy on AWS's page is so.",
		Fix:    "Allow elasticmapreduce:CreateEditor and the other basic actions, as AWS's Intermediate policy does.",
		Source: emrStudioUser,
	},
	{
		Code: "confused-tags", Severity: diag.Warning,
		Title:  "a call that creates something is limited by the tag of the wrong thing",
		Why:    "What is being created shows its tags as aws:RequestTag, and what exists already, around it, as aws:ResourceTag; the other way round the statement allows nothing.",
		Fix:    "Give each of them a statement of its own, as AWS's Studio role does.",
		Source: emrStudioRole,
	},
	{
		Code: "dangling-role", Severity: diag.Warning,
		Title:  "a statement names a role that the spec has under another name or path",
		Why:    "The permission does not follow the role when it is renamed, and passing the role is denied.",
		Fix:    "Write ${Role.Arn}, or list the role under passes.",
		Source: iamPassRole,
	},
	{
		Code: "emr-tag-key", Severity: diag.Warning,
		Title:  "a condition names a tag that looks like EMR's and is not",
		Why:    "EMR tags what it creates with for-use-with-amazon-emr-managed-policies; a condition on another key never holds.",
		Fix:    "Write the key as EMR does.",
		Source: emrPolicies,
	},
	{
		Code: "emr-tag-value", Severity: diag.Warning,
		Title:  "a condition asks for another value of EMR's tag than EMR sets",
		Why:    "EMR sets the tag for-use-with-amazon-emr-managed-policies to true; with any other value the condition never holds.",
		Fix:    "Write \"true\".",
		Source: emrPolicies,
	},
	{
		Code: "extra-principal", Severity: diag.Warning,
		Title:  "a role of EMR's lets another service act with it",
		Why:    "What the service is tricked into doing, it does with the permissions of the cluster or the Studio.",
		Fix:    "Take it out of the trust, or make a role of its own for that service.",
		Source: emrAllRoles,
	},
	{
		Code: "glue-resources", Severity: diag.Warning,
		Title:  "a table of the Glue Data Catalog is allowed without its database or the catalog",
		Why:    "Glue asks for permission on the table, the database and the catalog for each call that is about a table; with one of them missing, it is denied.",
		Fix:    "Name all three under Resource.",
		Source: "https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html",
	},
	{
		Code: "harmful-guard", Severity: diag.Warning,
		Title:  "a trust has a condition with which the service cannot use the role",
		Why:    "EC2 sends no source of the request, scaling was seen to fail with the condition that AWS documents, and EMR's services name resources of their own.",
		Fix:    "Write guard: none for EC2 and scaling, or take the condition out; for others name the service's own resources.",
		Source: emrScalingRole,
	},
	{
		Code: "linked-role-mismatch", Severity: diag.Warning,
		Title:  "a service-linked role is named with another service than it belongs to, or misspelt",
		Why:    "No role has that ARN, or none of the service in the condition, so that the statement allows nothing or the wrong thing.",
		Fix:    "Write the service and the role's name as AWS's page on that role has them.",
		Source: emrLinkedRoles,
	},
	{
		Code: "managed-policy-path", Severity: diag.Error,
		Title:  "a managed policy of AWS is named with the wrong path",
		Why:    "The path is part of the ARN, and no policy has this one.",
		Fix:    "Write the path as AWS does, e.g., service-role/AmazonEMRServicePolicy_v2.",
		Source: iamManaged,
	},
	{
		Code: "missing-cleanup", Severity: diag.Warning,
		Title:  "a policy starts clusters, but nothing may create the service-linked role that cleans up after them",
		Why:    "The first cluster of an account creates AWSServiceRoleForEMRCleanup, by the permissions of whoever starts it.",
		Fix:    "Say serviceLinkedRoles: [EMRCleanup], or allow iam:CreateServiceLinkedRole on that role.",
		Source: emrCleanup,
	},
	{
		Code: "missing-glue", Severity: diag.Warning,
		Title:  "a role of clusters or jobs lacks actions of the Glue Data Catalog that Hive and Spark call",
		Why:    "Hive on EMR Serverless keeps its tables in the Data Catalog unless a metastore of your own is configured, as does Spark in jobs that EMR Studio starts; a query fails for want of one action. A role on EMR Serverless that has none of them is reported if its template's GlueCatalog was not answered, or if it speaks of Hive.",
		Fix:    "Allow the actions that AWS lists. For a role whose jobs keep no tables there, say GlueCatalog: false to the template, or suppress the finding.",
		Source: "https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/metastore-config.html",
	},
	{
		Code: "missing-guard", Severity: diag.Warning,
		Title:  "a trust in a service has no guard against a confused deputy",
		Why:    "Without a condition on the source, somebody else's cluster or Studio could make the service act with this role.",
		Fix:    "Write trust: {service: …}, which has the guard, or add conditions on aws:SourceAccount and aws:SourceArn.",
		Source: iamDeputy,
	},
	{
		Code: "missing-principal", Severity: diag.Warning,
		Title:  "the Auto Scaling role trusts one of its two services only",
		Why:    "AWS's page names application-autoscaling alone; the roles that AWS's command line makes trust elasticmapreduce as well.",
		Fix:    "Write trust: {service: [elasticmapreduce, application-autoscaling]}.",
		Source: emrScalingRole,
	},
	{
		Code: "missing-profile", Severity: diag.Warning,
		Title:  "a role for EC2 instances has no instance profile",
		Why:    "A cluster is given the instance profile; unlike the console, nothing else makes one beside the role.",
		Fix:    "Write instanceProfile: true.",
		Source: iamProfiles,
	},
	{
		Code: "missing-spot", Severity: diag.Warning,
		Title:  "a service role cannot create the service-linked role of EC2 Spot",
		Why:    "AmazonElasticMapReduceRole could, AmazonEMRServicePolicy_v2 cannot; clusters with Spot Instances then fail in accounts that never had any.",
		Fix:    "Say serviceLinkedRoles: [EC2Spot], or take the template service-v2.",
		Source: emrAllRoles,
	},
	{
		Code: "missing-trust-action", Severity: diag.Warning,
		Title:  "a trust does not allow an action that EMR needs beside sts:AssumeRole",
		Why:    "EMR tags the sessions of runtime roles, and a Studio tells its user role who the user is; without the action assuming the role is denied.",
		Fix:    "List it under actions of the trust.",
		Source: emrRuntimeRoles,
	},
	{
		Code: "pass-any-role", Severity: diag.Warning,
		Title:  "a statement allows passing any role",
		Why:    "Whoever can hand any role to a service can do what the most powerful role of the account can.",
		Fix:    "List the roles under passes, or name their ARNs.",
		Source: iamPassRole,
	},
	{
		Code: "pass-without-service", Severity: diag.Warning,
		Title:  "a statement allows passing roles to any service",
		Why:    "A role that is meant for a cluster could be handed to any other service that it trusts, such as one that runs code.",
		Fix:    "List the roles under passes, or add a condition StringLike on iam:PassedToService.",
		Source: iamPassRole,
	},
	{
		Code: "pass-wrong-service", Severity: diag.Warning,
		Title:  "a role is passed to a service that does not act with it",
		Why:    "EMR passes the instance role to EC2 and the Auto Scaling role to Application Auto Scaling; passing them is denied if iam:PassedToService names another service.",
		Fix:    "List the role under passes, which knows the service by the role's kind.",
		Source: emrAllRoles,
	},
	{
		Code: "principal-partition", Severity: diag.Warning,
		Title:  "a trust names a service as it is called in some partitions only",
		Why:    "In aws-cn the principal is elasticmapreduce.amazonaws.com.cn; with the other name clusters end in an internal error.",
		Fix:    "Write trust: {service: elasticmapreduce}, which follows the partition.",
		Source: chinaNames,
	},
	{
		Code: "profile-name", Severity: diag.Warning,
		Title:  "an instance profile is not named as its role",
		Why:    "AWS's page wants one name for both; people, and policies that pass the role, take one for the other.",
		Fix:    "Write instanceProfile: true.",
		Source: emrCustomRoles,
	},
	{
		Code: "retiring-policy", Severity: diag.Warning,
		Title:  "a role has a managed policy that AWS is retiring",
		Why:    "Once AWS has deprecated it, it cannot be attached to a role again.",
		Fix:    "Take its successor, or write the permissions out.",
		Source: emrPolicies,
	},
	{
		Code: "service-cannot-pass", Severity: diag.Warning,
		Title:  "a service role cannot pass the spec's instance role or Auto Scaling role",
		Why:    "EMR starts instances with the service role, and ends the cluster if it may not pass the instance role. AmazonEMRServicePolicy_v2 passes only roles with the default names and no path.",
		Fix:    "List the roles under passes of the service role.",
		Source: emrServiceRole,
	},
	{
		Code: "studio-collaboration", Severity: diag.Warning,
		Title:  "a Studio's role has only some of the actions by which Workspaces are shared",
		Why:    "AWS's table lists sso:DescribeApplication and sso:DescribeInstance for collaboration; the policy on the same page lacks them.",
		Fix:    "Allow them beside the others, or take the template studio-service.",
		Source: emrStudioRole,
	},
	{
		Code: "studio-dot", Severity: diag.Error,
		Title:  "a role for a Studio has a dot in its name or path",
		Why:    "IAM takes the dot, but a Studio takes no role ARN that has one.",
		Fix:    "Use a hyphen or an underscore.",
		Source: studioRoles,
	},
	{
		Code: "studio-statement", Severity: diag.Warning,
		Title:  "a statement of a Studio's role differs from what AWS says must not change",
		Why:    "AWS's page marks these statements; a Studio cannot attach Workspaces with others.",
		Fix:    "Write it as AWS's page has it, or take the template studio-service.",
		Source: emrStudioRole,
	},
	{
		Code: "unattachable-policy", Severity: diag.Error,
		Title:  "a role has a policy that belongs to a service-linked role",
		Why:    "IAM attaches policies with the path aws-service-role to no other role.",
		Fix:    "Take it out.",
		Source: iamCleanupPolicy,
	},
	{
		Code: "unknown-baseline", Severity: diag.Warning,
		Title:  "a baseline is a policy, or a version of one, that AWS is not known to have",
		Why:    "Nothing can be compared with it. AWS adds policies and versions, so that a new one may not be known here.",
		Fix:    "Correct it; for what is newer than what is known here, suppress the finding, and give emriam drift its document.",
		Source: iamManaged,
	},
	{
		Code: "unknown-managed-policy", Severity: diag.Warning,
		Title:  "a managed policy is not one of AWS's",
		Why:    "The deployment fails if the policy does not exist. AWS adds policies, so that a new one may not be known here.",
		Fix:    "Correct the name; for a policy newer than what is known here, suppress the finding.",
		Source: iamManaged,
	},
	{
		Code: "wrong-placement-group", Severity: diag.Warning,
		Title:  "a placement group is named that is none of EMR's",
		Why:    "EMR creates groups named EMR_ and more, and ARNs have the name; with pg-*, as two of AWS's pages print it, clusters with several primary nodes cannot have a group.",
		Fix:    "Write placement-group/EMR_*, as AWS's managed policies do.",
		Source: emrGuide + "emr-plan-ha-placementgroup.html",
	},
	{
		Code: "wrong-principal", Severity: diag.Error,
		Title:  "a trust does not let in what EMR assumes a role of this kind with",
		Why:    "The service that the role is for cannot act with it: clusters, scaling or jobs fail when they start.",
		Fix:    "Write trust: {service: …} with the service that fits the kind, or change the kind.",
		Source: emrAllRoles,
	},
}
