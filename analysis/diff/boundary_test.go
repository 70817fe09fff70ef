package diff_test

import (
	"strings"
	"testing"
)

// TestBoundaries: another boundary in one of several deployments changes permissions
// there, and replaces nothing.
func TestBoundaries(t *testing.T) {
	t.Parallel()
	spec := func(boundary string) string {
		return `version: 1
name: acme
parameters: {Stage: {type: String, values: [dev, prod], default: dev}}
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    permissionsBoundary: ` + boundary + `
    policies: {Data: [{Effect: Allow, Action: ["s3:GetObject", "glue:GetTable"], Resource: "*"}]}
policies:
  Prod: {policyName: prod, statements: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}
  Dev: {policyName: dev, statements: [{Effect: Allow, Action: ["s3:*", "glue:*"], Resource: "*"}]}
`
	}
	const both = `[{value: "${Prod.Arn}", when: {Stage: prod}}, {value: "${Dev.Arn}", when: {Stage: dev}}]`
	const dev, prod = `{value: "${Dev.Arn}", when: {Stage: dev}}`, `{value: "${Dev.Arn}", when: {Stage: prod}}`
	const moved = "~ permissions boundary: ${Dev.Arn} with Stage=dev → ${Dev.Arn}"
	for to, says := range map[string]string{dev: "", prod: moved + " with Stage=prod", `"${Dev.Arn}"`: moved} {
		r := compareSpecs(t, load(t, spec(dev)), load(t, spec(to)))
		if text := string(r.Text()); r.Verdict != "same" || !strings.Contains(text, says) || r.Same() != (says == "") {
			t.Errorf("%s: it is %s, and does not say %q:\n%s", to, r.Verdict, says, text)
		}
	}
	for _, tt := range []struct {
		to, verdict string
		says        []string
	}{
		{both, "same", nil},
		{`[{value: "${Dev.Arn}", when: {Stage: dev}}, {value: "${Prod.Arn}", when: {not: {Stage: dev}}}]`, "same", nil},
		{`"${Prod.Arn}"`, "narrower", []string{"- glue:GetTable", "with Stage=dev"}},
		{`"${Dev.Arn}"`, "wider", []string{"+ glue:GetTable", "with Stage=prod"}},
		{`{value: "${Prod.Arn}", when: {Stage: prod}}`, "same", []string{"~ permissions boundary: ", " → ${Prod.Arn}"}},
		{`{value: "${Dev.Arn}", when: {Stage: dev}}`, "wider", []string{"+ glue:GetTable", "with Stage=prod", " → ${Dev.Arn}"}},
	} {
		report := compareSpecs(t, load(t, spec(both)), load(t, spec(tt.to)))
		text := string(report.Text())
		for _, want := range tt.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s: it does not say %q:\n%s", tt.to, want, text)
			}
		}
		if got := string(report.Verdict); got != tt.verdict || strings.Contains(text, "replace") {
			t.Errorf("%s: it is %s, not %s:\n%s", tt.to, got, tt.verdict, text)
		}
	}
}
