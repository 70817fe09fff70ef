package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec/diag"
)

func TestVerbatim(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want Value
	}{
		{"", nil},
		{"arn:aws:s3:::a/*", Value{Lit("arn:aws:s3:::a/*")}},
		{"a/${aws:username}/*", Value{Lit("a/"), PolicyVar("aws:username"), Lit("/*")}},
		{"${*}${aws:PrincipalTag/team, 'none'}", Value{PolicyVar("*"), PolicyVar("aws:PrincipalTag/team, 'none'")}},
		{"${Team}", Value{Lit("${Team}")}},
		{"${AWS::Region}", Value{Lit("${AWS::Region}")}},
		{"$${aws:username}", Value{Lit("$${aws:username}")}},
		{"$${aws:username}${aws:username}", Value{Lit("$${aws:username}"), PolicyVar("aws:username")}},
		{"${$}${aws:username}", Value{PolicyVar("$"), PolicyVar("aws:username")}},
		{"${${aws:username}", Value{Lit("${"), PolicyVar("aws:username")}},
		{"${Role.Arn}-${", Value{Lit("${Role.Arn}-${")}},
		{"${$", Value{Lit("${$")}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Verbatim(tt.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.text, diff)
		}
	}
}

// FuzzVerbatim wants a text back from what the spec reads where it is written.
func FuzzVerbatim(f *testing.F) {
	for _, s := range []string{"a/${aws:username}/*", "$${aws:username}", "${Team}", "${${*}", "$$$${${$}${x:y}", "${AWS::Region}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		written := Verbatim(text).String()
		sc := &scope{src: newSource("", nil), ledger: newLedger(&diag.List{})}
		got, ok := sc.value(&node{kind: scalarNode, text: written, line: 1, col: 1}, "text", nil)
		if strings.Contains(text, "{{resolve:") {
			return // which the language refuses
		}
		if !ok || (Binding{}).Text(got) != text {
			t.Errorf("%q is written %q, which is read as %v (%v)", text, written, got, sc.diags.Findings())
		}
	})
}
