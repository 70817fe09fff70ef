package cloudformation

import (
	"strings"

	"github.com/emriam/emriam/spec/syntax"
)

// node is a piece of a template: a text, a number, a list, a dict or a call.
type node interface{ isNode() }

type (
	// text is a string, quoted where YAML would read something else.
	text string

	// lines is a string of several lines, printed as a block.
	lines string

	// apostrophed is a string with quotation marks, as JSON has them.
	apostrophed string

	// prose is a text for people, folded if its line would be long.
	prose string

	// number is printed as it is, e.g., "3600" or "true".
	number string

	// list is a list, one item a line.
	list []node

	// dict is a mapping in the order given.
	dict []entry

	// call is an intrinsic function in its short form, e.g., "!Sub".
	call struct {
		tag string
		arg node
	}

	// commented is a list item with lines above it.
	commented struct {
		comment []string
		node    node
	}
)

// entry is a key of a dict, with lines above it.
type entry struct {
	key     string
	value   node
	comment []string // paragraphs without "#"
	apart   bool     // from the entry before it, by an empty line
}

func (text) isNode()        {}
func (number) isNode()      {}
func (lines) isNode()       {}
func (apostrophed) isNode() {}
func (list) isNode()        {}
func (dict) isNode()        {}
func (call) isNode()        {}
func (commented) isNode()   {}
func (prose) isNode()       {}

// lineWidth is what a line should not exceed, if it can be broken.
const lineWidth = 100

// proseWidth is what a line of prose should not exceed.
const proseWidth = 80

// printYAML prints d as a YAML document.
func printYAML(d dict) []byte {
	w := &writer{}
	for i, e := range d {
		if _, ok := oneLine(e.value, lineWidth); i > 0 && !ok {
			w.WriteByte('\n')
		}
		w.dict(dict{e}, 0)
		w.WriteByte('\n')
	}
	return []byte(w.String())
}

// writer prints blocks. The first line of a block begins where the text stands;
// the others begin at the column given.
type writer struct{ strings.Builder }

func (w *writer) newLine(col int) {
	w.WriteByte('\n')
	for range col {
		w.WriteByte(' ')
	}
}

func (w *writer) block(n node, col int) {
	if s, ok := oneLine(n, lineWidth-col); ok {
		w.WriteString(s)
		return
	}
	switch n := n.(type) {
	case list:
		w.list(n, col)
	case dict:
		w.dict(n, col)
	case lines:
		w.lines(n, col)
	case call:
		if l, ok := n.arg.(lines); ok {
			w.WriteString(n.tag + " ")
			w.lines(l, col)
			return
		}
		// Its argument stands below the tag:
		//
		//	!If
		//	- HasStudioKeyArn
		//	- …
		w.WriteString(n.tag)
		w.newLine(col)
		w.block(n.arg, col)
	default:
		panic("cloudformation: node without block form")
	}
}

func (s apostrophed) quoted() string {
	if strings.ContainsFunc(string(s), func(r rune) bool { return !syntax.Printable(r) }) {
		return quoted(string(s), true)
	}
	return "'" + strings.ReplaceAll(string(s), "'", "''") + "'"
}

func isLines(n node) bool { _, ok := n.(lines); return ok }

// lines prints a block whose text stands in a column.
func (w *writer) lines(l lines, col int) {
	w.WriteString("|-")
	for _, line := range strings.Split(string(l), "\n") {
		w.newLine(col)
		w.WriteString(line)
	}
}

func (w *writer) list(l list, col int) {
	for i, item := range l {
		if i > 0 {
			w.newLine(col)
		}
		if c, ok := item.(commented); ok {
			w.comment(c.comment, col)
			item = c.node
		}
		w.WriteString("- ")
		w.block(item, col+2)
	}
}

func (w *writer) dict(d dict, col int) {
	for i, e := range d {
		if i > 0 && e.apart {
			w.WriteByte('\n')
		}
		if i > 0 {
			w.newLine(col)
		}
		w.comment(e.comment, col)
		key := quoted(e.key, false) + ":"
		w.WriteString(key)
		s, ok := oneLine(e.value, lineWidth-col-len(key)-1)
		c, isCall := e.value.(call)
		p, isProse := e.value.(prose)
		switch {
		case isProse && col+len(key)+1+len(s) > proseWidth && foldable(string(p)):
			w.fold(string(p), col+2)
		case ok:
			w.WriteString(" " + s)
		case isCall && isLines(c.arg):
			w.WriteString(" " + c.tag + " ")
			w.lines(c.arg.(lines), col+2)
		case isCall:
			w.WriteString(" " + c.tag)
			w.newLine(col + 2)
			w.block(c.arg, col+2)
		default:
			w.newLine(col + 2)
			w.block(e.value, col+2)
		}
	}
}

// fold prints a folded scalar, whose lines a reader joins with spaces.
func (w *writer) fold(s string, col int) {
	w.WriteString(" >-")
	at := proseWidth
	for _, word := range strings.Split(s, " ") {
		if at+1+len(word) > proseWidth {
			w.newLine(col)
			at = col
		} else {
			w.WriteByte(' ')
			at++
		}
		w.WriteString(word)
		at += len(word)
	}
}

// foldable reports whether a folded scalar of words is the string s.
func foldable(s string) bool {
	return s != "" && strings.Join(strings.Fields(s), " ") == s && !strings.ContainsFunc(s, func(r rune) bool { return !syntax.Printable(r) })
}

// comment prints lines above what follows.
func (w *writer) comment(paragraphs []string, col int) {
	for _, line := range commentLines(paragraphs, lineWidth-col) {
		w.WriteString(line)
		w.newLine(col)
	}
}

// oneLine prints n on one line if a careful colleague would: a scalar always,
// a call of scalars and lists if it is short enough, an empty list or dict.
func oneLine(n node, width int) (string, bool) {
	switch n := n.(type) {
	case text:
		return quoted(string(n), false), true
	case apostrophed:
		return n.quoted(), true
	case prose:
		return quoted(string(n), false), true
	case number:
		return string(n), true
	case list:
		return "[]", len(n) == 0
	case dict:
		return "{}", len(n) == 0
	case call:
		if arg, ok := oneLine(n.arg, width); ok {
			return n.tag + " " + arg, true
		}
		s, ok := flow(n)
		return s, ok && len(s) <= width
	default:
		return "", false
	}
}

// flow prints n in flow style, if there is no dict in it.
func flow(n node) (string, bool) {
	switch n := n.(type) {
	case text:
		return quoted(string(n), true), true
	case apostrophed:
		return n.quoted(), true
	case number:
		return string(n), true
	case list:
		items := make([]string, len(n))
		for i, item := range n {
			s, ok := flow(item)
			if !ok {
				return "", false
			}
			items[i] = s
		}
		return "[" + strings.Join(items, ", ") + "]", true
	case call:
		arg, ok := flow(n.arg)
		return n.tag + " " + arg, ok
	default:
		return "", false
	}
}

// commentLines wraps paragraphs into lines that begin with "#".
func commentLines(paragraphs []string, width int) []string {
	var out []string
	for _, p := range paragraphs {
		line := "#"
		for _, word := range strings.FieldsFunc(p, notInComment) {
			if len(line) > 1 && len(line)+1+len(word) > width && line != "# See" {
				out = append(out, line)
				line = "#"
			}
			line += " " + word
		}
		if line != "#" {
			out = append(out, line)
		}
	}
	return out
}

// notInComment reports whether r separates words, or may not stand in YAML.
func notInComment(r rune) bool { return r <= ' ' || !syntax.Printable(r) }
