package rules

import "github.com/emriam/emriam/spec/diag"

// widthRules are about grants that are wider than any task needs.
var widthRules = []Rule{
	{
		Code: "allow-not-resource", Severity: diag.Warning,
		Title:  "a statement allows actions on all resources except some",
		Why:    "It also allows them on resources that are created later.",
		Fix:    "List the resources under Resource.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
	},
	{
		Code: "broad-policy", Severity: diag.Warning,
		Title:  "a role has a managed policy that allows far more than one task needs",
		Why:    "Whoever gets hold of the role, or tricks what uses it, can do anything in the account or the service.",
		Fix:    "List the required actions and resources in a policy of the role.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
	},
	{
		Code: "data-anywhere", Severity: diag.Warning,
		Title:  "a statement allows reading, writing or deleting data on every resource",
		Why:    "Whoever gets hold of the role gets at all data of the account.",
		Fix:    "Name the buckets, tables, keys or secrets.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
	},
}
