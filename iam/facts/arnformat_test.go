package facts

import "testing"

func TestARNFormats(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		service, format string
		region, account bool
	}{
		{"s3", "arn:${Partition}:s3:::${BucketName}", false, false},
		{"S3", "arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}", true, true},
		{"emr-serverless", "arn:${Partition}:emr-serverless:${Region}:${Account}:/applications/${ApplicationId}", true, true},
		{"ec2", "arn:${Partition}:ec2:${Region}::image/${ImageId}", true, false},
		{"execute-api", "arn:${Partition}:execute-api:${Region}:${Account}:${ApiId}/${Stage}/${Method}/${ApiSpecificResourcePath}", true, true},
	} {
		found := false
		for _, f := range ARNFormats(tt.service) {
			found = found || f.Text == tt.format && (f.Region != "") == tt.region && (f.Account != "") == tt.account
		}
		if !found {
			t.Errorf("%s has not the format %s", tt.service, tt.format)
		}
	}
	if got := ARNFormats("emr"); got != nil {
		t.Errorf("emr has the formats %v", got)
	}
}
