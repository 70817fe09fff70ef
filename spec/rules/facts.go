package rules

import "github.com/emriam/emriam/spec/diag"

// factsRules are about statements that contradict the service-authorization facts.
var factsRules = []Rule{
	{
		Code: "action-case", Severity: diag.Warning,
		Title:  "the letter case of an action differs from AWS's",
		Why:    "IAM ignores letter case, but text searches and many tools do not.",
		Fix:    "Write it as AWS does.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "bucket-name", Severity: diag.Warning,
		Title:  "an ARN names a bucket that cannot exist in S3",
		Why:    "The ARN matches no resource, so the statement has no effect on it. Often it is a placeholder, or the ARN of a bucket instead of its name. Old buckets in us-east-1 can have capital letters and underscores.",
		Fix:    "Write the bucket's name.",
		Source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
	},
	{
		Code: "key-type", Severity: diag.Warning,
		Title:  "a condition key is compared by an operator of another type",
		Why:    "The condition holds by accident or never.",
		Fix:    "Use an operator of the key's type.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
	},
	{
		Code: "key-value", Severity: diag.Warning,
		Title:  "a condition key is compared with a value that it never has",
		Why:    "Accounts, organizations and Regions have a fixed format: with any other value, a condition for equality never holds, and its negation always holds.",
		Fix:    "Write the account's twelve digits, the organization's ID, or the Region.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
	},
	{
		Code: "missing-dependent-action", Severity: diag.Warning,
		Title:  "an action requires another action, which is not allowed",
		Why:    "The call is denied without the other action.",
		Fix:    "Also allow the other action, on the resources that it needs.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "no-resource-type", Severity: diag.Warning,
		Title:  "a statement limits an action to resources, but the action supports none",
		Why:    "The statement has no effect on the action, since its requests name no resource.",
		Fix:    `Move the action to a separate statement with Resource "*".`,
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "resource-mismatch", Severity: diag.Warning,
		Title:  "a statement has an action that supports no resource of the statement",
		Why:    "The statement has no effect on the action.",
		Fix:    "Move the action to a statement with resources that it supports.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "set-operator", Severity: diag.Warning,
		Title:  "ForAnyValue or ForAllValues is missing, or used where it must not be",
		Why:    "Without a set operator, AWS does not document how a key with several values is compared; with ForAllValues, a condition on an absent key holds.",
		Fix:    "Use the set operators for keys with several values, and only for those.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
	},
	{
		Code: "unknown-action", Severity: diag.Error,
		Title:  "an action does not exist",
		Why:    "It allows or denies nothing.",
		Fix:    "Write an action of the service.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "unknown-condition-key", Severity: diag.Warning,
		Title:  "a condition key of a service does not exist",
		Why:    "No request has the key, so the condition hardly ever holds.",
		Fix:    "Write one of the keys of the service.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "unknown-global-key", Severity: diag.Error,
		Title:  "a condition key under aws: does not exist",
		Why:    "No request has the key, so the condition hardly ever holds.",
		Fix:    "Write one of the global keys.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
	},
	{
		Code: "unknown-prefix", Severity: diag.Error,
		Title:  "an action names a service that does not exist",
		Why:    "It allows or denies nothing.",
		Fix:    "Write the prefix that AWS uses for the service.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "unknown-principal", Severity: diag.Warning,
		Title:  "a service principal looks like a typo",
		Why:    "The intended service cannot assume the role.",
		Fix:    "Write the name as on the service's page.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
	},
	{
		Code: "unknown-variable", Severity: diag.Warning,
		Title:  "a policy variable names a key that does not exist",
		Why:    "No request has the key, so the string matches nothing.",
		Fix:    "Write one of the global keys, or one of the service.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
	},
	{
		Code: "unsupported-condition-key", Severity: diag.Warning,
		Title:  "no action of a statement supports its condition key",
		Why:    "No request for these actions has the key, so the condition hardly ever holds.",
		Fix:    "Use a key that the actions support, or move the actions that support it to a separate statement.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
	{
		Code: "unused-resource", Severity: diag.Warning,
		Title:  "no action of a statement supports one of its resources",
		Why:    "The statement has no effect on the resource.",
		Fix:    "Write an ARN of a type that the actions support.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
	},
}
