package diff_test

import (
	"strings"
	"testing"
)

// TestSessions: who is denied is a session of a role in one account, or with one name of the
// role.
func TestSessions(t *testing.T) {
	t.Parallel()
	const head = `version: 1
name: acme
parameters:
  Team: {type: String, pattern: "[a-z]{2,8}", example: blue}
roles:
  Job: {roleName: "${Team}-job", kind: other, trust: {service: lambda}}
  Pathed: {roleName: pathed, path: /emr/, kind: other, trust: {service: lambda}}
  Next:
    kind: other
    trust:
      - {Sid: A, Effect: Allow, Principal: {AWS: WHOM}, Action: "sts:AssumeRole"}
`
	const denied = `      - {Sid: D, Effect: Deny, Principal: {AWS: "arn:${AWS::Partition}:sts::WHOM/nightly"}, Action: "sts:AssumeRole"}` + "\n"
	for _, tt := range []struct{ allowed, denied, want string }{
		{`"${Job.Arn}"`, "${AWS::AccountId}:assumed-role/${Job.Name}", "narrower"},
		{`"${Job.Arn}"`, "${AWS::AccountId}:assumed-role/red-job", "narrower"},
		{`"${Job.Arn}"`, "${AWS::AccountId}:assumed-role/red-other", "same"},
		{`"${Pathed.Arn}"`, "123456789012:assumed-role/pathed", "narrower"},
		{`"${Pathed.Arn}"`, "123456789012:assumed-role/other", "same"},
		{`"arn:${AWS::Partition}:sts::${AWS::AccountId}:assumed-role/pathed/${Team}"`, "${AWS::AccountId}:assumed-role/pathed", "narrower"},
	} {
		allowed := strings.ReplaceAll(head, "WHOM", tt.allowed)
		old, new := load(t, allowed), load(t, allowed+strings.ReplaceAll(denied, "WHOM", tt.denied))
		if r := compareSpecs(t, old, new); string(r.Verdict) != tt.want {
			t.Errorf("%s without %s is %s, want %s:\n%s", tt.allowed, tt.denied, r.Verdict, tt.want, r.Text())
		}
		if r := compareSpecs(t, new, old); string(r.Verdict) != swapped.Replace(tt.want) {
			t.Errorf("%s without %s, before, is %s:\n%s", tt.allowed, tt.denied, r.Verdict, r.Text())
		}
	}
}

// TestSessionsOfRenamed: a principal that is a session of a renamed role follows it, as the
// role does.
func TestSessionsOfRenamed(t *testing.T) {
	t.Parallel()
	named := func(name string) string {
		return strings.ReplaceAll(`version: 1
name: acme
roles:
  Job: {roleName: NAME, kind: other, trust: {service: lambda}}
  Next:
    kind: other
    trust:
      - {Sid: A, Effect: Allow, Principal: {AWS: "arn:${AWS::Partition}:sts::${AWS::AccountId}:assumed-role/${Job.Name}/nightly"}, Action: "sts:AssumeRole"}
`, "NAME", name)
	}
	if r := compareSpecs(t, load(t, named("job")), load(t, named("task"))); r.Verdict != "same" {
		t.Errorf("it is %s:\n%s", r.Verdict, r.Text())
	}
}
