package compile

import "testing"

// A stack can create neither roles nor policies that need each other to exist.
func TestResourceCycles(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]string{
		`
roles:
  A: {kind: other, trust: {service: lambda}, permissionsBoundary: "${B.Arn}"}
policies:
  B: {statements: {Effect: Allow, Action: "iam:PassRole", Resource: "${A.Arn}"}}`: "a stack cannot create B, A, because each needs the one before it to exist",
		`
policies:
  A: {statements: {Effect: Allow, Action: "iam:GetPolicy", Resource: "${B.Arn}"}}
  B: {statements: {Effect: Allow, Action: "iam:GetPolicy", Resource: "${A.Arn}"}}`: "a stack cannot create B, A, because each needs the one before it to exist",
		`
policies:
  A: {statements: {Effect: Allow, Action: "iam:GetPolicy", Resource: "${A.Arn}"}}`: "a stack cannot create A, because it contains its own ARN",
		`
policies:
  A: {statements: {Effect: Allow, Action: "iam:GetPolicy", Resource: "${B.Arn}"}}
  B: {policyName: b, statements: {Effect: Allow, Action: "iam:GetPolicy", Resource: "${A.Arn}"}}`: "",
		`
roles:
  A: {kind: other, trust: {service: lambda}, tags: {of: "${B.Arn}"}}
  B: {kind: other, trust: {role: A}}`: "a stack cannot create B, A, because each needs the one before it to exist",
	} {
		_, l := Load("emr.yaml", []byte("version: 1\nname: jobs"+spec), nil)
		got := ""
		for _, f := range l.Findings() {
			if f.Code == "resource-cycle" {
				got += f.Message
			}
		}
		if got != want {
			t.Errorf("%s\nis %q, not %q", spec, got, want)
		}
	}
}
