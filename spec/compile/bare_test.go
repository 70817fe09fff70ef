package compile_test

import (
	"slices"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
)

// TestLoadDocument holds what a document is taken for, and what is wrong with
// it if it was to be something else.
func TestLoadDocument(t *testing.T) {
	t.Parallel()
	const (
		identity = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}`
		trust    = `{"Statement": {"Sid": "", "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}`
		// As on the page emr-iam-role-for-ec2.
		neither = `{"Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": ["arn:aws:iam::123456789012:role/EMR_EC2_DefaultRole"]}]}`
		bucket  = `{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}`
		inYAML  = "Statement:\n- {Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::b/${aws:username}'}\n"
	)
	tests := []struct {
		name, text, kind string
		roles, policies  int
		codes            []string
	}{
		{"an identity policy", identity, "", 0, 1, nil},
		{"an identity policy as such", identity, compile.Identity, 0, 1, nil},
		{"an identity policy as a trust", identity, compile.Trust, 0, 0, []string{"missing-key", "wrong-policy"}},
		{"a trust", trust, "", 1, 0, nil},
		{"a trust as an identity policy", trust, compile.Identity, 0, 0, []string{"missing-key", "wrong-policy"}},
		{"a trust without a principal", neither, compile.Trust, 0, 0, []string{"missing-key", "wrong-policy"}},
		{"the policy of a bucket", bucket, "", 0, 0, nil},
		{"the policy of a bucket as an identity policy", bucket, compile.Identity, 0, 0, []string{"wrong-policy"}},
		{"YAML", inYAML, "", 0, 1, nil},
		{"no statements", `{"Statement": []}`, "", 0, 0, []string{"empty-list"}},
		{"no document", `{"Version": "2012-10-17"}`, "", 0, 0, []string{"missing-key"}},
		{"a list", `- Statement`, "", 0, 0, []string{"wrong-type"}},
		{"one Sid twice", `{"Statement": [
			{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
			{"Sid": "A", "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}]}`, "", 0, 0, []string{"duplicate-sid"}},
		{"keys of a spec", `{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"value": "*"}, "when": "X"}}`, "", 0, 0, []string{"unknown-key", "wrong-type"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, l := compile.LoadDocument("doc.json", []byte(tt.text), tt.kind)
			var codes []string
			for _, f := range l.Findings() {
				codes = append(codes, f.Code)
			}
			slices.Sort(codes)
			if !slices.Equal(codes, tt.codes) {
				t.Errorf("codes %q, want %q", codes, tt.codes)
			}
			if s == nil {
				s = &spec.Spec{Bare: true}
			}
			if len(s.Roles) != tt.roles || len(s.Policies) != tt.policies || !s.Bare {
				t.Errorf("%d roles and %d policies, want %d and %d", len(s.Roles), len(s.Policies), tt.roles, tt.policies)
			}
		})
	}
}

// TestVerbatim holds that a document has no placeholders: its text reaches the model
// as it is.
func TestVerbatim(t *testing.T) {
	t.Parallel()
	s, l := compile.LoadDocument("doc.json", []byte(`{"Version": "2012-10-17", "Statement": {
		"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}/${Nope}/$${x}",
		"Condition": {"StringEquals": {"aws:PrincipalTag/${k}": ["\u0041\/", "5", "true"]}}}}`), "")
	if s == nil {
		t.Fatal(l.Findings())
	}
	st := s.Policies[0].Document.Statements[0]
	if got, _ := st.Resources[0].Value.Literal(); got != "arn:aws:s3:::b/${aws:username}/${Nope}/$${x}" {
		t.Errorf("the resource is %q", got)
	}
	var values []string
	for _, it := range st.Conditions[0].Values {
		got, _ := it.Value.Literal()
		values = append(values, got)
	}
	if !slices.Equal(values, []string{"A/", "5", "true"}) {
		t.Errorf("the values are %q", values)
	}
}

func TestIsDocument(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"Statement": []}`:                            true,
		" \n{ \"Statement\": [":                        true, // what is wrong with it is told as of a document
		"Statement: []\n":                              true,
		"[{\"Effect\": \"Allow\"}]":                    true,
		"- Effect: Allow\n  Action: s3:GetObject\n":    true,
		"{\"Effect\": \"Allow\", \"Action\": \"*\"}":   true,
		"{\"Role\": {\"RoleName\": \"a\"}}":            true,
		"Resources: {R: {Statement: []}}\n":            false,
		"{\"RoleDetailList\": [{\"Statement\": []}]}":  false,
		"version: 1\nname: x\n":                        false,
		"doc: the Statement\n":                         false,
		"roles: {R: {policies: {P: {Statement: []}}}}": false,
		"": false,
	} {
		if got := compile.IsDocument([]byte(text)); got != want {
			t.Errorf("IsDocument(%q) is %t", text, got)
		}
	}
}
