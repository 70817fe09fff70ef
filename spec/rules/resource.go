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
		Title:  "a resource policy has an action that is not about its resource",
		Why:    "A key does not support actions of S3, nor a bucket those of KMS, and actions such as kms:ListKeys are about no resource: the statement is rejected, or has no effect.",
		Fix:    "Grant the action to a role, or write a policy for the other resource.",
		Source: kmsPolicy,
	},
	{
		Code: "foreign-resource", Severity: diag.Error,
		Title:  "a resource policy names a resource other than its own",
		Why:    `The statement is rejected, or has no effect. In a key policy, the Resource "*" is that key.`,
		Fix:    `Write "*" for a key, and the bucket or its objects for a bucket.`,
		Source: kmsPolicy,
	},
	{
		Code: "public-resource", Severity: diag.Warning,
		Title:  "a resource policy allows anyone",
		Why:    "The principal * is every identity in every AWS account.",
		Fix:    "Name who may, or add a condition on aws:PrincipalOrgID or aws:PrincipalArn.",
		Source: iamAnyone,
	},
	{
		Code: "resource-policy-too-large", Severity: diag.Error,
		Title:  "a resource policy has more characters than its service allows",
		Why:    "KMS allows 32 kB in a key policy, S3 20 kB in a bucket policy, and EMR Serverless 2,048 characters in the execution IAM policy of a job run.",
		Fix:    "Merge statements with the same conditions, or grant some of it to roles.",
		Source: kmsQuotas,
	},
	{
		Code: "unguarded-service", Severity: diag.Warning,
		Title:  "a resource policy allows a service to act on behalf of any account",
		Why:    "The service acts for all AWS accounts: without a condition, a stranger can make it use your key or bucket (the confused deputy).",
		Fix:    "Add a condition on aws:SourceArn or aws:SourceAccount.",
		Source: iamConfused,
	},
}
