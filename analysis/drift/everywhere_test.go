package drift_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/emriam/emriam/analysis/drift"
)

// TestDriftEverywhere: a permission that a role has only in some deployments is missing in
// the others, a role that does not exist with the examples is compared where it exists, and
// an environment has its own result.
func TestDriftEverywhere(t *testing.T) {
	t.Parallel()
	const text = `version: 1
name: acme
parameters:
  Key: {type: KMSKeyArn, optional: true, example: "arn:aws:kms:us-east-1:123456789012:key/0"}
  Extra: {type: Boolean, default: false}
  Other: {type: Boolean, default: false}
  Bucket: {type: BucketName, example: acme-data}
roles:
  Job:
    kind: other
    roleName: job
    trust: {service: lambda}
    baseline: Base@v1
    policies:
      P:
        - {Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${Bucket}/*"}
        - {Effect: Allow, Action: "sqs:SendMessage", Resource: "*", when: Key}
        - {Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::${Bucket}/*", when: Other}
  Rare:
    kind: other
    roleName: rare
    when: Extra
    trust: {service: lambda}
    baseline: Base@v1
    policies: {P: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}
environments:
  prod: {region: us-east-1, account: "111122223333", values: {Bucket: acme, Key: "arn:aws:kms:us-east-1:111122223333:key/0"}}
`
	files := map[string]string{
		"Base@v1.json": `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}`,
		"Base@v2.json": `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:PutObject", "sqs:SendMessage"], "Resource": "*"}]}`,
	}
	s := load(t, text)
	var got []string
	for _, b := range aws(t, s, nil, files) {
		got = append(got, fmt.Sprint(b.Name, " with ", b.When, ":", lines([]drift.Baseline{b})))
	}
	want := []string{
		"Job with Key:[]",
		"Job with no Key:[+ Job sqs:SendMessage on *]",
		"Rare with :[+ Rare sqs:SendMessage on *]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	l := drift.NewLibrary(s)
	for name, text := range files {
		if err := l.Add(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	in, err := drift.AWS(s, s.Environments[0].Binding, l, nil)
	if err != nil || len(in) != 1 || in[0].When != "" || in[0].Drifted() {
		t.Errorf("in the environment: %v, %v", in, err)
	}
}
