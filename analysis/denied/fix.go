package denied

import (
	"errors"
	"strings"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// Fix writes a change into the text of a spec, and leaves everything else as it is.
// The text is to be compiled again.
func Fix(file string, text []byte, ch Change) ([]byte, error) {
	l := &diag.List{}
	root := syntax.Parse(syntax.NewSource(file, text), text, l)
	if root == nil || syntax.IsJSON(text) {
		return nil, errors.New("the spec is not in YAML")
	}
	f := fixer{lines: strings.SplitAfter(string(text), "\n"), edit: ch.edit}
	e := ch.edit
	section := f.entry(root, e.section)
	if section == nil {
		return f.append(0, len(f.lines)-1, e.overlay()), nil
	}
	body := f.entry(section.Value, e.name)
	if body == nil {
		if f.flow(section.Value) {
			return f.into(section.Value, e.name+": {"+e.inline()+"}")
		}
		lines := strings.SplitAfter(e.overlay(), "\n")
		return f.append(f.indent(section.Key), f.last(section.Key), strings.Join(lines[1:], "")), nil
	}
	field := f.entry(body.Value, e.field)
	switch {
	case field == nil && f.flow(body.Value):
		return f.into(body.Value, e.inline())
	case field == nil:
		at := f.indent(body.Key)
		if kids := body.Value.Kids; len(kids) > 0 {
			at = f.indent(kids[0].Key)
		}
		return f.append(at, f.last(body.Key), e.block()), nil
	case e.key == "":
		return f.list(field)
	}
	if before := f.entry(field.Value, e.key); before != nil {
		return f.replace(before.Value, e.value)
	}
	if f.flow(field.Value) {
		return f.into(field.Value, e.key+": "+e.value)
	}
	if len(field.Value.Kids) == 0 {
		return nil, errors.New(e.field + " is no mapping")
	}
	return f.append(f.indent(field.Value.Kids[0].Key), f.last(field.Key), e.key+": "+e.value+"\n"), nil
}

// inline is an edit as an entry of a flow mapping.
func (e edit) inline() string {
	if e.key == "" {
		return e.field + ": " + e.value
	}
	return e.field + ": {" + e.key + ": " + e.value + "}"
}

// block is an edit as lines without indentation.
func (e edit) block() string {
	if e.key == "" {
		return e.field + ": " + e.value + "\n"
	}
	return e.field + ":\n  " + e.key + ": " + e.value + "\n"
}

type fixer struct {
	lines []string // with their ends
	edit  edit
}

func (f *fixer) entry(n *syntax.Node, key string) *syntax.Entry {
	if n == nil || n.Kind != syntax.Mapping {
		return nil
	}
	for i := range n.Kids {
		if n.Kids[i].Key.Text == key {
			return &n.Kids[i]
		}
	}
	return nil
}

// offset is where a node begins: the number of its line, and the byte in it.
func (f *fixer) offset(n *syntax.Node) (line, at int) {
	pos := n.Span().Pos
	line = pos.Line - 1
	runes := []rune(f.lines[line])
	return line, len(string(runes[:min(pos.Col-1, len(runes))]))
}

// indent is how far a key is indented.
func (f *fixer) indent(key *syntax.Node) int {
	_, at := f.offset(key)
	return at
}

// flow reports whether a node is in braces or brackets.
func (f *fixer) flow(n *syntax.Node) bool {
	line, at := f.offset(n)
	return at < len(f.lines[line]) && strings.IndexByte("{[", f.lines[line][at]) >= 0
}

// last is the last line of what stands below a key.
func (f *fixer) last(key *syntax.Node) int {
	first, at := f.offset(key)
	out := first
	for n := first + 1; n < len(f.lines); n++ {
		text := strings.TrimSpace(f.lines[n])
		own := len(f.lines[n]) - len(strings.TrimLeft(f.lines[n], " "))
		switch {
		case text == "":
			continue
		case own <= at && !(own == at && strings.HasPrefix(text, "- ")):
			return out
		}
		out = n
	}
	return out
}

// append adds lines after a line.
func (f *fixer) append(indent, after int, block string) []byte {
	var b strings.Builder
	for i, line := range f.lines {
		b.WriteString(line)
		if i != after {
			continue
		}
		if line != "" && !strings.HasSuffix(line, "\n") {
			b.WriteString("\n")
		}
		for l := range strings.Lines(block) {
			b.WriteString(strings.Repeat(" ", indent) + l)
		}
	}
	return []byte(b.String())
}

// end is behind the bracket that closes a flow collection, or the scalar.
func (f *fixer) end(n *syntax.Node) (text string, from, to int, ok bool) {
	line, at := f.offset(n)
	for i := range line {
		from += len(f.lines[i])
	}
	from += at
	text = strings.Join(f.lines, "")
	depth, quote := 0, byte(0)
	for i := from; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.IndexByte("{[, :", text[i-1]) >= 0:
			quote = c
		case c == '#' && text[i-1] == ' ':
			for i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
		case c == '$' && i+1 < len(text) && text[i+1] == '{':
			depth++ // closed by }
			i++
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return text, from, i + 1, true
			}
		}
	}
	return text, 0, 0, false
}

// into adds an entry to a flow mapping.
func (f *fixer) into(n *syntax.Node, entry string) ([]byte, error) {
	text, from, to, ok := f.end(n)
	if !ok {
		return nil, errors.New("the end of a mapping was not found")
	}
	inside := strings.TrimRight(text[from+1:to-1], " \n")
	sep := ", "
	if strings.TrimSpace(inside) == "" || strings.HasSuffix(inside, ",") {
		sep = ""
	}
	return []byte(text[:from+1] + inside + sep + entry + text[to-1:]), nil
}

// replace replaces a scalar or a flow collection.
func (f *fixer) replace(n *syntax.Node, with string) ([]byte, error) {
	text, from, to, ok := f.end(n)
	if !f.flow(n) {
		line, at := f.offset(n)
		from = at
		for i := range line {
			from += len(f.lines[i])
		}
		length := n.Span().Len
		if from+length > len(text) || strings.Contains(text[from:from+length], "\n") {
			return nil, errors.New("the value has several lines")
		}
		to, ok = from+length, true
	}
	if !ok {
		return nil, errors.New("the end of a value was not found")
	}
	return []byte(text[:from] + with + text[to:]), nil
}

// list replaces a list of names, or adds the last one to a block.
func (f *fixer) list(field *syntax.Entry) ([]byte, error) {
	if field.Value.Kind != syntax.Sequence || f.flow(field.Value) {
		return f.replace(field.Value, f.edit.value)
	}
	names := strings.Split(strings.Trim(f.edit.value, "[]"), ", ")
	for n := range field.Value.List() {
		line, at := f.offset(n)
		dash := strings.LastIndexByte(f.lines[line][:at], '-')
		return f.append(max(dash, 0), f.last(field.Key), "- "+names[len(names)-1]+"\n"), nil
	}
	return nil, errors.New("the list is empty")
}
