// Package diag holds findings: mistakes and advice, each with a place in the
// user's file, a code that never changes its meaning, and the way out.
//
// It knows nothing of specs. Printing needs the sources, which a List carries.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Pos is a place in a file. Lines and columns count from 1, columns in runes.
// The zero Pos is no place.
type Pos struct {
	File string
	Line int
	Col  int
}

// IsValid reports whether p is a place.
func (p Pos) IsValid() bool { return p.Line > 0 }

func (p Pos) String() string {
	if !p.IsValid() {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Span is a piece of one line: a place and its width in runes.
type Span struct {
	Pos
	Len int
}

// Severity says how bad a finding is.
type Severity int

// The severities. Only an Error keeps a spec from being compiled.
const (
	Error Severity = iota
	Warning
)

func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Finding is a mistake in, or advice on, a user's file.
type Finding struct {
	Span
	Severity Severity
	Code     string // kebab-case, e.g., "unknown-parameter"
	Message  string // lower case, no full stop
	Help     string // the way out, or ""
	Notes    []Note // other places that have to do with it
}

// Note is another place that has to do with a finding.
type Note struct {
	Pos
	Text string // e.g., "used by role StudioServiceRole"
}

// List collects findings, and the sources that they point into.
type List struct {
	findings []Finding
	seen     map[identity]bool
	sources  map[string][]byte
}

// identity tells findings apart.
type identity struct {
	Span
	code, message string
}

// AddSource makes the text of a file known, for printing.
func (l *List) AddSource(file string, src []byte) {
	if l.sources == nil {
		l.sources = map[string][]byte{}
	}
	l.sources[file] = src
}

// Add adds a finding, unless it is already there: one mistake in a template
// that is used twice is one finding.
func (l *List) Add(f Finding) {
	id := identity{f.Span, f.Code, f.Message}
	if l.seen[id] {
		return
	}
	if l.seen == nil {
		l.seen = map[identity]bool{}
	}
	l.seen[id] = true
	l.findings = append(l.findings, f)
}

// Errorf adds an error and returns it, so that the caller may add help.
func (l *List) Errorf(at Span, code, format string, args ...any) {
	l.Add(Finding{Span: at, Code: code, Message: fmt.Sprintf(format, args...)})
}

// HasErrors reports whether any finding is an error.
func (l *List) HasErrors() bool {
	return slices.ContainsFunc(l.findings, func(f Finding) bool { return f.Severity == Error })
}

// Len is the number of findings.
func (l *List) Len() int { return len(l.findings) }

// Findings are all findings, sorted by place and then by code.
func (l *List) Findings() []Finding {
	out := slices.Clone(l.findings)
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Code, b.Code))
	})
	return out
}
