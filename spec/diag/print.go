package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/spec/diag/show"
)

// The colours of a terminal.
const (
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	blue   = "\x1b[1;34m"
	bold   = "\x1b[1m"
	plain  = "\x1b[0m"
)

// Print writes all findings for people: place, message and code, then the
// source line with carets below what is meant, then help and notes.
//
// Of one code, the first Most findings are printed and the others counted,
// unless all is set.
func (l *List) Print(w io.Writer, color, all bool) error {
	p := printer{w: bufio.NewWriter(w), color: color, list: l, lines: map[string][]string{}}
	seen := map[string]int{}
	var left []string // codes of which more than Most are there, in order
	for _, f := range l.Findings() {
		kind := f.Severity.String() + " " + f.Code
		switch seen[kind]++; {
		case all || seen[kind] <= Most:
			p.finding(f)
		case seen[kind] == Most+1:
			left = append(left, kind)
		}
	}
	for _, kind := range left {
		severity, code, _ := strings.Cut(kind, " ")
		fmt.Fprintf(p.w, "%d more of %s [%s]; --all prints them\n", seen[kind]-Most, severity, code)
	}
	return p.w.Flush()
}

// Most is how many findings of one code Print prints.
const Most = 10

type printer struct {
	w     *bufio.Writer
	color bool
	list  *List
	lines map[string][]string // of the sources, as far as they were needed
}

func (p *printer) paint(color, s string) string {
	if !p.color {
		return s
	}
	return color + s + plain
}

func (p *printer) finding(f Finding) {
	color := map[Severity]string{Error: red, Warning: yellow, Info: blue}[f.Severity]
	severity, message := p.paint(color, f.Severity.String()), p.paint(bold, show.Line(f.Message))
	fmt.Fprintf(p.w, "%s: %s: %s [%s]\n", show.Line(f.Pos.String()), severity, message, f.Code)
	p.excerpt(f.Span, color)
	if f.Help != "" {
		show.Fprintf(p.w, "help: %s\n", f.Help)
	}
	for _, n := range f.Notes {
		show.Fprintf(p.w, "note: %s (%s)\n", n.Text, n.Pos)
	}
}

// excerpt prints the line that s is on. A tab before s stays a tab below it,
// so that the carets stand where the text does.
func (p *printer) excerpt(s Span, color string) {
	line, ok := p.line(s.Pos)
	if !ok {
		return
	}
	number := fmt.Sprint(s.Line)
	var pad strings.Builder
	before := 0
	for _, r := range line {
		if before++; before >= s.Col {
			break
		}
		if r != '\t' {
			r = ' '
		}
		pad.WriteRune(r)
	}
	width := max(min(s.Len, utf8.RuneCountInString(line)-s.Col+1), 1)
	fmt.Fprintf(p.w, "%s | %s\n", number, line)
	fmt.Fprintf(p.w, "%s | %s%s\n", strings.Repeat(" ", len(number)), pad.String(), p.paint(color, strings.Repeat("^", width)))
}

// line returns a line of a source as an excerpt, unless it is too long to read.
func (p *printer) line(at Pos) (string, bool) {
	lines, ok := p.lines[at.File]
	if !ok {
		lines = strings.Split(string(p.list.sources[at.File]), "\n")
		p.lines[at.File] = lines
	}
	if !at.IsValid() || p.list.sources[at.File] == nil || at.Line > len(lines) {
		return "", false
	}
	line := strings.TrimSuffix(lines[at.Line-1], "\r")
	const most = 500
	if len(line) > most {
		return "", false
	}
	return show.Excerpt(line), true
}
