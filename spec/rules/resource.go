package rules

import "github.com/emriam/emriam/spec/diag"

const (
	kmsPolicy   = "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html"
	iamConfused = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
	kmsQuotas   = "https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html"
)

// resourceRules are about the policies of keys and buckets.
var resourceRules = []Rule{
	{
		Code: "foreign-action", Severity: diag.Error,
		Title:  "a resource policy has an action of another service",
		Why:    "Nobody asks a key for actions of S3, or a bucket for those of KMS: the statement is refused, or without effect.",
		Fix:    "Grant the action to a role, or write a policy for the other resource.",
		Source: kmsPolicy,
	},
	{
		Code: "foreign-resource", Severity: diag.Error,
		Title:  "a resource policy names another resource than the one that has it",
		Why:    "The statement is refused, or is about nothing. In the policy of a key, the Resource \"*\" is that key.",
		Fix:    "Write \"*\" for a key, and the bucket or its objects for a bucket.",
		Source: kmsPolicy,
	},
	{
		Code: "public-resource", Severity: diag.Warning,
		Title:  "a resource policy lets anyone in",
		Why:    "The principal * is every identity in every account of AWS.",
		Fix:    "Name who may, or add a condition on aws:PrincipalOrgID or aws:PrincipalArn.",
		Source: iamAnyone,
	},
	{
		Code: "resource-policy-too-large", Severity: diag.Error,
		Title:  "a resource policy has more characters than its service takes",
		Why:    "KMS takes 32 kB in the policy of a key, and S3 20 kB in that of a bucket.",
		Fix:    "Bring statements with the same conditions together, or grant some of it to roles.",
		Source: kmsQuotas,
	},
	{
		Code: "unguarded-service", Severity: diag.Warning,
		Title:  "a resource policy lets a service in, on whosever behalf",
		Why:    "The service acts for all accounts of AWS: without a condition, a stranger can have it use your key or bucket (the confused deputy).",
		Fix:    "Add a condition on aws:SourceArn or aws:SourceAccount.",
		Source: iamConfused,
	},
}
