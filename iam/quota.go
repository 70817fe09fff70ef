package iam

// IAM's quotas; sizes of documents are in characters without white space. The first group
// is fixed; AWS increases those of the second on request.
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

	// For years, a role could have 10 managed policies. Newer documentation states
	// 20, and 25 on request, but deployment tools reject a role that is created with
	// more than 20.
	DefaultAttached = 10
	MaxAttached     = 20
)

// Maximum sizes of resource policies, in bytes.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-iam-policies.html
const (
	MaxKeyPolicy    = 32_768 // of KMS
	MaxBucketPolicy = 20_480 // of S3
)

// MaxExecutionPolicy is the maximum size of the execution IAM policy of a job run of EMR
// Serverless, in characters. As of November 2026.
// https://docs.aws.amazon.com/emr-serverless/latest/APIReference/API_JobRunExecutionIamPolicy.html
const MaxExecutionPolicy = 2048

// Maximum sizes of other resource policies. There is no known source for Data Catalogs and
// endpoints.
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

// Size returns the number of characters of st that count towards IAM's quotas.
func (st Statement) Size() int {
	var w writer
	w.statement(st)
	return w.size
}
