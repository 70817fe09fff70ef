package rules

import "github.com/emriam/emriam/spec/diag"

const (
	iamLeast  = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
	iamLevels = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html"
	iamAnyone = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"
	rhinoList = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/"
)

// privilegeRules are about statements that grant more than necessary.
var privilegeRules = []Rule{
	{
		Code: "escalation", Severity: diag.Warning,
		Title:  "a statement has a known way to more permissions",
		Why:    "Whoever has these actions on every resource can give themselves all permissions in the account.",
		Fix:    "Name the resources, or add the condition that the help shows.",
		Source: rhinoList,
	},
	{
		Code: "full-access", Severity: diag.Warning,
		Title:  "a statement allows everything on every resource",
		Why:    "Whoever gets hold of the role, or tricks what uses it, can do anything in the account.",
		Fix:    "List the required actions, and the resources that they are required on.",
		Source: iamLeast,
	},
	{
		Code: "permissions-management", Severity: diag.Warning,
		Title:  "a statement allows managing permissions on every resource",
		Why:    "Whoever manages permissions can grant them to anyone, including themselves.",
		Fix:    "Name the resources, or leave it to administrators.",
		Source: iamLevels,
	},
	{
		Code: "public-trust", Severity: diag.Warning,
		Title:  "anyone may assume a role",
		Why:    "The principal * is every identity in every AWS account.",
		Fix:    "Name who may, or add a condition on aws:PrincipalOrgID or aws:PrincipalArn.",
		Source: iamAnyone,
	},
	{
		Code: "service-wildcard", Severity: diag.Warning,
		Title:  "a statement allows every action of a service on every resource",
		Why:    "It also allows actions that AWS adds to the service later, and those that manage its permissions.",
		Fix:    "List the required actions, or name the resources.",
		Source: iamLeast,
	},
}
