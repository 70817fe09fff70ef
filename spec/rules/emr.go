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

// emrRules are about what EMR does not work with.
var emrRules = []Rule{
	{
		Code: "any-runtime-role", Severity: diag.Warning,
		Title:  "a statement allows getting credentials of any runtime role",
		Why:    "A user who attaches to a cluster acts with the runtime role that they choose. AWS says that the statement must name the roles.",
		Fix:    "Add a condition on elasticmapreduce:ExecutionRoleArn, or emr-containers:ExecutionRoleArn.",
		Source: emrGuide + "emr-studio-runtime.html",
	},
	{
		Code: "cannot-create-workspace", Severity: diag.Warning,
		Title:  "a statement applies to Workspaces that its user created, but no statement allows creating one",
		Why:    "No Workspace satisfies the condition on the creator, so the statement allows nothing. The Basic policy on AWS's page has this problem.",
		Fix:    "Allow elasticmapreduce:CreateEditor and the other basic actions, as AWS's Intermediate policy does.",
		Source: emrStudioUser,
	},
	{
		Code: "confused-tags", Severity: diag.Warning,
		Title:  "a statement restricts a call that creates something by the tag of the wrong resource",
		Why:    "The tags of the created resource are in aws:RequestTag, those of existing resources in aws:ResourceTag. With the wrong key, the statement allows nothing.",
		Fix:    "Write a separate statement for each, as AWS's Studio role does.",
		Source: emrStudioRole,
	},
	{
		Code: "dangling-role", Severity: diag.Warning,
		Title:  "a statement names a role that the spec defines under another name or path",
		Why:    "The permission does not change when the role is renamed, and passing the role is denied.",
		Fix:    "Write ${Role.Arn}, or list the role under passes.",
		Source: iamPassRole,
	},
	{
		Code: "emr-tag-key", Severity: diag.Warning,
		Title:  "a condition names a tag that resembles EMR's tag but differs from it",
		Why:    "EMR tags what it creates with for-use-with-amazon-emr-managed-policies; a condition on another key never holds.",
		Fix:    "Write the key as EMR does.",
		Source: emrPolicies,
	},
	{
		Code: "emr-tag-value", Severity: diag.Warning,
		Title:  "a condition requires a value of EMR's tag that EMR does not set",
		Why:    "EMR sets the tag for-use-with-amazon-emr-managed-policies to true; with any other value the condition never holds.",
		Fix:    `Write "true".`,
		Source: emrPolicies,
	},
	{
		Code: "extra-principal", Severity: diag.Warning,
		Title:  "the trust policy of an EMR role also allows another service",
		Why:    "If someone tricks that service into acting for them, it acts with the permissions of the cluster or the Studio.",
		Fix:    "Remove the service from the trust policy, or create a separate role for it.",
		Source: emrAllRoles,
	},
	{
		Code: "glue-resources", Severity: diag.Warning,
		Title:  "a statement allows a table of the Glue Data Catalog without its database or the catalog",
		Why:    "Glue requires permission on the table, the database and the catalog for each call about a table, and denies the call if one is missing.",
		Fix:    "List all three under Resource.",
		Source: "https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html",
	},
	{
		Code: "harmful-guard", Severity: diag.Warning,
		Title:  "a trust policy has a condition that prevents the service from using the role",
		Why:    "EC2 sends no source of the request, scaling was seen to fail with the condition that AWS documents, and EMR's services send only their own resources as the source.",
		Fix:    "Write guard: none for EC2 and scaling, or remove the condition; for others name the service's own resources.",
		Source: emrScalingRole,
	},
	{
		Code: "linked-role-mismatch", Severity: diag.Warning,
		Title:  "a service-linked role is named with the wrong service, or misspelled",
		Why:    "No role has this ARN, or the service in the condition has no such role, so the statement allows nothing or the wrong thing.",
		Fix:    "Write the service and the role's name as on AWS's page about that role.",
		Source: emrLinkedRoles,
	},
	{
		Code: "managed-policy-path", Severity: diag.Error,
		Title:  "an AWS managed policy is named with the wrong path",
		Why:    "The path is part of the ARN, and no policy has this ARN.",
		Fix:    "Write the path as AWS does, e.g., service-role/AmazonEMRServicePolicy_v2.",
		Source: iamManaged,
	},
	{
		Code: "missing-cleanup", Severity: diag.Warning,
		Title:  "a policy starts clusters, but nothing may create the service-linked role for cleanup",
		Why:    "The first cluster of an account creates AWSServiceRoleForEMRCleanup, with the permissions of whoever starts it.",
		Fix:    "Write serviceLinkedRoles: [EMRCleanup], or allow iam:CreateServiceLinkedRole on that role.",
		Source: emrCleanup,
	},
	{
		Code: "missing-glue", Severity: diag.Warning,
		Title:  "a role of clusters or jobs lacks actions of the Glue Data Catalog that Hive and Spark call",
		Why:    "Hive on EMR Serverless, and Spark in jobs that EMR Studio starts, keep their tables in the Data Catalog unless you configure another metastore; a query fails if one action is missing. A role on EMR Serverless that allows none of these actions is reported if its template's GlueCatalog has no value, or if the role mentions Hive.",
		Fix:    "Allow the actions that AWS lists. For a role whose jobs keep no tables there, set GlueCatalog: false for the template, or suppress the finding.",
		Source: "https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/metastore-config.html",
	},
	{
		Code: "missing-guard", Severity: diag.Warning,
		Title:  "a trust policy for a service has no confused-deputy condition",
		Why:    "Without a condition on the source, someone else's cluster or Studio could make the service act with this role.",
		Fix:    "Write trust: {service: …}, which has the condition by default, or add conditions on aws:SourceAccount and aws:SourceArn.",
		Source: iamDeputy,
	},
	{
		Code: "missing-principal", Severity: diag.Warning,
		Title:  "the Auto Scaling role trusts only one of its two services",
		Why:    "AWS's page names only application-autoscaling; the roles that AWS's command line creates also trust elasticmapreduce.",
		Fix:    "Write trust: {service: [elasticmapreduce, application-autoscaling]}.",
		Source: emrScalingRole,
	},
	{
		Code: "missing-profile", Severity: diag.Warning,
		Title:  "a role for EC2 instances has no instance profile",
		Why:    "A cluster takes the instance profile, not the role. Only the console creates one together with the role.",
		Fix:    "Write instanceProfile: true.",
		Source: iamProfiles,
	},
	{
		Code: "missing-spot", Severity: diag.Warning,
		Title:  "a service role cannot create the service-linked role for EC2 Spot",
		Why:    "AmazonElasticMapReduceRole can, AmazonEMRServicePolicy_v2 cannot; clusters with Spot Instances then fail in accounts that have never used any.",
		Fix:    "Write serviceLinkedRoles: [EC2Spot], or use the template service-v2.",
		Source: emrAllRoles,
	},
	{
		Code: "missing-trust-action", Severity: diag.Warning,
		Title:  "a trust policy does not allow an action that EMR needs in addition to sts:AssumeRole",
		Why:    "EMR tags the sessions of runtime roles and of the roles of Apache Ranger, and a Studio passes the identity of the user to its user role. Without the action, assuming the role is denied.",
		Fix:    "List it under actions of the trust.",
		Source: emrRuntimeRoles,
	},
	{
		Code: "pass-any-role", Severity: diag.Warning,
		Title:  "a statement allows passing any role",
		Why:    "Whoever can pass any role to a service can do what the most powerful role of the account can.",
		Fix:    "List the roles under passes, or name their ARNs.",
		Source: iamPassRole,
	},
	{
		Code: "pass-without-service", Severity: diag.Warning,
		Title:  "a statement allows passing roles to any service",
		Why:    "A role that is meant for a cluster could be passed to any other service that it trusts, such as one that runs code.",
		Fix:    "List the roles under passes, or add a condition StringLike on iam:PassedToService.",
		Source: iamPassRole,
	},
	{
		Code: "pass-wrong-service", Severity: diag.Warning,
		Title:  "a role is passed to a service that does not use it",
		Why:    "EMR passes the instance role to EC2 and the Auto Scaling role to Application Auto Scaling. Passing them is denied if iam:PassedToService names another service.",
		Fix:    "List the role under passes, which derives the service from the role's kind.",
		Source: emrAllRoles,
	},
	{
		Code: "principal-partition", Severity: diag.Warning,
		Title:  "a trust policy names a service by a name that is valid in some partitions only",
		Why:    "In aws-cn the principal is elasticmapreduce.amazonaws.com.cn; with the other name clusters fail with an internal error.",
		Fix:    "Write trust: {service: elasticmapreduce}, which follows the partition.",
		Source: chinaNames,
	},
	{
		Code: "profile-name", Severity: diag.Warning,
		Title:  "an instance profile has another name than its role",
		Why:    "AWS's page requires one name for both; people, and policies that pass the role, confuse the two names.",
		Fix:    "Write instanceProfile: true.",
		Source: emrCustomRoles,
	},
	{
		Code: "retiring-policy", Severity: diag.Warning,
		Title:  "a role has a managed policy that AWS is retiring",
		Why:    "Once AWS has deprecated the policy, it can no longer be attached to a role.",
		Fix:    "Use its successor, or write the permissions in a policy of your own.",
		Source: emrPolicies,
	},
	{
		Code: "service-cannot-pass", Severity: diag.Warning,
		Title:  "a service role cannot pass the spec's instance role or Auto Scaling role",
		Why:    "EMR starts instances with the service role, and terminates the cluster if it may not pass the instance role. AmazonEMRServicePolicy_v2 passes only roles with the default names and no path.",
		Fix:    "List the roles under passes of the service role.",
		Source: emrServiceRole,
	},
	{
		Code: "session-without-role", Severity: diag.Warning,
		Title:  "a session policy of a Studio allows what no user role of the spec allows",
		Why:    "In a session, a user of a Studio may do what both the Studio's user role and the session policy allow. It is reported for actions without wildcards that no role of kind studio-user allows.",
		Fix:    "Attach the session policy to the user role, as AWS's page says.",
		Source: emrGuide + "emr-studio-user-permissions.html",
	},
	{
		Code: "studio-collaboration", Severity: diag.Warning,
		Title:  "a Studio's role has only some of the actions for sharing Workspaces",
		Why:    "AWS's table lists sso:DescribeApplication and sso:DescribeInstance for collaboration; the policy on the same page lacks them.",
		Fix:    "Also allow them, or use the template studio-service.",
		Source: emrStudioRole,
	},
	{
		Code: "studio-dot", Severity: diag.Error,
		Title:  "a role or session policy for a Studio has a dot in its name or path",
		Why:    "IAM allows the dot, but a Studio accepts no ARN of a role or session policy with a dot.",
		Fix:    "Use a hyphen or an underscore.",
		Source: studioRoles,
	},
	{
		Code: "studio-git-secrets", Severity: diag.Warning,
		Title:  "neither a Studio's role nor its users may read the secrets with Git credentials",
		Why:    "EMR Studio reads the credentials of a repository with the Studio's role or, if that role may not, with the permissions of the user. If neither may read them, users can only link public repositories. It is reported for the users who pass the role, with all choices of parameters or with those of an environment.",
		Fix:    "Set GitSecrets to true in the template of the role or of the users, or allow secretsmanager:GetSecretValue.",
		Source: emrGuide + "emr-studio-enable-git.html",
	},
	{
		Code: "studio-statement", Severity: diag.Warning,
		Title:  "a statement of a Studio's role differs from one that AWS says must not change",
		Why:    "AWS's page marks these statements; with other statements, a Studio cannot attach Workspaces.",
		Fix:    "Write it as on AWS's page, or use the template studio-service.",
		Source: emrStudioRole,
	},
	{
		Code: "unattachable-policy", Severity: diag.Error,
		Title:  "a role has a policy that belongs to a service-linked role",
		Why:    "IAM attaches policies with the path aws-service-role only to service-linked roles.",
		Fix:    "Remove it.",
		Source: iamCleanupPolicy,
	},
	{
		Code: "unknown-baseline", Severity: diag.Warning,
		Title:  "a baseline is not a known AWS managed policy, or not a known version of it",
		Why:    "Nothing can be compared with it. AWS adds policies and versions, so a new one may not be known to emriam.",
		Fix:    "Correct it; if it is newer than emriam's facts, suppress the finding, and give emriam drift its document.",
		Source: iamManaged,
	},
	{
		Code: "unknown-managed-policy", Severity: diag.Warning,
		Title:  "a managed policy is not a known AWS managed policy",
		Why:    "The deployment fails if the policy does not exist. AWS adds policies, so a new one may not be known to emriam.",
		Fix:    "Correct the name; if the policy is newer than emriam's facts, suppress the finding.",
		Source: iamManaged,
	},
	{
		Code: "wrong-placement-group", Severity: diag.Warning,
		Title:  "a placement group is not one of EMR's",
		Why:    "The names of EMR's placement groups start with EMR_, and their ARNs contain the name. With pg-*, which two of AWS's pages print, clusters with several primary nodes cannot have a group.",
		Fix:    "Write placement-group/EMR_*, as AWS's managed policies do.",
		Source: emrGuide + "emr-plan-ha-placementgroup.html",
	},
	{
		Code: "wrong-principal", Severity: diag.Error,
		Title:  "a trust policy does not allow the service that assumes roles of this kind",
		Why:    "The service that the role is for cannot use it: clusters, scaling or jobs fail when they start.",
		Fix:    "Write trust: {service: …} with the service that fits the kind, or change the kind.",
		Source: emrAllRoles,
	},
}
