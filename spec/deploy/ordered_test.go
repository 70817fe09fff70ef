package deploy_test

import (
	"slices"
	"testing"

	"github.com/emriam/emriam/spec/deploy"
)

// TestOrderedPattern: what a pattern leaves of the ways in which a parameter compares with
// another value is tried; where no value was found on a side on which there may be one,
// not all are tried.
func TestOrderedPattern(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		param, operator, other string
		partial                bool
	}{
		{`{type: Number, example: 100000000, pattern: "[0-9]{9}"}`, "NumericLessThan", "1234", true}, // 000001234
		{`{type: Number, example: 1000, pattern: "[1-9][0-9]{3,4}"}`, "NumericLessThan", "900", false},
		{`{type: Number, example: 1000, pattern: "[1-9][0-9]{3,4}"}`, "NumericLessThan", "1000", false},
		{`{type: Number, example: 1000, pattern: "1[0-9]{3}"}`, "NumericLessThan", "2000", false},
		{`{type: Number, example: 1000, pattern: "-?1[0-9]{3}|[0-9]{13}7"}`, "NumericLessThan", "-2000", false},
		{`{type: Number, example: 1000, pattern: "1000|7[0-9]{13}3"}`, "NumericLessThan", "2000", false},
		{`{type: Number, example: 1000, pattern: "[1-9]000"}`, "NumericLessThan", "0.5", false},
		{`{type: Number, example: 1000, pattern: "[1-9]000"}`, "NumericLessThan", "-0.5", false},
		{`{type: Number, example: 1000, pattern: "[1-3]000"}`, "NumericLessThan", "2999.5", false},
		{`{type: Number, example: 1000}`, "NumericLessThan", "-3", false},
		{`{type: Number, example: 1000}`, "NumericLessThan", "0", false},
		{`{type: String, example: "1000", pattern: "[0-9]{4}"}`, "NumericLessThan", "5", true}, // 0004
		{`{type: String, example: "2030-01-01", pattern: "[0-9]{4}-[0-9]{2}-[0-9]{2}"}`, "DateLessThan", "2031-01-01T00:00:00Z", false},
		{`{type: String, example: "2030-01-01T00:00:00Z", pattern: "203[0-9]-0[1-9]-01T00:00:00Z"}`, "DateLessThan", "2045-01-01T00:00:00Z", true},
		{`{type: String, example: 10.0.0.0/8, pattern: "[0-9.]+/(8|16|24)"}`, "IpAddress", "10.1.1.1/32", true}, // as wide as it
		{`{type: String, example: 10.0.0.0/8, pattern: "[0-9./]+"}`, "IpAddress", "10.1.1.0/24", false},
		{`{type: String, example: "false", pattern: "[Ff]alse"}`, "Bool", "true", false},
		{`{type: String, example: "false", pattern: "[TtFf][a-z]{3,4}"}`, "Bool", "true", false},
		{`{type: String, example: "false", pattern: "false|T[A-Z]{3}"}`, "Bool", "true", true}, // TRUE
	} {
		s := load(t, `version: 1
name: acme
parameters:
  Max: `+tt.param+`
roles:
  Job:
    kind: other
    roleName: job
    trust: {service: lambda}
    policies:
      Data:
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: {`+tt.operator+`: {"aws:SourceIp": "${Max}"}}}
        - {Sid: B, Effect: Deny, Action: "s3:GetObject", Resource: "*", Condition: {`+tt.operator+`: {"aws:SourceIp": "`+tt.other+`"}}}
`)
		space := deploy.New(s).Matched(nil)
		if partial := space.Partial != nil; partial != tt.partial {
			t.Errorf("%s %s %s: partial is %v", tt.param, tt.operator, tt.other, partial)
		}
		const note = "only some of the values that conditions and wildcards tell apart were tried, of Max"
		if slices.Contains(space.Notes, note) != tt.partial || len(space.In(s, "aws").Partial()) > 0 != tt.partial {
			t.Errorf("%s %s %s: the notes are %q", tt.param, tt.operator, tt.other, space.Notes)
		}
	}
}
