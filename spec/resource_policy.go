package spec

import (
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
)

// ResourcePolicy is a policy of a resource that the spec does not create, such as a
// key or a bucket: a document for whoever does.
type ResourcePolicy struct {
	Header
	For      ResourceKind
	Document *Document // every statement names resources, and principals unless it is a session policy
}

// ResourceKind is the kind of resource of a resource policy.
type ResourceKind string

// The kinds.
const (
	KMSKey        ResourceKind = "kms-key"
	S3Bucket      ResourceKind = "s3-bucket"
	S3AccessPoint ResourceKind = "s3-access-point"
	ECRRepository ResourceKind = "ecr-repository"
	Secret        ResourceKind = "secret"
	Queue         ResourceKind = "sqs-queue"
	Topic         ResourceKind = "sns-topic"
	GlueCatalog   ResourceKind = "glue-catalog"
	Endpoint      ResourceKind = "vpc-endpoint"
	JobRun        ResourceKind = "serverless-job-run"
)

// ResourceKindInfo has the properties of a kind of resource. Every target that has
// resource policies makes a document of them, which the owner of the resource
// merges into its policy: a resource has one policy, and deploying this one would
// remove what others wrote.
type ResourceKindInfo struct {
	Kind    ResourceKind
	Bare    string // what validate calls a document by itself, e.g., "key"
	Service string // of its actions and ARNs; "" for any
	By      string // the service's name
	What    string // e.g., "a key policy"
	Limit   int    // in bytes; 0 if no source gives one
	Form    string // of the ARN of a resource, for a help
	Any     bool   // Resource may be "*"
	NoName  bool   // a statement need not have a Resource
	Spaces  bool   // a Sid may have spaces
	Session bool   // it has no principals, and limits what a role may do

	prefix string // of the resource part of its ARNs
}

// ResourceKinds is the closed list of kinds of resources, in the order in which a
// document by itself is matched. The sizes are facts of iam. Sids with spaces are on
// the pages of KMS (key-policy-overview) and of custom images of EMR Serverless
// (application-custom-image), as of November 2026.
var ResourceKinds = []ResourceKindInfo{
	{Kind: KMSKey, Bare: "key", Service: "kms", By: "KMS", What: "a key policy", Limit: iam.MaxKeyPolicy, Form: `write "*", which is the key that has the policy`, Any: true, Spaces: true, prefix: "key/"},
	{Kind: S3AccessPoint, Bare: "access-point", Service: "s3", By: "S3", What: "the policy of an access point", Limit: iam.MaxBucketPolicy, Form: "e.g., arn:${AWS::Partition}:s3:${AWS::Region}:${AWS::AccountId}:accesspoint/jobs/object/*", prefix: "accesspoint/"},
	{Kind: S3Bucket, Bare: "bucket", Service: "s3", By: "S3", What: "a bucket policy", Limit: iam.MaxBucketPolicy, Form: "e.g., arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket/*"},
	{Kind: ECRRepository, Bare: "repository", Service: "ecr", By: "ECR", What: "the policy of a repository", Limit: iam.MaxRepositoryPolicy, Form: "leave it out: the resource is the repository that has the policy", Any: true, NoName: true, Spaces: true},
	{Kind: Secret, Bare: "secret", Service: "secretsmanager", By: "Secrets Manager", What: "the policy of a secret", Limit: iam.MaxSecretPolicy, Form: `write "*", which is the secret that has the policy`, Any: true},
	{Kind: Queue, Bare: "queue", Service: "sqs", By: "SQS", What: "a queue policy", Limit: iam.MaxQueuePolicy, Form: "e.g., arn:aws:sqs:us-east-1:123456789012:jobs", Any: true},
	{Kind: Topic, Bare: "topic", Service: "sns", By: "SNS", What: "a topic policy", Limit: iam.MaxTopicPolicy, Form: "e.g., arn:aws:sns:us-east-1:123456789012:alarms", Any: true},
	{Kind: GlueCatalog, Bare: "catalog", Service: "glue", By: "Glue", What: "the policy of a Data Catalog", Form: "e.g., arn:aws:glue:us-east-1:123456789012:*", Any: true},
	{Kind: Endpoint, Bare: "endpoint", By: "EC2", What: "an endpoint policy", Any: true},
	{Kind: JobRun, Bare: "job-run", By: "EMR Serverless", What: "the execution IAM policy of a job run", Limit: iam.MaxExecutionPolicy, Any: true, Session: true},
}

// ResourceKindNames returns the kinds that a spec can name.
func ResourceKindNames() []string {
	return lists.Map(ResourceKinds, func(info ResourceKindInfo) string { return string(info.Kind) })
}

// Info returns the row of k in ResourceKinds, or the zero value.
func (k ResourceKind) Info() ResourceKindInfo {
	info := lists.Find(ResourceKinds, func(info ResourceKindInfo) bool { return info.Kind == k })
	info.Kind = k
	return info
}

// Owns reports whether an ARN is of a resource of this kind. Parts is the ARN, split
// at its colons into at most six.
func (k ResourceKindInfo) Owns(parts []string) bool {
	isAccessPoint := strings.HasPrefix(parts[5], "accesspoint/") && k.Service == "s3"
	return k.Service == "" || parts[2] == k.Service && strings.HasPrefix(parts[5], k.prefix) && isAccessPoint == (k.Kind == S3AccessPoint)
}
