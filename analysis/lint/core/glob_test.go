package core

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/glob"
)

// TestGlobsMeet holds globsMeet against trying all texts of up to six of two
// letters on all patterns of up to three.
func TestGlobsMeet(t *testing.T) {
	t.Parallel()
	patterns, words := textsOf("ab?*", 3), textsOf("ab", 6)
	for _, a := range patterns {
		for _, b := range patterns {
			want := false
			for _, w := range words {
				want = want || glob.Match(a, w) && glob.Match(b, w)
			}
			if got := GlobsMeet(a, b); got != want {
				t.Errorf("globsMeet(%q, %q) is %t", a, b, got)
			}
		}
	}
}

// textsOf are all texts of at most n of the letters.
func textsOf(letters string, n int) []string {
	out := []string{""}
	for from := 0; n > 0; n-- {
		end := len(out)
		for _, s := range out[from:end] {
			for _, l := range letters {
				out = append(out, s+string(l))
			}
		}
		from = end
	}
	return out
}

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
