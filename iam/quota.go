package iam

// What IAM takes, in characters without white space where it is about
// documents. The first group is fixed; an account can have more of the second
// on request.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const (
	MaxManagedPolicy = 6144  // a customer managed policy
	MaxInline        = 10240 // all inline policies of a role together
	MaxRoleName      = 64
	MaxPolicyName    = 128
	MaxProfileName   = 128
	MaxPath          = 512
	MaxTags          = 50
	MaxTagKey        = 128
	MaxTagValue      = 256
	MinSession       = 3600 // seconds
	MaxSession       = 43200

	DefaultTrust = 2048
	MaxTrust     = 8192 // older documentation says 4,096

	// A role could have 10 managed policies for years. Newer documentation says
	// 20, and 25 on request, but a request that makes a role with more than 20
	// at once is refused by what deploys it.
	DefaultAttached = 10
	MaxAttached     = 20
)

// What the services take whose resources have policies, in bytes.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-iam-policies.html
const (
	MaxKeyPolicy    = 32_768 // of KMS
	MaxBucketPolicy = 20_480 // of S3
)

// The sizes of policies of other resources. No source is known for those of Data
// Catalogs and endpoints.
//
// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
const (
	MaxRepositoryPolicy = 10_240
	MaxSecretPolicy     = 20_480
	MaxQueuePolicy      = 8_192
	MaxTopicPolicy      = 30_720
)

// Size is the number of characters of st that count towards IAM's quotas.
func (st Statement) Size() int {
	var w writer
	w.statement(st)
	return w.size
}
