// Package diag holds findings: mistakes and advice, each with a place in the
// user's file, a code that never changes its meaning, and the way out.
//
// It knows nothing of specs. Printing needs the sources, which a List carries.
package diag

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/emriam/emriam/internal/lists"
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

// The severities. Only an Error keeps a spec from being compiled; Info is advice
// for which a run fails only with --fail-on info. No finding is Off: a file turns a rule
// off with it.
const (
	Error Severity = iota
	Warning
	Info
	Off
)

// Severities are their names, in the order of the constants.
var Severities = []string{"error", "warning", "info", "off"}

func (s Severity) String() string { return Severities[s] }

// Finding is a mistake in, or advice on, a user's file.
type Finding struct {
	Span
	Severity Severity
	Code     string // kebab-case, e.g., "unknown-parameter"
	Message  string // lower case, no full stop
	Help     string // the way out, or ""
	Notes    []Note // other places that have to do with it
	Cause    Span   // where it arises, if that is not where the user can change it; a suppression there counts, too
}

// Note is another place that has to do with a finding.
type Note struct {
	Pos
	Text string // e.g., "used by role StudioServiceRole"
}

// List collects findings, the sources that they point into, and what those say
// about findings, which takes effect in Finish.
type List struct {
	findings     []Finding
	known        map[findingKey]bool
	sources      map[string][]byte
	via          map[string]Note // by file: why it is read
	suppressions []Suppression
	severities   map[string]Severity // by code
}

// AddSource makes the text of a file known, for printing.
func (l *List) AddSource(file string, src []byte) {
	if l.sources == nil {
		l.sources = map[string][]byte{}
	}
	l.sources[file] = src
}

// Source returns the text of a file that AddSource made known, or nil.
func (l *List) Source(file string) []byte { return l.sources[file] }

// AddVia says why a file is read that is not the user's own, such as where
// another names it. Findings in the file say so.
func (l *List) AddVia(file string, n Note) {
	if l.via == nil {
		l.via = map[string]Note{}
	}
	l.via[file] = n
}

// Add adds a finding, unless it is already there: one mistake in a template
// that is used twice is one finding.
func (l *List) Add(f Finding) {
	if l.known == nil {
		l.known = map[findingKey]bool{}
	}
	key := findingKey{f.Span, f.Code, f.Message}
	if l.known[key] {
		return
	}
	l.known[key] = true
	l.findings = append(l.findings, f)
}

// Has reports whether a place has a finding with a code.
func (l *List) Has(at Span, code string) bool {
	return slices.ContainsFunc(l.findings, func(f Finding) bool { return f.Span == at && f.Code == code })
}

type findingKey struct {
	at            Span
	code, message string
}

// Merge adds what another list has.
func (l *List) Merge(other *List) {
	for _, f := range other.findings {
		l.Add(f)
	}
	for file, src := range other.sources {
		l.AddSource(file, src)
	}
	l.suppressions = append(l.suppressions, other.suppressions...)
	for file, n := range other.via {
		l.AddVia(file, n)
	}
	for code, s := range other.severities {
		l.SetSeverity(code, s)
	}
}

// Errorf adds an error.
func (l *List) Errorf(at Span, code, format string, args ...any) {
	l.Add(Finding{Span: at, Code: code, Message: fmt.Sprintf(format, args...)})
}

// HasErrors reports whether any finding is an error.
func (l *List) HasErrors() bool {
	return slices.ContainsFunc(l.findings, func(f Finding) bool { return f.Severity == Error })
}

// Count is the number of findings of a severity.
func (l *List) Count(s Severity) int {
	n := 0
	for _, f := range l.findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Len is the number of findings.
func (l *List) Len() int { return len(l.findings) }

// Findings are all findings, sorted by place, then by code and message.
func (l *List) Findings() []Finding {
	out := slices.Clone(l.findings)
	for i, f := range out {
		out[i].Notes = append(slices.Clip(f.Notes), l.why(f)...)
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return out
}

// why tells by way of which others the file of a finding, or else of a note
// on it, is read.
func (l *List) why(f Finding) []Note {
	files := []string{f.File}
	files = append(files, lists.Map(f.Notes, func(n Note) string { return n.File })...)
	for _, file := range files {
		var out []Note
		for n, ok := l.via[file]; ok && len(out) < len(l.via); n, ok = l.via[n.File] {
			out = append(out, n)
		}
		if out != nil {
			return out
		}
	}
	return nil
}
