package templates_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What the page about the role of EMR Notebooks calls the minimum for S3, what
// it adds for an encrypted bucket, and its Git credentials, but for the secrets
// that are listed instead of all.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-managed-notebooks-service-role.html
func TestNotebooks(t *testing.T) {
	t.Parallel()
	const (
		bucket = "arn:aws:s3:::amzn-s3-demo-notebooks"
		key    = "arn:aws:kms:us-east-1:123456789012:key/0"
		secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:git-*"
	)
	none := map[string][]string{}
	want := map[string]grant{
		"ObjectActions": {"Allow", []string{"s3:deleteobject", "s3:getobject", "s3:putobject"}, []string{bucket + "/*"}, none},
		"BucketActions": {"Allow", []string{"s3:getencryptionconfiguration", "s3:listbucket"}, []string{bucket}, none},
	}
	const head = `{version: 1, name: notebooks, roles: {Alone: {template: notebooks, roleName: Alone, with: {Bucket: amzn-s3-demo-notebooks`
	r, b := role(t, head+`}}}}`)
	if diff := cmp.Diff(want, grants(t, r, b)); diff != "" {
		t.Errorf("notebooks (-page +template):\n%s", diff)
	}

	want["KeyActions"] = grant{"Allow", []string{"kms:decrypt", "kms:describekey", "kms:generatedatakey", "kms:reencryptfrom", "kms:reencryptto"}, []string{key}, none}
	want["ReadGitCredentials"] = grant{"Allow", []string{"secretsmanager:getsecretvalue"}, []string{secret}, none}
	r, b = role(t, head+`, KeyArn: "`+key+`", SecretArns: ["`+secret+`"]}}}}`)
	if diff := cmp.Diff(want, grants(t, r, b)); diff != "" {
		t.Errorf("notebooks with a key and a secret (-page +template):\n%s", diff)
	}
}
