package access_test

import (
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestExampleOfParameter: a request with the example of a parameter, or with a further value
// of a list, means the parameter, also if it contains the account of AWS's examples, or if it
// is the action; the answer says so.
func TestExampleOfParameter(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
parameters:
  Callers: {type: [RoleArn], example: ["arn:aws:iam::123456789012:role/first", "arn:aws:iam::123456789012:role/second"]}
  Actions: {type: [String], example: ["s3:GetObject"], pattern: "s3:[A-Za-z]+"}
  Keys: {type: [String], example: [alpha, bravo], pattern: "[a-z]+"}
roles:
  Job:
    kind: other
    roleName: job
    trust: [{Sid: T, Effect: Allow, Principal: {AWS: "${Callers}"}, Action: "sts:AssumeRole"}]
    policies:
      Data:
        - {Sid: Some, Effect: Allow, Action: "${Actions}", Resource: "*"}
        - {Sid: Tag, Effect: Allow, Action: "s3:PutObject", Resource: "*", Condition: {"ForAllValues:StringEquals": {"aws:TagKeys": "${Keys}"}}}
`)
	text := func(texts ...string) (out []spec.Value) {
		for _, v := range texts {
			out = append(out, spec.Text(v))
		}
		return out
	}
	object := spec.Text("arn:aws:s3:::x/y")
	for _, tt := range []struct {
		q     access.Question
		where string
	}{
		{access.Question{Action: "sts:AssumeRole", Principal: spec.Text("arn:aws:iam::123456789012:role/first")}, "Callers=arn:aws:iam::123456789012:role/first"},
		{access.Question{Action: "sts:AssumeRole", Principal: spec.Text("arn:aws:iam::123456789012:role/second")}, "Callers=arn:aws:iam::123456789012:role/second"},
		{access.Question{Action: "s3:GetObject", Resource: object}, "Actions=s3:GetObject"},
		{access.Question{Action: "S3:getobject", Resource: object}, "Actions=s3:GetObject"},
		{access.Question{Action: "s3:PutObject", Resource: object, Context: map[string][]spec.Value{"aws:TagKeys": text("bravo")}}, "Keys=bravo"},
		{access.Question{Action: "s3:PutObject", Resource: object, Context: map[string][]spec.Value{"aws:TagKeys": text("alpha", "bravo")}}, "Keys=alpha,bravo"},
	} {
		tt.q.Name = "Job"
		v, err := access.Ask(s, func(space *deploy.Space) *deploy.Place { return space.All(s, s.Example()) }, tt.q)
		if err != nil {
			t.Fatal(err)
		}
		if v.Result != access.Allowed || len(v.Where) == 0 || v.Where[0] != tt.where {
			t.Errorf("%v: %s with %q, want %s", tt.q, v.Result, v.Where, tt.where)
		}
	}
}
