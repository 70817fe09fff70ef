// Package layout prints YAML as a careful colleague writes it: on one line what is
// short, in quotes what a reader of YAML 1.1 or 1.2 would take for something else,
// with comments above it. What is printed are the nodes of a program of its own; what
// differs between programs is a [Style].
package layout

import (
	"strings"

	"github.com/emriam/emriam/spec/syntax"
)

// Node is a piece of a document: one of the types below, or a [Grouped].
type Node any

type (
	// Text is a string, quoted where it has to be.
	Text string

	// Bare is printed as it is, e.g., "3600".
	Bare string

	// Prose is a text for people, folded if its line would be long.
	Prose string

	// Lines is a string of several lines, printed as a block.
	Lines string

	// Apostrophed is a string with quotation marks, as JSON has them.
	Apostrophed string

	// Call is a node with a tag, e.g., "!Sub".
	Call struct {
		Tag string
		Arg Node
	}

	// Commented is an item of a list with lines above it, or these lines alone.
	Commented struct {
		Comments []string
		Node     Node
	}
)

// Grouped is a list or a mapping.
type Grouped interface{ Group() Group }

// Group is what a list or a mapping holds.
type Group struct {
	Entries []Entry
	Keyed   bool // it is a mapping
	Short   bool // on one line, if it fits
	Tall    bool // never in flow style, unless it is empty
	Apart   bool // an empty line between entries
}

// Entry is a key of a mapping, or an item without a key, with lines above it.
type Entry struct {
	Key      string
	Value    Node
	Comments []string
	Apart    bool // from the entry before it, by an empty line
}

// List is a group of items.
func List[N Node](items []N) Group {
	var out Group
	for _, item := range items {
		if c, ok := any(item).(Commented); ok {
			out.Entries = append(out.Entries, Entry{Value: c.Node, Comments: c.Comments})
			continue
		}
		out.Entries = append(out.Entries, Entry{Value: item})
	}
	return out
}

// Width is what a line should not exceed, if it can be broken.
const Width = 100

// Style is how a program prints YAML.
type Style struct {
	Prose int                              // what a line of prose should not exceed
	Plain func(s string, inFlow bool) bool // whether a text stands without quotes
	Quote string                           // begins a comment that is not broken, if not ""
}

// Block prints a list or a mapping in block style. Its first line begins where the text
// stands, the others at a column.
func (s Style) Block(g Grouped, col int) string {
	w := &writer{Style: s}
	w.group(g.Group(), col)
	return w.String()
}

// OneLine prints n on one line if a careful colleague would: a scalar always, a list or
// mapping that is meant to be and fits, a call of what is short.
func (s Style) OneLine(n Node, width int) (string, bool) {
	switch n := n.(type) {
	case Lines:
		return "", false
	case Grouped:
		if g := n.Group(); !g.Short && len(g.Entries) > 0 {
			return "", false
		}
	case Call:
		if arg, ok := s.OneLine(n.Arg, width); ok {
			return n.Tag + " " + arg, true
		}
	default:
		return s.scalar(n, false), true
	}
	out, ok := s.Flow(n)
	return out, ok && len(out) <= width
}

func (s Style) scalar(n Node, inFlow bool) string {
	switch n := n.(type) {
	case Bare:
		return string(n)
	case Apostrophed:
		if strings.ContainsFunc(string(n), func(r rune) bool { return !syntax.Printable(r) }) {
			return s.quoted(string(n), true)
		}
		return "'" + strings.ReplaceAll(string(n), "'", "''") + "'"
	case Prose:
		return s.quoted(string(n), inFlow)
	}
	return s.quoted(string(n.(Text)), inFlow)
}

func (s Style) quoted(text string, inFlow bool) string {
	if s.Plain(text, inFlow) {
		return text
	}
	return syntax.Quoted(text)
}

// Flow prints n in flow style, if there is no comment in it and nothing tall.
func (s Style) Flow(n Node) (string, bool) {
	switch n := n.(type) {
	case Lines:
		return "", false
	case Call:
		arg, ok := s.Flow(n.Arg)
		return n.Tag + " " + arg, ok
	case Grouped:
		g := n.Group()
		var parts []string
		for _, e := range g.Entries {
			part, ok := s.Flow(e.Value)
			if !ok || g.Tall || len(e.Comments) > 0 {
				return "", false
			}
			if g.Keyed {
				part = s.quoted(e.Key, true) + ": " + part
			}
			parts = append(parts, part)
		}
		if g.Keyed {
			return "{" + strings.Join(parts, ", ") + "}", true
		}
		return "[" + strings.Join(parts, ", ") + "]", true
	}
	return s.scalar(n, true), true
}

// writer prints blocks. The first line of a block begins where the text stands; the
// others begin at the column given.
type writer struct {
	Style
	strings.Builder
}

func (w *writer) newLine(col int) { w.WriteString("\n" + strings.Repeat(" ", col)) }

func (w *writer) lines(lines []string, col int) {
	for _, line := range lines {
		w.newLine(col)
		w.WriteString(line)
	}
}

func (w *writer) group(g Group, col int) {
	for i, e := range g.Entries {
		if i > 0 && (g.Apart || e.Apart) {
			w.WriteByte('\n')
		}
		if i > 0 {
			w.newLine(col)
		}
		comment := w.comment(e.Comments, col)
		w.WriteString(strings.Join(comment, "\n"+strings.Repeat(" ", col)))
		if e.Value == nil {
			continue
		}
		if len(comment) > 0 {
			w.newLine(col)
		}
		if g.Keyed {
			key := w.quoted(e.Key, false) + ":"
			w.WriteString(key)
			w.value(e.Value, col, len(key))
			continue
		}
		w.WriteString("- ")
		if s, ok := w.OneLine(e.Value, Width-col-2); ok {
			w.WriteString(s)
		} else {
			w.block(e.Value, col+2)
		}
	}
}

// comment returns paragraphs as lines to stand above what follows.
func (w *writer) comment(paragraphs []string, col int) []string {
	var out []string
	for _, p := range paragraphs {
		lines := []string{p}
		if w.Quote == "" || !strings.HasPrefix(p, w.Quote) {
			lines = wrapped(p, Width-col-len("# "), "See") // a link stays beside it
		}
		for _, line := range lines {
			if line != "" {
				out = append(out, "# "+line)
			}
		}
	}
	return out
}

// value prints what stands behind a key.
func (w *writer) value(n Node, col, used int) {
	s, ok := w.OneLine(n, Width-col-used-1)
	p, isProse := n.(Prose)
	_, isCall := n.(Call)
	switch {
	case isProse && col+used+1+len(s) > w.Prose && Foldable(string(p)):
		w.WriteString(" >-")
		w.lines(Wrapped(string(p), w.Prose-col-2), col+2)
	case ok:
		w.WriteString(" " + s)
	case isCall:
		w.WriteByte(' ')
		w.block(n, col+2)
	default:
		w.newLine(col + 2)
		w.block(n, col+2)
	}
}

// block prints what does not stand on one line.
func (w *writer) block(n Node, col int) {
	switch n := n.(type) {
	case Grouped:
		w.group(n.Group(), col)
	case Lines:
		w.WriteString("|-")
		w.lines(strings.Split(string(n), "\n"), col)
	case Call:
		w.WriteString(n.Tag)
		if _, ok := n.Arg.(Lines); ok {
			w.WriteByte(' ')
		} else {
			w.newLine(col) // the argument stands below the tag
		}
		if s, ok := w.OneLine(n.Arg, Width-col); ok {
			w.WriteString(s)
		} else {
			w.block(n.Arg, col)
		}
	default:
		panic("layout: a node without a block form")
	}
}

// Foldable reports whether a text comes back from a folded block as it is.
func Foldable(s string) bool {
	return s != "" && strings.Join(strings.Fields(s), " ") == s && !strings.ContainsFunc(s, func(r rune) bool { return !syntax.Printable(r) })
}

// Wrapped breaks a text into lines at spaces, and at what may not stand in YAML.
func Wrapped(s string, width int) []string { return wrapped(s, width, "") }

// wrapped is Wrapped, but the word kept does not stand alone on a line.
func wrapped(s string, width int, kept string) []string {
	var out []string
	line := ""
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || !syntax.Printable(r) }) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width && line != kept:
			out = append(out, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}
