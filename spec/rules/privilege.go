package rules

import "github.com/emriam/emriam/spec/diag"

const (
	iamLeast  = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
	iamLevels = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html"
	iamAnyone = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"
	rhinoList = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/"
)

// privilegeRules are about what grants more than it needs to.
var privilegeRules = []Rule{
	{
		Code: "escalation", Severity: diag.Warning,
		Title:  "a statement opens a known way to more permissions",
		Why:    "Whoever has these actions on every resource can give themselves all that the account has.",
		Fix:    "Name the resources, or add the condition that the help shows.",
		Source: rhinoList,
	},
	{
		Code: "full-access", Severity: diag.Warning,
		Title:  "a statement allows everything on every resource",
		Why:    "Nothing that the role is tricked into is out of its reach.",
		Fix:    "List the actions that are needed, and the resources they are needed on.",
		Source: iamLeast,
	},
	{
		Code: "permissions-management", Severity: diag.Warning,
		Title:  "a statement allows managing permissions on every resource",
		Why:    "Whoever manages permissions can give them away, and to themselves.",
		Fix:    "Name the resources, or leave it to administrators.",
		Source: iamLevels,
	},
	{
		Code: "public-trust", Severity: diag.Warning,
		Title:  "anyone may assume a role",
		Why:    "The principal * is every identity in every account of AWS.",
		Fix:    "Name who may, or add a condition on aws:PrincipalOrgID or aws:PrincipalArn.",
		Source: iamAnyone,
	},
	{
		Code: "service-wildcard", Severity: diag.Warning,
		Title:  "a statement allows every action of a service on every resource",
		Why:    "It also allows what AWS adds to the service later, and what manages its permissions.",
		Fix:    "List the actions that are needed, or name the resources.",
		Source: iamLeast,
	},
}
