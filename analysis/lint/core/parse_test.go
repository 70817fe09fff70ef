package core

import (
	"strings"
	"testing"
)

func TestParseOperator(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Operator{
		"StringEquals":                     {Base: "StringEquals", Operand: Texts},
		"ForAnyValue:StringLikeIfExists":   {Set: ForAny, Base: "StringLike", IfExists: true, Operand: Texts},
		"forallvalues:arnnotlike":          {Set: ForAll, Base: "ArnNotLike", Operand: Arns},
		"StringNotEqualsIgnoreCase":        {Base: "StringNotEqualsIgnoreCase", Operand: Texts},
		"NumericGreaterThanEqualsIfExists": {Base: "NumericGreaterThanEquals", IfExists: true, Operand: Numbers},
		"Null":                             {Base: "Null", Operand: Truths},
	} {
		if got, ok := ParseOperator(name); got != want || !ok {
			t.Errorf("parseOperator(%q) is %+v, %t", name, got, ok)
		}
	}
	for _, name := range []string{"", "IfExists", "ForAnyValue:", "NullIfExists", "StringEqual", "ForAnyValue:ForAllValues:Bool", "StringLikeIfExistsIfExists"} {
		if got, ok := ParseOperator(name); ok {
			t.Errorf("parseOperator(%q) is %+v", name, got)
		}
	}
	for _, name := range OperatorNames() {
		if _, ok := ParseOperator(name); !ok {
			t.Errorf("%s is no operator", name)
		}
	}
}

func TestSplitARN(t *testing.T) {
	t.Parallel()
	for arn, want := range map[string]string{
		"arn:aws:s3:::b/*":                         "arn|aws|s3|||b/*",
		"arn:aws:logs:*:1:log-group:a:*":           "arn|aws|logs|*|1|log-group:a:*",
		"arn:aws:iam::${aws:PrincipalAccount}:r/x": "arn|aws|iam||${aws:PrincipalAccount}|r/x",
		"arn:aws:s3::b":                            "",
		"aws:s3:::b:c":                             "",
		"arn:${a:b":                                "",
		"":                                         "",
	} {
		parts, ok := SplitARN(arn)
		if got := strings.Join(parts[:], "|"); ok && got != want || !ok && want != "" {
			t.Errorf("splitARN(%q) is %q (%v), want %q", arn, got, ok, want)
		}
	}
}
