package compile

import (
	"slices"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// decodeSeverities reads the severities under rules. An error that prevents the spec
// from being compiled remains an error.
func decodeSeverities(entries []field) {
	for _, f := range entries {
		f = f.top()
		sc, code := f.sc, f.key.Text
		r, ok := rules.Find(code)
		if !ok {
			sc.helpf(f.key.Span(), "unknown-rule", diag.DidYouMean(code, rules.Codes()), "rules names the code %q, which no finding has", code)
			continue
		}
		text, ok := sc.plain(f.n, "the severity of "+code)
		if !ok {
			continue
		}
		s := diag.Severity(slices.Index(diag.Severities, text))
		switch {
		case s < 0:
			sc.helpf(f.n.Span(), "bad-value", diag.DidYouMean(text, diag.Severities), "the severity of %s is %q", code, text)
		case r.Fixed && s != diag.Error:
			sc.helpf(f.n.Span(), "fixed-severity", "remove it", "%s prevents the spec from being compiled, so it stays an error", code)
		default:
			sc.diags.SetSeverity(code, s)
		}
	}
}
