package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// The colours of a terminal.
const (
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	bold   = "\x1b[1m"
	plain  = "\x1b[0m"
)

// Print writes all findings for people: place, message and code, then the
// source line with carets below what is meant, then help and notes.
func (l *List) Print(w io.Writer, color bool) error {
	p := printer{w: bufio.NewWriter(w), color: color, list: l}
	for _, f := range l.Findings() {
		p.finding(f)
	}
	return p.w.Flush()
}

type printer struct {
	w     *bufio.Writer
	color bool
	list  *List
}

func (p *printer) paint(color, s string) string {
	if !p.color {
		return s
	}
	return color + s + plain
}

func (p *printer) finding(f Finding) {
	color := red
	if f.Severity == Warning {
		color = yellow
	}
	fmt.Fprintf(p.w, "%s: %s: %s [%s]\n", f.Pos, p.paint(color, f.Severity.String()), p.paint(bold, f.Message), f.Code)
	p.excerpt(f.Span, color)
	if f.Help != "" {
		fmt.Fprintf(p.w, "help: %s\n", f.Help)
	}
	for _, n := range f.Notes {
		fmt.Fprintf(p.w, "note: %s (%s)\n", n.Text, n.Pos)
	}
}

// excerpt prints the line that s is on. A tab before s stays a tab below it,
// so that the carets stand where the text does.
func (p *printer) excerpt(s Span, color string) {
	line, ok := p.list.line(s.Pos)
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

// line returns a line of a source, shortened if it is too long to read.
func (l *List) line(p Pos) (string, bool) {
	src, ok := l.sources[p.File]
	if !ok || !p.IsValid() {
		return "", false
	}
	rest := string(src)
	for n := p.Line; n > 1; n-- {
		i := strings.IndexByte(rest, '\n')
		if i < 0 {
			return "", false
		}
		rest = rest[i+1:]
	}
	line, _, _ := strings.Cut(rest, "\n")
	line = strings.TrimSuffix(line, "\r")
	const most = 500
	if len(line) > most {
		return "", false
	}
	return strings.ToValidUTF8(line, "\uFFFD"), true
}
