package diag

import (
	"fmt"
	"io"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag/show"
)

// Formats are the names that Write takes.
var Formats = []string{"text", "json", "sarif", "github"}

// Tool says whose findings they are, for formats that want to know.
type Tool struct {
	Name    string // e.g., "emriam"
	Version string
	URL     string // of its home page
	Rules   Rules  // of which findings name the codes
}

// Write writes the findings in a format. Colour, and whether all are written or
// the first ones of each code, are for text only; the other formats have all.
func (l *List) Write(w io.Writer, format string, tool Tool, color, all bool) error {
	switch format {
	case "text":
		return l.Print(w, color, all)
	case "json":
		return l.writeJSON(w)
	case "sarif":
		return l.writeSARIF(w, tool)
	case "github":
		return l.writeGitHub(w)
	}
	panic(fmt.Sprintf("diag: format %q", format))
}

type jsonList struct {
	Findings []jsonFinding `json:"findings"`
	Errors   int           `json:"errors"`
	Warnings int           `json:"warnings"`
	Infos    int           `json:"infos"`
}

type jsonFinding struct {
	File      string     `json:"file"`
	Line      int        `json:"line"` // counted from 1, as columns are; 0 if the whole file is meant
	Column    int        `json:"column"`
	EndColumn int        `json:"endColumn"` // the first behind what is meant
	Severity  string     `json:"severity"`
	Code      string     `json:"code"`
	Message   string     `json:"message"`
	Help      string     `json:"help"`
	Notes     []jsonNote `json:"notes"`
}

type jsonNote struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// writeJSON writes one document, for programs.
func (l *List) writeJSON(w io.Writer) error {
	out := jsonList{Findings: []jsonFinding{}, Errors: l.Count(Error), Warnings: l.Count(Warning), Infos: l.Count(Info)}
	for _, f := range l.Findings() {
		j := jsonFinding{
			File: f.File, Line: f.Line, Column: f.Col, EndColumn: f.end(),
			Severity: f.Severity.String(), Code: f.Code, Message: f.Message, Help: f.Help, Notes: []jsonNote{},
		}
		j.Notes = append(j.Notes, lists.Map(f.Notes, func(n Note) jsonNote { return jsonNote{n.File, n.Line, n.Col, n.Text} })...)
		out.Findings = append(out.Findings, j)
	}
	return show.JSON(w, out)
}

// end is the first column behind s, or 0 if s is no place.
func (s Span) end() int {
	if !s.IsValid() {
		return 0
	}
	return s.Col + max(s.Len, 1)
}
