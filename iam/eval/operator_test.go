package eval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
)

// TestConditions holds each operator in three cases: with values, without the
// key, and with a key that is unknown, which is Maybe unless all it may be
// gives the same.
func TestConditions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		operator, values string // blank between
		absent           Truth
		yes, no          string // contexts, "|" between; values of one, "," between
	}{
		{"StringEquals", "a B", No, "a|B", "A|b||ab"},
		{"StringNotEquals", "a B", Yes, "A||ab", "a|B"},
		{"StringEqualsIgnoreCase", "a Bé", No, "A|bÉ", "c|"},
		{"StringNotEqualsIgnoreCase", "a Bé", Yes, "c|", "A|bÉ"},
		{"StringLike", "a*c d?f", No, "ac|abc|abcbc|dzf|dÉf", "ab|df|Abc|dzzf|"},
		{"StringLike", "*", No, "a||*", ""},
		{"StringLike", "*a?*é *b*b*", No, "axé|aaéé|xb-bx|ab.b", "aé|axe|b|xbx"},
		{"StringNotLike", "a*c d?f", Yes, "ab|df|Abc|", "ac|abc|dzf"},
		{"StringEquals", "*", No, "*", "a|"},
		{"NumericEquals", "10 0.5", No, "10|10.0|1e1|+10|010|0.50|5e-1", "11|ten|0.05|1O|0x0a||-10"},
		{"NumericEquals", "1", No, "1e0|1e-0|1E+000000", "1e|1e+|1e--0|1e+-0|1e0000000|1e0x|e0|1e0e0|--1|1-|+"},
		{"NumericNotEquals", "10", Yes, "11|-10", "10|10.00|ten"},
		{"NumericNotEquals", "10 ten", Yes, "", "10|11"},
		{"NumericLessThan", "9007199254740993", No, "9007199254740992|-1|0", "9007199254740993|9007199254740993.0|9007199254740994|x"},
		{"NumericLessThanEquals", "-2.5", No, "-2.5|-2.50|-3|-25e-1", "-2.49|0|2.5"},
		{"NumericGreaterThan", "0", No, "0.0001|1|1e-5", "0|-0|-1|-0.0"},
		{"NumericGreaterThanEquals", "100", No, "100|1e2|1000", "99.999|9"},
		{"DateEquals", "2024-02-29T12:00:00Z", No, "2024-02-29T12:00:00Z|2024-02-29T13:00:00+01:00|1709208000|2024-02-29T12:00Z|1709208000.0", "2024-02-29T12:00:01Z|2023-02-29T12:00:00Z|today|2024-02-29T12:00:00"},
		{"DateNotEquals", "2024-01-01", Yes, "2024-01-02", "2024-01-01|2024|2024-01|1704067200|2023-02-29|2024-00-01|2024-13-01|2024-01-01T24:00Z"},
		{"DateEquals", "2024-01-01T00:30Z", No, "2024-01-01T00:30Z|2024-01-01T02:00+01:30", "2024-01-01T0030Z|2024-01-01T02:00+0130|2024-01-01T00:30|2024-01-01T00:30z"},
		{"DateLessThan", "2024-01-01T00:00:00Z", No, "2023-12-31T23:59:59.999Z|1704067199|0|-1", "2024|1704067200|2024-01-01T00:00:00Z"},
		{"DateLessThanEquals", "2024-01-01T00:00:00Z", No, "2024|1970", "2024-01-01T00:00:00.001Z"},
		{"DateEquals", "-0.5", No, "-0.50|1969-12-31T23:59:59.5Z", "0|-1|2024|-0.5Z"},
		{"DateGreaterThan", "1704067200", No, "2024-01-01T00:00:00.5Z|1704067201", "2024|1704067200|-1704067201"},
		{"DateGreaterThanEquals", "1704067200", No, "2024-01-01|2025", "2023-12-31"},
		{"StringLike", "ab*ba x*??", No, "abba|abxba|xyz|xyzz", "aba|ab|ba|xy"},
		{"Bool", "true", No, "true|True", "false||yes"},
		{"BinaryEquals", strings.Repeat("QUJD", 100), No, strings.Repeat("QUJD", 100), strings.Repeat("QUJD", 99) + "|" + strings.Repeat("QUJE", 100)},
		{"BinaryEquals", "QUI=", No, "QUI=", "QUE=|AB|%"},
		{"IpAddress", "203.0.113.0/24 2001:db8::/32 10.1.2.3", No, "203.0.113.255|2001:DB8:1::1|10.1.2.3", "203.0.114.0|2001:db9::|10.1.2.4|x|1.2.3|"},
		{"NotIpAddress", "203.0.113.7/24", Yes, "203.0.112.1|::1", "203.0.113.1|x"},
		{"ArnLike", "arn:aws:s3:*:*:b/* arn:*:sns:us-?:1*:t", No, "arn:aws:s3:::b/x:y|arn:aws-cn:sns:us-1:12:t", "arn:aws:s3::a:c:b/x|arn:aws:s3:::b|arn:aws:s3|"},
		{"ArnEquals", "arn:aws:s3:::b*", No, "arn:aws:s3:::b|arn:aws:s3:::bc", "arn:aws:s3:::a"},
		{"ArnNotEquals", "arn:aws:s3:::b*", Yes, "arn:aws:s3:::a", "arn:aws:s3:::b"},
		{"ArnNotLike", "arn:aws:s3:::b*", Yes, "arn:aws:s3:::a", "arn:aws:s3:::b|x"},
		{"StringEquals", "a", No, "a", "a,b|b,a"}, // several values need a set operator
		{"StringNotEquals", "a", Yes, "b", "b,c"},
		{"Null", "true", Yes, "", "a|"},
		{"Null", "false", No, "a", ""},
		{"StringEqualsIfExists", "a", Yes, "a", "b"},
		{"StringNotEqualsIfExists", "a", Yes, "b", "a"},
		{"NumericLessThanIfExists", "3", Yes, "2", "3"},
		{"ForAnyValue:StringEquals", "a b", No, "a|c,a|b,c", "c|c,d|A|"},
		{"ForAnyValue:StringLike", "a* b", No, "ax|c,ay", "c,d|"},
		{"ForAnyValue:StringNotEquals", "a b", No, "c|a,c", "a|a,b|"},
		{"ForAllValues:StringEquals", "a b", Yes, "a|a,b|", "a,c|c"},
		{"ForAllValues:StringNotEquals", "a b", Yes, "c|c,d|", "a,c|b"},
		{"ForAnyValue:StringEqualsIfExists", "a", Yes, "a,b", "b|"},
		{"forallvalues:stringlikeifexists", "a*", Yes, "a,ab", "b"},
		{"ForAnyValue:ArnLike", "arn:aws:s3:::b*", No, "x,arn:aws:s3:::bc", "x"},
		{"ForAllValues:NumericLessThan", "3", Yes, "1,2", "1,3"},
	}
	for _, tt := range tests {
		t.Run(tt.operator, func(t *testing.T) {
			t.Parallel()
			e, err := Compile(Policies{Identity: []*iam.Document{{Version: "2012-10-17", Statements: []iam.Statement{{
				Effect: "Allow", Actions: []string{"*"}, Resources: []string{"*"},
				Conditions: []iam.Condition{{Operator: tt.operator, Key: "Test:Key", Values: strings.Fields(tt.values)}},
			}}}}})
			if err != nil {
				t.Fatal(err)
			}
			check := func(c Context, want Truth) {
				t.Helper()
				if got := e.Explain(&Request{Action: "a:b", Context: c})[0].Applies(); got != want {
					t.Errorf("%s %s, of %v: %v, want %v", tt.operator, tt.values, c, got, want)
				}
			}
			check(Context{}, Maybe)
			check(Context{Complete: true}, tt.absent)
			check(Context{Absent: []string{"tEST:kEY"}}, tt.absent)
			check(Context{Values: map[string][]string{"test:key": {}}}, tt.absent)
			for want, contexts := range map[Truth]string{Yes: tt.yes, No: tt.no} {
				if contexts == "" {
					continue
				}
				for _, values := range strings.Split(contexts, "|") {
					check(Context{Values: map[string][]string{"TEST:key": strings.Split(values, ",")}}, want)
				}
			}
		})
	}
}

// TestOperators tries all operators with all prefixes and suffixes.
func TestOperators(t *testing.T) {
	t.Parallel()
	for name, op := range operators {
		for _, prefix := range []string{"", "ForAnyValue:", "forallvalues:"} {
			for _, suffix := range []string{"", "IfExists"} {
				got, ok := ParseOperator(prefix + name + suffix)
				if bare := prefix+suffix == ""; name == "null" && ok != bare {
					t.Errorf("%s%s%s is taken: %v", prefix, name, suffix, ok)
				} else if name != "null" && (!ok || got.Family != op.Family || got.ifExists != (suffix != "")) {
					t.Errorf("%s%s%s is %+v", prefix, name, suffix, got)
				}
			}
		}
	}
	for _, bad := range []string{"", "Equals", "StringEqual", "ForAnyValue:ForAllValues:StringEquals", "IfExists", "StringEqualsIfExistsIfExists"} {
		if _, ok := ParseOperator(bad); ok {
			t.Errorf("%q is taken", bad)
		}
	}
	_, err := Compile(Policies{Identity: []*iam.Document{{Statements: []iam.Statement{{
		Effect: "Allow", Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []iam.Condition{{Operator: "Equals", Key: "k", Values: nil}},
	}}}}})
	if want := `identity policy 1: statement 1: unknown condition operator "Equals"`; fmt.Sprint(err) != want {
		t.Errorf("%v, want %s", err, want)
	}
}
