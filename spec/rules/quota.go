package rules

import "github.com/emriam/emriam/spec/diag"

const (
	iamQuotas    = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
	iamTags      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"
	createRole   = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"
	stackQuotas  = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
	createPolicy = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html"
)

// quotaRules are about quotas.
var quotaRules = []Rule{
	{
		Code: "bad-session", Severity: diag.Error,
		Title:  "a parameter has a session duration that IAM rejects",
		Why:    "IAM accepts 3,600 to 43,200 seconds, and does not create a role with any other number.",
		Fix:    "Change the parameter's default, example or values.",
		Source: createRole,
	},
	{
		Code: "bad-tag", Severity: diag.Error,
		Title:  "a tag has a key or a value that IAM rejects",
		Why:    "IAM does not create a role with such a tag.",
		Fix:    "Use letters, digits, spaces and _.:/=+-@, with at most 128 characters in the key and 256 in the value, and keys that differ in more than letter case.",
		Source: iamTags,
	},
	{
		Code: "inline-too-large", Severity: diag.Error,
		Title:  "the inline policies of a role together have more characters than IAM allows",
		Why:    "IAM counts all inline policies of a role together, without white space, and rejects the one that exceeds 10,240. The quota cannot be raised.",
		Fix:    "Write place: auto, which moves policies to customer managed ones, each with its own quota, or merge statements with the same conditions.",
		Source: iamQuotas,
	},
	{
		Code: "long-value", Severity: diag.Warning,
		Title:  "a parameter's value is longer than a stack allows",
		Why:    "A value has at most 4,096 bytes, and a list counts as one value, including its commas. Outputs other than stacks have no such limit.",
		Fix:    "Split the list between two parameters, or write the constant part into the statements.",
		Source: stackQuotas,
	},
	{
		Code: "many-policies", Severity: diag.Warning,
		Title:  "a role has more managed policies than some accounts allow",
		Why:    "The quota for each role was 10 for years; newer documentation says 20. Accounts differ.",
		Fix:    "Merge your own policies, or check the quota in each account that the role is for.",
		Source: iamQuotas,
	},
	{
		Code: "maybe-long-name", Severity: diag.Warning,
		Title:  "a name in IAM can be too long for some parameter values",
		Why:    "A role's name has at most 64 characters, and the deployment fails for longer ones.",
		Fix:    "Give the parameter a pattern that limits its length. A parameter that is looked up and the name of a stack cannot have one: suppress the finding there if the values are short enough.",
		Source: createRole,
	},
	{
		Code: "maybe-too-large", Severity: diag.Warning,
		Title:  "a document can exceed an IAM quota",
		Why:    "With the longest values of its parameters, or as a customer managed policy, it is larger than IAM allows. Names in ARNs count at full length and without a path, strings without a limit count with 64 characters or the length of their example, and lists count with as many values as their example.",
		Fix:    "Give the parameters patterns that limit their length, or split the document.",
		Source: iamQuotas,
	},
	{
		Code: "policy-too-large", Severity: diag.Error,
		Title:  "a customer managed policy has more characters than IAM allows",
		Why:    "IAM rejects a managed policy with more than 6,144 characters, not counting white space. The quota cannot be raised.",
		Fix:    "Write place: auto, which splits the policy between statements, or make it an inline policy: all inline policies of a role together may have 10,240. Split a statement yourself if it alone is too large.",
		Source: iamQuotas,
	},
	{
		Code: "refused-name", Severity: diag.Error,
		Title:  "IAM rejects a name or a path with its parameters' examples",
		Why:    "Examples are typical values; with these, the role or policy cannot be created.",
		Fix:    "Change the name, or give the parameter a suitable type, such as NamePrefix.",
		Source: createPolicy,
	},
	{
		Code: "stack-over-direct", Severity: diag.Warning,
		Title:  "a stack's template is too large to be passed in a call",
		Why:    "A template of over 51,200 bytes can be deployed only from a bucket, which the pipeline must provide.",
		Fix:    "Deploy it with --s3-bucket, or distribute its roles and policies over several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "stack-too-large", Severity: diag.Error,
		Title:  "a stack's template is too large to be deployed",
		Why:    "CloudFormation rejects a template of over 1 MB, even from a bucket.",
		Fix:    "Distribute its roles and policies over several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "tags-not-set", Severity: diag.Warning,
		Title:  "a policy or an instance profile has tags that CloudFormation does not set",
		Why:    "IAM has tags on customer managed policies and instance profiles, but CloudFormation's resources, and so those of the CDK, have no property for them. Only the module for Terraform sets them.",
		Fix:    "Set them with aws iam tag-policy or aws iam tag-instance-profile, or deploy with Terraform. Tags under defaults are not reported.",
		Source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html",
	},
	{
		Code: "too-many-outputs", Severity: diag.Error,
		Title:  "a stack's template has too many outputs",
		Why:    "A template has at most 200 outputs, and each role, instance profile and policy has one, for other stacks.",
		Fix:    "Divide it into several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "too-many-parameters", Severity: diag.Error,
		Title:  "a stack has too many parameters",
		Why:    "A stack has at most 200 parameters.",
		Fix:    "Divide it into several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "too-many-policies", Severity: diag.Error,
		Title:  "a role has more managed policies than IAM allows",
		Why:    "A role can be created with at most 20 managed policies; IAM's own quota can be raised to 25 on request.",
		Fix:    "Merge your own policies, or make some of them inline.",
		Source: iamQuotas,
	},
	{
		Code: "too-many-resources", Severity: diag.Error,
		Title:  "a stack has too many resources",
		Why:    "A stack has at most 500 resources; a role and its instance profile are two.",
		Fix:    "Divide it into several stacks.",
		Source: stackQuotas,
	},
	{
		Code: "too-many-tags", Severity: diag.Error,
		Title:  "a role has more tags than IAM allows",
		Why:    "IAM allows at most 50 tags on a role, and does not create a role with more.",
		Fix:    "Remove some, including tags under defaults.",
		Source: iamQuotas,
	},
	{
		Code: "trust-over-default", Severity: diag.Warning,
		Title:  "a trust policy has more characters than IAM allows by default",
		Why:    "IAM allows 2,048 characters in a trust policy, not counting white space. The quota can be raised to 8,192 for each account; older documentation says 4,096.",
		Fix:    "Merge statements with the same conditions, or ask AWS for a higher quota in each account.",
		Source: iamQuotas,
	},
	{
		Code: "trust-too-large", Severity: diag.Error,
		Title:  "a trust policy has more characters than IAM can allow",
		Why:    "The quota for a trust policy is 2,048 characters, not counting white space, and at most 8,192 on request.",
		Fix:    "Merge statements with the same conditions, or trust an account with a condition on aws:PrincipalArn.",
		Source: iamQuotas,
	},
}
