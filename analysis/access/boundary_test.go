package access_test

import (
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/spec/deploy"
)

// TestBoundaryOfTwo: a boundary is one of several policies, of which one is in an
// older version of IAM's language, in which ${ is text.
func TestBoundaryOfTwo(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
parameters:
  Which: {type: PolicyArn, example: "arn:aws:iam::123456789012:policy/new", values: ["arn:aws:iam::123456789012:policy/new", "arn:aws:iam::123456789012:policy/old"]}
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    permissionsBoundary: "${Which}"
    policies: {Data: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}
policies:
  New: {policyName: new, statements: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/${aws:PrincipalTag/team}/*"}]}
  Old: {policyName: old, statements: {Version: "2008-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/$${aws:PrincipalTag/team}/*"}]}}
`)
	at := deploy.New(s).All(s, s.Example())
	context := eval.Context{Values: map[string][]string{"aws:PrincipalTag/team": {"a"}}}
	v, err := access.Everywhere(s, at, access.Question{Name: "Job", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/a/x", Context: context})
	if err != nil {
		t.Fatal(err)
	}
	if v.Result != access.Depends || len(v.Cases) != 2 || v.Cases[0].When != "Which=arn:aws:iam::123456789012:policy/new" || v.Cases[0].Result != access.Allowed {
		t.Errorf("%s", v.Text())
	}
}
