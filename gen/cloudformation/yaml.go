package cloudformation

import "strings"

// node is a piece of a template: a text, a number, a list, a dict or a call.
type node interface{ isNode() }

type (
	// text is a string, quoted where YAML would read something else.
	text string

	// number is printed as it is, e.g., "3600".
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

func (text) isNode()      {}
func (number) isNode()    {}
func (list) isNode()      {}
func (dict) isNode()      {}
func (call) isNode()      {}
func (commented) isNode() {}

// lineWidth is what a line should not exceed, if it can be broken.
const lineWidth = 100

// printYAML prints d as a YAML document.
func printYAML(d dict) []byte {
	var out strings.Builder
	for i, e := range d {
		if i > 0 && !isOneLine(e.value) {
			out.WriteByte('\n')
		}
		for _, line := range (dict{e}).lines(lineWidth) {
			out.WriteString(line)
			out.WriteByte('\n')
		}
	}
	return []byte(out.String())
}

func isOneLine(n node) bool {
	_, ok := oneLine(n, lineWidth)
	return ok
}

// lines prints n as a block, width columns wide where it can be.
func lines(n node, width int) []string {
	if s, ok := oneLine(n, width); ok {
		return []string{s}
	}
	switch n := n.(type) {
	case list:
		return n.lines(width)
	case dict:
		return n.lines(width)
	case call:
		// Its argument stands below the tag:
		//
		//	!If
		//	- HasStudioKeyArn
		//	- …
		return append([]string{n.tag}, lines(n.arg, width)...)
	default:
		panic("cloudformation: node without block form")
	}
}

func (l list) lines(width int) []string {
	var out []string
	for _, item := range l {
		if c, ok := item.(commented); ok {
			out = append(out, commentLines(c.comment, width)...)
			item = c.node
		}
		out = append(out, hang("- ", lines(item, width-2))...)
	}
	return out
}

func (d dict) lines(width int) []string {
	var out []string
	for i, e := range d {
		if i > 0 && e.apart {
			out = append(out, "")
		}
		out = append(out, commentLines(e.comment, width)...)
		key := quoted(e.key, false) + ":"
		if s, ok := oneLine(e.value, width-len(key)-1); ok {
			out = append(out, key+" "+s)
			continue
		}
		block := lines(e.value, width-2)
		if _, ok := e.value.(call); ok {
			key += " " + block[0]
			block = block[1:]
		}
		out = append(out, key)
		out = append(out, indent("  ", block)...)
	}
	return out
}

// hang puts first before the first line and as many spaces before the others.
func hang(first string, block []string) []string {
	rest := indent(strings.Repeat(" ", len(first)), block[1:])
	return append([]string{first + block[0]}, rest...)
}

func indent(by string, block []string) []string {
	out := make([]string, len(block))
	for i, line := range block {
		if line != "" {
			out[i] = by + line
		}
	}
	return out
}

// oneLine prints n on one line if a careful colleague would: a scalar always,
// a call of scalars and lists if it is short enough, an empty list or dict.
func oneLine(n node, width int) (string, bool) {
	switch n := n.(type) {
	case text:
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
func notInComment(r rune) bool { return r <= ' ' || !printable(r) }
