package access_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/templates"
)

// TestRoleTags: the tags of a role are those of its requests where no session can have
// others: only services assume the role, and none of them may tag the session.
func TestRoleTags(t *testing.T) {
	t.Parallel()
	const text = `version: 1
name: acme
parameters:
  Team: {type: String, example: data}
  Extra: {type: String, optional: true, example: more}
  Stage: {type: String, values: [dev, prod], default: dev}
roles:
  Job:
    kind: other
    roleName: job
    trust: TRUST
    tags: {team: x, owner: "${Team}", extra: "${Extra}", stage: "${Stage}"}
    policies: {P: [{Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: {StringEquals: {CONDITION}}}]}
`
	service := func(actions string) string {
		return `{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: ` + actions + `}`
	}
	const account = `[{Effect: Allow, Principal: {AWS: "arn:aws:iam::111122223333:root"}, Action: "sts:AssumeRole"}]`
	for _, tt := range []struct {
		trust, condition string
		want             access.Result
	}{
		{service(`"sts:AssumeRole"`), `"aws:PrincipalTag/team": x`, access.Allowed},
		{service(`"sts:AssumeRole"`), `"aws:PrincipalTag/team": y`, access.Denied},
		{service(`"sts:AssumeRole"`), `"AWS:principaltag/Team": x`, access.Allowed},
		{service(`"sts:AssumeRole"`), `"aws:PrincipalTag/owner": data`, access.Unknown}, // with another Team
		{service(`"sts:AssumeRole"`), `"aws:PrincipalTag/other": x`, access.Unknown},    // tags of the stack
		{service(`"sts:AssumeRole"`), `"aws:PrincipalTag/extra": more`, access.Unknown},
		{service(`"sts:AssumeRole"`), `"aws:PrincipalTag/stage": dev`, access.Unknown},
		{service(`["sts:AssumeRole", "sts:TagSession"]`), `"aws:PrincipalTag/team": x`, access.Unknown},
		{service(`["sts:AssumeRole", "sts:Tag*"]`), `"aws:PrincipalTag/team": x`, access.Unknown},
		{account, `"aws:PrincipalTag/team": x`, access.Unknown}, // of a session before it
	} {
		s, l := lint.Finish(compile.Load("spec.yaml", []byte(strings.NewReplacer("TRUST", tt.trust, "CONDITION", tt.condition).Replace(text)), templates.FS))
		if l.HasErrors() {
			t.Fatal(l.Findings())
		}
		at := func(space *deploy.Space) *deploy.Place { return space.In(s, "aws") }
		got, err := access.Ask(s, at, access.Question{Name: "Job", Action: "s3:GetObject", Resource: spec.Text("arn:aws:s3:::data/x")})
		if err != nil {
			t.Fatal(err)
		}
		if got.Result != tt.want {
			t.Errorf("%s with %s: it is %s", tt.trust, tt.condition, got.Result)
		}
	}
}

// TestAccountOfContext: the account of a bucket is named by the context, and a deployment
// in that account has another answer.
func TestAccountOfContext(t *testing.T) {
	t.Parallel()
	s, _ := compile.Load("spec.yaml", []byte(`version: 1
name: acme
roles:
  Job:
    kind: other
    roleName: job
    trust: {service: lambda}
    policies: {P: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*", Condition: {StringEquals: {"aws:ResourceAccount": "${AWS::AccountId}"}}}]}
`), templates.FS)
	at := func(space *deploy.Space) *deploy.Place { return space.In(s, "aws") }
	got, err := access.Ask(s, at, access.Question{
		Name: "Job", Action: "s3:GetObject", Resource: spec.Text("arn:aws:s3:::data/x"), Anywhere: true,
		Context: map[string][]spec.Value{"aws:ResourceAccount": {spec.Text("444455556666")}},
	})
	if err != nil || got.Result != access.Denied || got.Account != "444455556666" {
		t.Errorf("%+v, %v", got, err)
	}
}
