package rules

import "github.com/emriam/emriam/spec/diag"

const (
	iamQuotas    = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
	iamTags      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"
	createRole   = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"
	stackQuotas  = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
	createPolicy = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html"
)

// quotaRules are about what is over a quota.
var quotaRules = []Rule{
	{
		Code: "bad-session", Severity: diag.Error,
		Title:  "a parameter gives a session duration that IAM refuses",
		Why:    "IAM takes 3,600 to 43,200 seconds, and the role is not created with any other number.",
		Fix:    "Change the parameter's default, example or values.",
		Source: createRole,
	},
	{
		Code: "bad-tag", Severity: diag.Error,
		Title:  "a tag has a key or a value that IAM refuses",
		Why:    "One tag that IAM refuses keeps the role from being created.",
		Fix:    "Use letters, digits, spaces and _.:/=+-@, with at most 128 characters in the key and 256 in the value, and keys that differ in more than letter case.",
		Source: iamTags,
	},
	{
		Code: "inline-too-large", Severity: diag.Error,
		Title:  "the inline policies of a role have more characters together than IAM takes",
		Why:    "IAM counts all inline policies of a role together, without white space, and refuses the one that goes over 10,240. The quota cannot be raised.",
		Fix:    "Say place: auto, which moves policies to customer managed ones, each with a quota of its own, or bring statements with the same conditions together.",
		Source: iamQuotas,
	},
	{
		Code: "long-value", Severity: diag.Warning,
		Title:  "a parameter's value is longer than a stack takes",
		Why:    "A value has at most 4,096 bytes, a list with its commas being one. Artefacts that are no stacks can have it.",
		Fix:    "Divide the list between two parameters, or write what does not change into the statements.",
		Source: stackQuotas,
	},
	{
		Code: "many-policies", Severity: diag.Warning,
		Title:  "a role has more managed policies than every account takes",
		Why:    "The quota for each role was 10 for years; newer documentation says 20. Accounts differ.",
		Fix:    "Bring policies of your own together, or make sure of the quota in each account that the role is for.",
		Source: iamQuotas,
	},
	{
		Code: "maybe-long-name", Severity: diag.Warning,
		Title:  "a name in IAM can be too long for some values of its parameters",
		Why:    "A role's name has at most 64 characters, and the deployment fails for longer ones.",
		Fix:    "Give the parameter a pattern that limits its length.",
		Source: createRole,
	},
	{
		Code: "maybe-too-large", Severity: diag.Warning,
		Title:  "a document can be over a quota of IAM",
		Why:    "With the longest values of its parameters, or as a customer managed policy, it is larger than IAM takes. Names in ARNs are counted at full length and without a path, text that nothing limits with 64 characters or as long as its example, and lists with as many values as their example.",
		Fix:    "Give the parameters patterns that limit their length, or divide the document.",
		Source: iamQuotas,
	},
	{
		Code: "policy-too-large", Severity: diag.Error,
		Title:  "a customer managed policy has more characters than IAM takes",
		Why:    "IAM refuses a managed policy with more than 6,144 characters, white space not counted. The quota cannot be raised.",
		Fix:    "Say place: auto, which divides the policy between statements, or make it an inline policy: a role takes 10,240 in all of them together. A statement that is too large by itself has to be divided by hand.",
		Source: iamQuotas,
	},
	{
		Code: "refused-name", Severity: diag.Error,
		Title:  "a name or a path is one that IAM refuses, with its parameters' examples",
		Why:    "The examples show what values are for; with them the role or policy cannot be created.",
		Fix:    "Change the name, or give the parameter a type that suits it, such as NamePrefix.",
		Source: createPolicy,
	},
	{
		Code: "stack-over-direct", Severity: diag.Warning,
		Title:  "a stack's template is too large to be passed in a call",
		Why:    "A template of over 51,200 bytes is deployed only from a bucket, which a pipeline must be prepared for.",
		Fix:    "Deploy it with --s3-bucket, or spread its roles and policies over several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "stack-too-large", Severity: diag.Error,
		Title:  "a stack's template is larger than can be deployed",
		Why:    "A template of over 1 MB is refused, also from a bucket.",
		Fix:    "Spread its roles and policies over several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "too-many-outputs", Severity: diag.Error,
		Title:  "a stack's template has more outputs than can be",
		Why:    "A template has at most 200 outputs, and each role, instance profile and policy has one, for other stacks.",
		Fix:    "Divide it into several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "too-many-parameters", Severity: diag.Error,
		Title:  "a stack takes more parameters than can be",
		Why:    "A stack has at most 200 parameters.",
		Fix:    "Divide it into several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "too-many-policies", Severity: diag.Error,
		Title:  "a role has more managed policies than IAM takes",
		Why:    "At most 20 managed policies can be given to a role when it is made; IAM's own quota ends at 25, and only on request.",
		Fix:    "Bring policies of your own together, or put some inline.",
		Source: iamQuotas,
	},
	{
		Code: "too-many-resources", Severity: diag.Error,
		Title:  "a stack has more resources than can be",
		Why:    "A stack has at most 500 resources; a role and its instance profile are two.",
		Fix:    "Divide it into several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "too-many-tags", Severity: diag.Error,
		Title:  "a role has more tags than IAM takes",
		Why:    "IAM takes at most 50 tags on a role, and refuses to create one with more.",
		Fix:    "Take some out, also of the tags under defaults.",
		Source: iamQuotas,
	},
	{
		Code: "trust-over-default", Severity: diag.Warning,
		Title:  "a trust has more characters than IAM takes by default",
		Why:    "IAM takes 2,048 characters in a trust, white space not counted. The quota can be raised to 8,192, account by account; older documentation says 4,096.",
		Fix:    "Bring statements with the same conditions together, or ask AWS for a higher quota in each account.",
		Source: iamQuotas,
	},
	{
		Code: "trust-too-large", Severity: diag.Error,
		Title:  "a trust has more characters than IAM takes at all",
		Why:    "The quota for a trust is 2,048 characters, white space not counted, and 8,192 the most on request.",
		Fix:    "Bring statements with the same conditions together, or trust an account with a condition on aws:PrincipalArn.",
		Source: iamQuotas,
	},
}
