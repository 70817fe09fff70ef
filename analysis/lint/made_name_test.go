package lint_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

const nameless = `version: 1
name: acme
roles:
  ServiceRole:
    template: service-v2
    roleName: acme-service
    statements:
      Pass: {Effect: Allow, Action: "iam:PassRole", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/PATTERN", Condition: {StringLike: {"iam:PassedToService": "ec2.amazonaws.com*"}}}
  InstanceRole: {template: instance}
tests:
  - {name: t, role: ServiceRole, VERB: "iam:PassRole", resources: "${InstanceRole.Arn}", context: {"iam:PassedToService": "ec2.amazonaws.com"}}
`

// TestNameMadeByDeployment: a pattern may match a name that the deployment makes, so
// that a role is not reported as never passed; a test holds for all names or fails; a
// text is not the name of a role that has none yet.
func TestNameMadeByDeployment(t *testing.T) {
	t.Parallel()
	const never = "cannot pass InstanceRole"
	for _, tt := range []struct{ pattern, verb, want, not string }{
		{"acme-*", "can", "fails with another InstanceRole.Name", never},
		{"acme-*", "cannot", "fails with InstanceRole.Name=acme-", never},
		{"*", "can", "", never},
		{"other/*", "cannot", never, "test-failed"},
		{"InstanceRole", "cannot", never, "as text"},
		{"InstanceRole", "cannot", never, "test-failed"},
		{"acme-InstanceRole-1ABC2DEF3GHI", "cannot", "fails with InstanceRole.Name=acme-InstanceRole-1ABC2DEF3GHI", ""},
		{"EMR_EC2_DefaultRole", "can", "has a name that the deployment makes", ""},
	} {
		text := strings.NewReplacer("PATTERN", tt.pattern, "VERB", tt.verb).Replace(nameless)
		_, l := lint.Finish(compile.Load("spec.yaml", []byte(text), templates.FS))
		var all strings.Builder
		for _, f := range l.Findings() {
			all.WriteString(f.Code + ": " + f.Message + "\n")
		}
		if !strings.Contains(all.String(), tt.want) || tt.not != "" && strings.Contains(all.String(), tt.not) {
			t.Errorf("%s, %s: want %q, not %q:\n%s", tt.pattern, tt.verb, tt.want, tt.not, all.String())
		}
	}
}

// TestTooManyValues: a test has no result if wildcards tell too many values apart, unless
// it fails with one of those that are tried.
func TestTooManyValues(t *testing.T) {
	t.Parallel()
	const text = `version: 1
name: acme
parameters:
  Bucket: {type: BucketName, example: amzn-s3-demo-data}
roles:
  JobRole:
    kind: serverless
    roleName: acme-job
    trust: {service: emr-serverless}
    policies:
      Data:
        - {Sid: Read, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${Bucket}/*"}
        - {Sid: Write, Effect: Allow, Action: "s3:PutObject", Resource: [WILDCARDS]}
tests:
  - {name: reads, role: JobRole, can: "s3:GetObject", resources: "arn:aws:s3:::${Bucket}/x"}
  - {name: writes, role: JobRole, cannot: "s3:PutObject", resources: "arn:aws:s3:::${Bucket}/x"}
`
	for wildcards, want := range map[string]string{
		`"arn:aws:s3:::*one*/x", "arn:aws:s3:::*two*/x"`: `test-failed: test "writes" fails with Bucket=one`,
		`"arn:aws:s3:::*a1*/x", "arn:aws:s3:::*b2*/x", "arn:aws:s3:::*c3*/x", "arn:aws:s3:::*d4*/x", "arn:aws:s3:::*e5*/x", "arn:aws:s3:::*f6*/x"`: `test-unknown: test "reads" has no result: there are too many combinations of Bucket to evaluate each
test-failed: test "writes" fails with Bucket=`,
	} {
		_, l := lint.Finish(compile.Load("spec.yaml", []byte(strings.Replace(text, "WILDCARDS", wildcards, 1)), templates.FS))
		var all strings.Builder
		for _, f := range l.Findings() {
			if strings.HasPrefix(f.Code, "test-") {
				all.WriteString(f.Code + ": " + f.Message + "\n")
			}
		}
		if !strings.HasPrefix(all.String(), want) {
			t.Errorf("%s: want %s\n%s", wildcards, want, all.String())
		}
	}
}
