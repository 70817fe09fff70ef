package denied

import (
	"strings"
	"testing"
)

// TestGeneralized holds that only what is made for one run becomes a wildcard.
func TestGeneralized(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ resource, wide, made string }{
		{"arn:aws:s3:::b/logs/j-2AQ8DM41GAPLF/steps/stderr.gz", "arn:aws:s3:::b/logs/*/steps/stderr.gz", "j-2AQ8DM41GAPLF"},
		{"arn:aws:s3:::b/j-2AQ8DM41GAPLF/steps/s-3IYHZYYYYYYYY/controller.gz", "arn:aws:s3:::b/*/steps/*/controller.gz", "j-2AQ8DM41GAPLF, s-3IYHZYYYYYYYY"},
		{"arn:aws:s3:::b/in/sales.csv", "arn:aws:s3:::b/in/sales.csv", ""},
		{"arn:aws:s3:::b/out/part-00000-8207dbc7.parquet", "arn:aws:s3:::b/out/*", "part-00000-8207dbc7.parquet"},
		{"arn:aws:s3:::b/out/_temporary/0/x", "arn:aws:s3:::b/out/*", "_temporary/0/x"},
		{"arn:aws:s3:::b", "arn:aws:s3:::b", ""},
		{"arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/j-2AQ8DM41GAPLF", "arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/*", "j-2AQ8DM41GAPLF"},
		{"arn:aws:emr-serverless:eu-west-1:111122223333:/applications/00f1/jobruns/00f2", "arn:aws:emr-serverless:eu-west-1:111122223333:/applications/00f1/jobruns/*", "00f2"},
		{"arn:aws:emr-serverless:eu-west-1:111122223333:/applications/00f1/jobruns/*", "arn:aws:emr-serverless:eu-west-1:111122223333:/applications/00f1/jobruns/*", ""},
	} {
		wide, made := generalized(c.resource)
		if got := strings.Join(made, ", "); wide != c.wide || got != c.made {
			t.Errorf("%s: got %s for %s; want %s for %s", c.resource, wide, got, c.wide, c.made)
		}
	}
}

// TestS3Actions: operations of S3 whose actions have other names.
func TestS3Actions(t *testing.T) {
	t.Parallel()
	for operation, want := range map[string]string{
		"PutBucketNotificationConfiguration": "s3:PutBucketNotification", "GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
		"PutBucketEncryption": "s3:PutEncryptionConfiguration", "GetBucketPolicy": "s3:GetBucketPolicy", "ListObjectsV2": "s3:ListBucket",
	} {
		if got := actionOf("Amazon S3", operation); got != want {
			t.Errorf("%s is authorized as %s, want %s", operation, got, want)
		}
	}
}
