package rules

import "github.com/emriam/emriam/spec/diag"

// factsRules are about what the service-authorization facts contradict.
var factsRules = []Rule{
	{
		Code: "action-case", Severity: diag.Warning,
		Title:  "an action is not written as AWS writes it",
		Why:    "IAM ignores letter case, but a search for the action, and many a tool, does not.",
		Fix:    "Write it as AWS does.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "bucket-name", Severity: diag.Warning,
		Title:  "an ARN names a bucket that S3 cannot have",
		Why:    "Nothing has that ARN, so that the statement is about nothing. Often it is a placeholder, or the ARN of a bucket where its name belongs. Old buckets in us-east-1 can have capital letters and underscores.",
		Fix:    "Write the bucket's name.",
		Source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
	},
	{
		Code: "key-type", Severity: diag.Warning,
		Title:  "a condition key is compared by an operator of another type",
		Why:    "The condition holds by accident or never.",
		Fix:    "Take an operator of the key's type.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
	},
	{
		Code: "key-value", Severity: diag.Warning,
		Title:  "a condition key is compared with a value that it never has",
		Why:    "Accounts, organizations and Regions have a fixed form: a condition that asks for equality never holds, and one that asks for the contrary always does.",
		Fix:    "Write the account's twelve digits, the organization's ID, or the Region.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
	},
	{
		Code: "missing-dependent-action", Severity: diag.Warning,
		Title:  "an action does not work without another one, which is not allowed",
		Why:    "The call is refused for want of the other action.",
		Fix:    "Allow the other action as well, on the resources it needs.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "no-resource-type", Severity: diag.Warning,
		Title:  "an action that takes no resource is narrowed to one",
		Why:    "The statement has no effect on the action, since no request of it names a resource.",
		Fix:    `Give the action a statement of its own with Resource "*".`,
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "resource-mismatch", Severity: diag.Warning,
		Title:  "none of a statement's resources is of a type that one of its actions takes",
		Why:    "The statement has no effect on the action.",
		Fix:    "Move the action to a statement with resources that it takes.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "set-operator", Severity: diag.Warning,
		Title:  "ForAnyValue or ForAllValues stands where it must not, or is missing",
		Why:    "Without a set operator, a key with many values is compared in ways that AWS does not document; with ForAllValues, a condition on an absent key holds.",
		Fix:    "Use the set operators for keys with many values, and only for those.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
	},
	{
		Code: "unknown-action", Severity: diag.Error,
		Title:  "an action does not exist",
		Why:    "Nothing is allowed or denied by it.",
		Fix:    "Write an action of the service.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "unknown-condition-key", Severity: diag.Warning,
		Title:  "a condition key of a service does not exist",
		Why:    "No request has the key, so that the condition hardly ever holds.",
		Fix:    "Write one of the keys of the service.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "unknown-global-key", Severity: diag.Error,
		Title:  "a condition key under aws: does not exist",
		Why:    "No request has the key, so that the condition hardly ever holds.",
		Fix:    "Write one of the global keys.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
	},
	{
		Code: "unknown-prefix", Severity: diag.Error,
		Title:  "an action is of a service that does not exist",
		Why:    "Nothing is allowed or denied by it.",
		Fix:    "Write the prefix that AWS gives the service.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "unknown-principal", Severity: diag.Warning,
		Title:  "a service principal looks like a typo",
		Why:    "The service that is meant cannot assume the role.",
		Fix:    "Write the name as the page of the service has it.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
	},
	{
		Code: "unknown-variable", Severity: diag.Warning,
		Title:  "a policy variable names a key that does not exist",
		Why:    "No request has the key, so that the text matches nothing.",
		Fix:    "Write one of the global keys, or one of the service.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
	},
	{
		Code: "unsupported-condition-key", Severity: diag.Warning,
		Title:  "no action of a statement takes its condition key",
		Why:    "No request that the statement is about has the key, so that the condition hardly ever holds.",
		Fix:    "Take a key that the actions take, or move the actions that take it to a statement of their own.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "unused-resource", Severity: diag.Warning,
		Title:  "none of a statement's actions takes one of its resources",
		Why:    "The statement has no effect on the resource.",
		Fix:    "Write the ARN of a type that the actions take.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
}
