package access_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestAskOfExample: a question about the example of a parameter means the
// parameter, whatever wildcards and texts elsewhere in the spec match the example.
func TestAskOfExample(t *testing.T) {
	t.Parallel()
	const text = `version: 1
name: acme
parameters:
  Bucket: {type: BucketName, example: acme-data}
  Other: {type: BucketName, example: acme-other}
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    policies:
      Data:
        - {Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::${Bucket}/*"}
        - {Effect: Allow, Action: "s3:PutObject", Resource: "arn:${AWS::Partition}:s3:::${Other}/*"}
`
	for name, more := range map[string]string{
		"plain":                  "",
		"wildcard in a tag":      `        - {Effect: Allow, Action: "s3:ListBucket", Resource: "arn:${AWS::Partition}:s3:::x1x", Condition: {StringLike: {"aws:PrincipalTag/x": "a*"}}}` + "\n",
		"wildcard in a resource": `        - {Effect: Allow, Action: "s3:ListBucket", Resource: "arn:${AWS::Partition}:s3:::acme-*"}` + "\n",
		"text":                   `        - {Effect: Allow, Action: "s3:ListBucket", Resource: "arn:${AWS::Partition}:s3:::acme-data"}` + "\n",
	} {
		s := load(t, text+more)
		at := func(space *deploy.Space) *deploy.Place { return space.All(s, s.Example()) }
		for action, bucket := range map[string]string{"s3:GetObject": "acme-data", "s3:PutObject": "acme-other"} {
			v, err := access.Ask(s, at, access.Question{Name: "Job", Action: action, Resource: spec.Text("arn:aws:s3:::" + bucket + "/x")})
			if err != nil {
				t.Fatal(err)
			}
			if v.Result != access.Allowed || !strings.Contains(strings.Join(v.Where, " "), "="+bucket) {
				t.Errorf("%s, %s on %s:\n%s", name, action, bucket, v.Text())
			}
		}
		v, err := access.Ask(s, at, access.Question{Name: "Job", Action: "s3:GetObject", Resource: spec.Text("arn:aws:s3:::third/x")})
		if err != nil {
			t.Fatal(err)
		}
		if v.Result != access.Denied || v.Where != nil {
			t.Errorf("%s:\n%s", name, v.Text())
		}
	}
}
