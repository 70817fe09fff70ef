package spec

import "github.com/emriam/emriam/spec/diag"

// ResourcePolicy is a policy of a key or a bucket that the spec does not create: a
// document for whoever does.
type ResourcePolicy struct {
	Name     string // the logical name, e.g., "StudioKeyPolicy"
	Doc      string
	Source   string // the AWS page, or ""
	For      ResourceKind
	Document *Document // every statement names principals and resources
	Template string
	Pos      diag.Pos
	At       Places  // of each field, e.g., "for"
	Fields   []Field // all but statements
}

// ResourceKind is the kind of resource of a resource policy.
type ResourceKind string

// The kinds.
const (
	KMSKey   ResourceKind = "kms-key"
	S3Bucket ResourceKind = "s3-bucket"
)

// The kinds that only a document by itself is of.
const (
	ECRRepository ResourceKind = "ecr-repository"
	Secret        ResourceKind = "secret"
	Queue         ResourceKind = "sqs-queue"
	Topic         ResourceKind = "sns-topic"
	GlueCatalog   ResourceKind = "glue-catalog"
	Endpoint      ResourceKind = "vpc-endpoint"
)
