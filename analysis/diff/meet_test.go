package diff_test

import "testing"

// TestMeeting: a parameter may have the value of another, or one that another
// statement names, and what that shows is a change.
func TestMeeting(t *testing.T) {
	t.Parallel()
	const (
		head   = "version: 1\nname: meet\nparameters:\n  Data: {type: BucketName, example: data}\n  Secret: {type: BucketName, example: secret}\nroles:\n  Job:\n    kind: other\n    roleName: job\n    trust: {service: ec2}\n    policies:\n      Data:\n"
		allow  = `        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${Data}/*"}` + "\n"
		tagged = `        - {Sid: T, Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: {StringNotEquals: {"aws:PrincipalTag/team": "${Data}"}}}` + "\n"
	)
	const others = `        - {Sid: O, Effect: Allow, Action: "s3:GetObject", NotResource: "arn:aws:s3:::${Data}/*"}` + "\n"
	tests := []struct{ name, both, more, verdict string }{
		{"a Deny on another parameter", allow, `        - {Sid: D, Effect: Deny, Action: "s3:*", Resource: "arn:aws:s3:::${Secret}/*"}`, "narrower"},
		{"a Deny on a text", allow, `        - {Sid: D, Effect: Deny, Action: "s3:*", Resource: "arn:aws:s3:::acme-secret/*"}`, "narrower"},
		{"a Deny on a pattern", allow, `        - {Sid: D, Effect: Deny, Action: "s3:*", Resource: "arn:aws:s3:::acme-*"}`, "narrower"},
		{"a Deny on a key", allow, `        - {Sid: D, Effect: Deny, Action: "kms:*", Resource: "*"}`, "same"},
		{"what a NotResource leaves out", others, `        - {Sid: M, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-logs/*"}`, "wider"},
		{"what a condition leaves out", tagged, `        - {Sid: M, Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: {StringEquals: {"aws:PrincipalTag/team": gold}}}`, "wider"},
	}
	for _, tt := range tests {
		old, new := load(t, head+tt.both), load(t, head+tt.both+tt.more+"\n")
		if r := compareSpecs(t, old, new); string(r.Verdict) != tt.verdict {
			t.Errorf("%s: it is %s, want %s:\n%s", tt.name, r.Verdict, tt.verdict, r.Text())
		}
		if r := compareSpecs(t, new, old); string(r.Verdict) != swapped.Replace(tt.verdict) {
			t.Errorf("%s, taken away: it is %s:\n%s", tt.name, r.Verdict, r.Text())
		}
	}
}
