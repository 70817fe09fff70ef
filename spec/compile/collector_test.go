package compile_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec/compile"
)

// TestRolesAndPolicies: what roles name and what policies name are known to the
// stages after, and a stage reports the mistakes in both.
func TestRolesAndPolicies(t *testing.T) {
	t.Parallel()
	const head = `
version: 1
name: both
parameters:
  OfRole: {type: String, default: a}
  OfPolicy: {type: String, default: b}
  OfNone: {type: String, default: c}
  Maybe: {type: Boolean, default: true}
roles:
  Elsewhere: {existing: {arn: "arn:aws:iam::123456789012:role/elsewhere"}, kind: other}
  R:
    kind: other
    roleName: r
    trust: {service: ec2}
    policies:
      P: {Effect: Allow, Action: "s3:*", Resource: ["arn:aws:s3:::${OfRole}"]}
policies:
  Q:
    policyName: q
    statements: [{Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::${OfPolicy}"}]
    assumes: [Elsewhere]
`
	tests := []struct {
		name, src string
		want      []string
	}{
		{"named in one each", head, []string{"warning: the parameter Maybe is not used", "warning: the parameter OfNone is not used"}},
		{
			"mistakes in both", strings.NewReplacer("${OfRole}", "${Missing}", "${OfPolicy}", "${Unknown}").Replace(head),
			[]string{`error: the spec does not declare the parameter "Missing"`, `error: the spec does not declare the parameter "Unknown"`},
		},
		{
			"mistakes while templates are expanded", strings.NewReplacer("kind: other\n    roleName", "template: no-such\n    roleName", "policyName: q", "policyName: q\n    template: nor-this").Replace(head),
			[]string{`error: policy Q has the unknown template "nor-this"`, `error: role R has the unknown template "no-such"`},
		},
	}
	for _, tt := range tests {
		_, l := compile.Load("both.yaml", []byte(tt.src), testTemplates(t))
		var got []string
		for _, f := range l.Findings() {
			got = append(got, f.Severity.String()+": "+f.Message)
		}
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
