package compile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

func TestVerbatim(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want spec.Value
	}{
		{"", nil},
		{"arn:aws:s3:::a/*", spec.Value{spec.Lit("arn:aws:s3:::a/*")}},
		{"a/${aws:username}/*", spec.Value{spec.Lit("a/"), spec.PolicyVar("aws:username"), spec.Lit("/*")}},
		{"${*}${aws:PrincipalTag/team, 'none'}", spec.Value{spec.PolicyVar("*"), spec.PolicyVar("aws:PrincipalTag/team, 'none'")}},
		{"${Team}", spec.Value{spec.Lit("${Team}")}},
		{"${AWS::Region}", spec.Value{spec.Lit("${AWS::Region}")}},
		{"$${aws:username}", spec.Value{spec.Lit("$${aws:username}")}},
		{"$${aws:username}${aws:username}", spec.Value{spec.Lit("$${aws:username}"), spec.PolicyVar("aws:username")}},
		{"${$}${aws:username}", spec.Value{spec.PolicyVar("$"), spec.PolicyVar("aws:username")}},
		{"${${aws:username}", spec.Value{spec.Lit("${"), spec.PolicyVar("aws:username")}},
		{"${Role.Arn}-${", spec.Value{spec.Lit("${Role.Arn}-${")}},
		{"${$", spec.Value{spec.Lit("${$")}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, spec.Verbatim(tt.text)); diff != "" {
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
		written := spec.Verbatim(text).String()
		sc := &scope{src: syntax.NewSource("", nil), collector: newCollector(&diag.List{})}
		n := &syntax.Node{Kind: syntax.Scalar, Text: written, Line: 1, Col: 1}
		if strings.Contains(text, "{{resolve:") || !sc.foreignPlaceholder(n, "text") {
			return // which the language refuses
		}
		got, ok := sc.value(n, "text", nil)
		if !ok || (spec.Binding{}).Text(got) != text {
			t.Errorf("%q is written %q, which is read as %v (%v)", text, written, got, sc.diags.Findings())
		}
	})
}
