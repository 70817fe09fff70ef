package diff_test

import "testing"

// TestOrdered: a parameter that an operator of numbers, dates, networks or Booleans compares
// can have a value on either side of every other one: its example decides nothing.
func TestOrdered(t *testing.T) {
	t.Parallel()
	of := func(effect, condition string) string {
		return `version: 1
name: acme
parameters:
  Max: {type: Number, example: 5}
  Hundreds: {type: Number, example: 700, pattern: "[1-9]00"}
  Least: {type: Number, example: 1000}
  Cidr: {type: String, example: 10.0.0.0/8, pattern: "[0-9./]+"}
  Until: {type: String, example: "2030-01-01T00:00:00Z", pattern: "[0-9TZ:-]+"}
  Flag: {type: String, example: "true", pattern: "[a-z]+"}
roles:
  Job:
    kind: other
    roleName: job
    trust: {service: lambda}
    policies:
      Data:
        - {Sid: All, Effect: Allow, Action: "s3:PutObject", Resource: "*"}
        - {Sid: Some, Effect: ` + effect + `, Action: "s3:*Object", Resource: "*", Condition: {` + condition + "}}\n"
	}
	const age, at = `{"aws:MultiFactorAuthAge": `, `{"aws:CurrentTime": `
	for _, tt := range []struct{ effect, older, newer, verdict string }{
		{"Allow", "NumericLessThan: " + age + `"3600"}`, "NumericLessThan: " + age + `"${Max}"}`, "both"},
		{"Deny", "NumericLessThan: " + age + `"3600"}`, "NumericLessThan: " + age + `"${Max}"}`, "both"},
		{"Allow", "NumericLessThan: " + age + `"450"}`, "NumericLessThan: " + age + `"${Hundreds}"}`, "both"},
		{"Allow", "NumericLessThan: " + age + `"${Least}"}`, "NumericLessThan: " + age + `"${Max}"}`, "both"},
		{"Allow", "NumericLessThan: " + age + `"${Max}"}`, "NumericLessThanEquals: " + age + `"${Max}"}`, "wider"},
		{"Allow", "NumericLessThan: " + age + `"${Max}"}`, "NumericLessThan: " + age + `["${Max}", "3600"]}`, "wider"},
		{"Allow", "DateLessThan: " + at + `"2031-01-01T00:00:00Z"}`, "DateLessThan: " + at + `"${Until}"}`, "both"},
		{"Allow", "DateLessThan: " + at + `"2029-01-01T00:00:00Z"}`, "DateLessThan: " + at + `"${Until}"}`, "both"},
		{"Allow", `IpAddress: {"aws:SourceIp": "10.0.0.0/16"}`, `IpAddress: {"aws:SourceIp": "${Cidr}"}`, "both"},
		{"Allow", `IpAddress: {"aws:SourceIp": "0.0.0.0/0"}`, `IpAddress: {"aws:SourceIp": "${Cidr}"}`, "narrower"},
		{"Allow", `Bool: {"aws:SecureTransport": "true"}`, `Bool: {"aws:SecureTransport": "${Flag}"}`, "both"},
		{"Allow", `"Null": {"aws:SourceVpc": "true"}`, `"Null": {"aws:SourceVpc": "${Flag}"}`, "both"},
	} {
		older, newer := load(t, of(tt.effect, tt.older)), load(t, of(tt.effect, tt.newer))
		if r := compareSpecs(t, older, newer); string(r.Verdict) != tt.verdict {
			t.Errorf("%s and %s: it is %s, want %s:\n%s", tt.older, tt.newer, r.Verdict, tt.verdict, r.Text())
		}
		if r := compareSpecs(t, newer, older); string(r.Verdict) != swapped.Replace(tt.verdict) {
			t.Errorf("%s and %s: it is %s:\n%s", tt.newer, tt.older, r.Verdict, r.Text())
		}
		if r := compareSpecs(t, newer, newer); r.Verdict != "same" {
			t.Errorf("%s, compared with itself: it is %s", tt.newer, r.Verdict)
		}
	}
}
