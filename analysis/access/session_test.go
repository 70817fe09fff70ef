package access_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/spec/deploy"
)

// TestSession: a role asks in any of its sessions, of which a resource policy or a trust policy
// may name some. A caller that is a session is that one.
func TestSession(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
roles:
  Job:
    roleName: job
    kind: other
    trust: {service: lambda}
    policies: {P: [{Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*"}]}
  Next:
    roleName: next
    kind: other
    trust:
      - {Effect: Allow, Principal: {AWS: "arn:aws:sts::123456789012:assumed-role/job/nightly"}, Action: "sts:AssumeRole"}
resourcePolicies:
  Data:
    for: s3-bucket
    statements:
      - {Sid: Put, Effect: Allow, Principal: {AWS: "arn:aws:sts::123456789012:assumed-role/job/nightly"}, Action: "s3:PutObject", Resource: "arn:aws:s3:::data/*"}
      - {Sid: Sealed, Effect: Deny, Principal: {AWS: "arn:aws:sts::123456789012:assumed-role/job/nightly"}, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/sealed/*"}
      - {Sid: Other, Effect: Allow, Principal: {AWS: "arn:aws:sts::123456789012:assumed-role/job2/nightly"}, Action: "s3:DeleteObject", Resource: "arn:aws:s3:::data/*"}
`)
	d := access.New(s, deploy.Fixed(s.Example()))
	const nightly, daily = "arn:aws:sts::123456789012:assumed-role/job/nightly", "arn:aws:sts::123456789012:assumed-role/job/daily"
	trust := func(caller string) *access.Subject {
		sub, err := d.Trust("Next", caller)
		if err != nil {
			t.Fatal(err)
		}
		return sub
	}
	bucket, err := d.Both("Job", "Data", "123456789012")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		sub              *access.Subject
		action, resource string
		want             access.Result
	}{
		{bucket, "s3:GetObject", "arn:aws:s3:::data/x", access.Allowed},
		{bucket, "s3:PutObject", "arn:aws:s3:::data/x", access.Unknown},
		{bucket, "s3:GetObject", "arn:aws:s3:::data/sealed/x", access.Unknown},
		{bucket, "s3:DeleteObject", "arn:aws:s3:::data/x", access.Denied},
		{trust("Job"), "sts:AssumeRole", "", access.Unknown},
		{trust(nightly), "sts:AssumeRole", "", access.Allowed},
		{trust(daily), "sts:AssumeRole", "", access.Denied},
	} {
		if a := tt.sub.Ask(tt.action, tt.resource, eval.Context{}); a.Result != tt.want {
			t.Errorf("%s on %s: %s, want %s\n%s", tt.action, tt.resource, a.Result, tt.want, a.Text())
		}
		if says := strings.Contains(string(tt.sub.Ask(tt.action, tt.resource, eval.Context{}).Text()), "the session decides: it is "); says != (tt.want == access.Unknown) {
			t.Errorf("%s on %s: it says that the session decides: %t", tt.action, tt.resource, says)
		}
		outcomes, err := tt.sub.Decide(tt.action, tt.resource, eval.Context{})
		if err != nil || len(outcomes) != 1 || outcomes[0].Result != tt.want {
			t.Errorf("%s on %s is decided as %+v, %v; want %s", tt.action, tt.resource, outcomes, err, tt.want)
		}
	}
}
