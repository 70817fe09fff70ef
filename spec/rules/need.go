package rules

import "github.com/emriam/emriam/spec/diag"

// needRules are about roles that cannot do their job: each call is evaluated with all
// statements of the role, in every deployment.
var needRules = []Rule{
	{
		Code: "boundary-takes-role", Severity: diag.Warning,
		Title:  "the permissions boundary of a role denies passing or assuming a role that its policies allow",
		Why:    "Both the policies and the boundary must allow a call, so the call is denied.",
		Fix:    "Allow it in the boundary, or remove it from passes or assumes.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
	},
	{
		Code: "instance-role-not-passed", Severity: diag.Warning,
		Title:  "a caller who starts clusters cannot pass the instance role to EC2",
		Why:    "RunJobFlow passes the service role to EMR and the instance role to EC2, and is denied without the second.",
		Fix:    "Also allow iam:PassRole on the instance role for ec2.amazonaws.com.",
		Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html",
	},
	{
		Code: "missing-linked-role", Severity: diag.Warning,
		Title:  "a caller cannot create the service-linked role that a call needs",
		Why:    "In an account without the role, AWS creates it with the permissions of the first caller, and denies the call if they lack iam:CreateServiceLinkedRole.",
		Fix:    "Allow iam:CreateServiceLinkedRole on the role.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html",
	},
	{
		Code: "not-evaluated", Severity: diag.Info,
		Title:  "not every deployment was evaluated for what roles must be able to do",
		Why:    "The number of deployments in which names differ, and the time, are limited: the findings of this page about calls that are denied may be incomplete.",
		Fix:    "Write tests, which run in every deployment, or use fewer values in names.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html",
	},
	{
		Code: "partial-resources", Severity: diag.Warning,
		Title:  "a call is allowed on only some of the resources that AWS checks together",
		Why:    "AWS denies the call if permission on one of its resources is missing.",
		Fix:    "Allow the call on each type of resource, with conditions on aws:RequestTag for those that it creates and on aws:ResourceTag for those that exist.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html",
	},
	{
		Code: "pod-identity-actions", Severity: diag.Warning,
		Title:  "a trust policy lacks an action that EKS Pod Identity calls",
		Why:    "Pods cannot use the role.",
		Fix:    "Allow sts:AssumeRole and sts:TagSession.",
		Source: "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html",
	},
	{
		Code: "notebooks-cannot-work", Severity: diag.Warning,
		Title:  "a role of notebooks lacks a call that EMR makes",
		Why:    "EMR connects notebooks to clusters, and stores their files, with the permissions of the role; without them that fails.",
		Fix:    "Allow it, or use the template notebooks.",
		Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-managed-notebooks-service-role.html",
	},
	{
		Code: "scaling-cannot-scale", Severity: diag.Warning,
		Title:  "an Auto Scaling role lacks a call that scaling makes",
		Why:    "Clusters do not scale.",
		Fix:    "Allow it, or use the template autoscaling.",
		Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role-automatic-scaling.html",
	},
	{
		Code: "service-cannot-launch", Severity: diag.Warning,
		Title:  "a service role lacks a call that EMR makes for every cluster",
		Why:    "Clusters end with errors, because EMR calls EC2 with the permissions of the service role.",
		Fix:    "Allow it, or use the template service-v2.",
		Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role.html",
	},
	{
		Code: "studio-cannot-work", Severity: diag.Warning,
		Title:  "a Studio's role lacks a call that EMR makes",
		Why:    "EMR connects Workspaces to clusters, and stores their files, with the permissions of the role; without them that fails.",
		Fix:    "Allow it, or use the template studio-service.",
		Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html",
	},
}
