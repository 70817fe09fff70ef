package diag

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/internal/lists"
)

// marker begins a comment that suppresses findings.
const marker = "emriam:"

// What stands behind the marker.
const (
	ignoreWord = "ignore" // there is no such finding
	warnWord   = "warn"   // it is a warning, not an error
)

// Suppression is a comment that takes the findings of one code away from one
// line, or makes warnings of errors.
type Suppression struct {
	Span          // of the comment
	About  int    // the line that it is about
	Own    bool   // it is in the user's file, who can take it out if it is needless
	Word   string // what stands behind the marker: "ignore" or "warn"
	Code   string
	Reason string
	Behind bool // it stands behind a value, where it could mean two lines
}

// ParseSuppression reads a comment, which begins with "#"; ok is false if it
// is one for people.
func ParseSuppression(comment string) (s Suppression, ok bool) {
	text := strings.TrimSpace(strings.TrimLeft(comment, "#"))
	rest, ok := strings.CutPrefix(text, marker)
	if !ok {
		return s, false
	}
	s.Word, rest, _ = strings.Cut(strings.TrimSpace(rest), " ")
	s.Code, s.Reason, _ = strings.Cut(strings.TrimSpace(rest), " ")
	s.Reason = strings.TrimSpace(s.Reason)
	s.Len = utf8.RuneCountInString(strings.TrimRight(comment, " \t\r"))
	return s, true
}

// AddSuppression makes a suppression known to Finish.
func (l *List) AddSuppression(s Suppression) { l.suppressions = append(l.suppressions, s) }

// Suppressions are those that Finish has not seen yet.
func (l *List) Suppressions() []Suppression { return l.suppressions }

// SetSeverity gives a rule another severity from Finish on.
func (l *List) SetSeverity(code string, s Severity) {
	if l.severities == nil {
		l.severities = map[string]Severity{}
	}
	l.severities[code] = s
}

// Finish does what the sources say about findings: it takes out what they
// suppress, finds suppressions that are wrong, and sets severities. A list is
// complete if all that could find something has run; only then is a
// suppression needless that suppressed nothing.
func (l *List) Finish(rules Rules, complete bool) {
	var warn []Suppression
	for _, s := range l.suppressions {
		if f, bad := s.mistake(rules); bad {
			l.Add(f)
			continue
		}
		used := slices.ContainsFunc(l.findings, s.about)
		if s.Word == warnWord {
			warn = append(warn, s)
		} else {
			l.findings = slices.DeleteFunc(l.findings, s.about)
		}
		if !used && complete && s.Own {
			l.Add(s.finding("unused-suppression", "remove the comment", "the suppression of %s suppresses nothing", s.Code))
		}
		if s.Reason == "" {
			l.Add(s.finding("bad-suppression", "write # emriam:"+s.Word+" "+s.Code+" and the reason", "the suppression of %s gives no reason", s.Code))
		}
	}
	l.suppressions = nil
	l.setSeverities(rules)
	for i, f := range l.findings {
		if f.Severity == Error && slices.ContainsFunc(warn, func(s Suppression) bool { return s.about(f) }) {
			l.findings[i].Severity = Warning
		}
	}
}

// mistake is what keeps a suppression from having an effect.
func (s Suppression) mistake(rules Rules) (Finding, bool) {
	const form = "write # emriam:ignore CODE reason, or # emriam:warn CODE reason"
	r, known := rules.Find(s.Code)
	switch {
	case s.Word != ignoreWord && s.Word != warnWord:
		return s.finding("bad-suppression", form, "an emriam comment has the unknown word %q", s.Word), true
	case s.Behind:
		return s.finding("bad-suppression", "put it on the line above", "a suppression follows a value on its line"), true
	case s.Code == "":
		return s.finding("bad-suppression", form, "a suppression names no code"), true
	case !known:
		return s.finding("bad-suppression", likeACode(s.Code, rules), "a suppression names the code %q, which no finding has", s.Code), true
	case r.Fixed:
		return s.finding("bad-suppression", "fix the error", "%s prevents the spec from being compiled, so it cannot be suppressed", s.Code), true
	}
	return Finding{}, false
}

func likeACode(code string, rules Rules) string {
	codes := lists.Map(rules, func(r Rule) string { return r.Code })
	if near := Nearest(code, codes); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "emriam rules lists the codes"
}

func (s Suppression) finding(code, help, format string, args ...any) Finding {
	return Finding{Span: s.Span, Code: code, Message: fmt.Sprintf(format, args...), Help: help}
}

// about reports whether s is about f.
func (s Suppression) about(f Finding) bool {
	at := func(at Span) bool { return at.File == s.File && at.Line == s.About }
	return f.Code == s.Code && (at(f.Span) || at(f.Cause))
}

// setSeverities gives each finding the severity of the sources, else, to those
// about suppressions, that of its rule.
func (l *List) setSeverities(rules Rules) {
	for i := range l.findings {
		f := &l.findings[i]
		r, known := rules.Find(f.Code)
		if known && strings.HasSuffix(f.Code, "-suppression") {
			f.Severity = r.Severity
		}
		if s, ok := l.severities[f.Code]; ok && !r.Fixed {
			f.Severity = s
		}
	}
	l.findings = slices.DeleteFunc(l.findings, func(f Finding) bool { return f.Severity == Off })
}
