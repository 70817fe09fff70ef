package spec

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/token"

	"github.com/emriam/emriam/spec/diag"
)

// decodeSeverities reads what the spec makes of rules: a warning an error, an
// error a warning, or nothing at all. What keeps a spec from being compiled
// stays an error.
func decodeSeverities(rules []field) {
	for _, f := range rules {
		f = f.top()
		sc, code := f.sc, f.key.text
		r, ok := FindRule(code)
		if !ok {
			sc.helpf(f.key.span(), "unknown-rule", diag.DidYouMean(code, RuleCodes()), "rules names the code %q, which no finding has", code)
			continue
		}
		text, ok := sc.plain(f.n, "the severity of "+code)
		if !ok {
			continue
		}
		s := diag.Severity(slices.Index(diag.Severities, text))
		switch {
		case s < 0:
			sc.helpf(f.n.span(), "bad-value", diag.DidYouMean(text, diag.Severities), "the severity of %s is %q", code, text)
		case r.Fixed && s != diag.Error:
			sc.helpf(f.n.span(), "fixed-severity", "take it out", "%s keeps a spec from being compiled, so it stays an error", code)
		default:
			sc.diags.SetSeverity(code, s)
		}
	}
}

// addSuppressions tells l which comments of a file suppress findings. A comment
// is about the first line below it that is no comment, so that several can
// stand above one line.
func addSuppressions(src *source, tokens token.Tokens, l *diag.List) {
	var found []diag.Suppression
	for _, t := range tokens {
		if t.Type != token.CommentType {
			continue
		}
		s, ok := diag.ParseSuppression("#" + restoreColons(t.Value))
		if !ok {
			continue
		}
		s.Pos = diag.Pos{File: src.file, Line: t.Position.Line, Col: max(t.Position.Column, 1)}
		s.Own = !src.shared
		s.Behind = !isComment(src.line(s.Line))
		if len(found) == maxSuppressions {
			l.Errorf(s.Span, "too-large", "the file has more than %d suppressions", maxSuppressions)
			return
		}
		found = append(found, s)
	}
	for _, s := range found {
		for s.About = s.Line + 1; isComment(src.line(s.About)); s.About++ {
		}
		l.AddSuppression(s)
	}
}

func isComment(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "#") }
