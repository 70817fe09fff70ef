package denied

import (
	"errors"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// Fix writes a change into the text of a spec, in YAML or JSON, and leaves everything
// else as it is. Change.Verify tells whether the result, compiled, has the change.
func Fix(file string, text []byte, ch Change) ([]byte, error) {
	l := &diag.List{}
	f := fixer{lines: strings.SplitAfter(string(text), "\n"), edit: ch.edit, end: "\n"}
	if strings.Contains(string(text), "\r\n") {
		f.end = "\r\n"
	}
	root := (*syntax.Node)(nil)
	if f.json = syntax.IsJSON(text); f.json {
		root = syntax.ParseJSON(syntax.NewSource(file, text), text, l)
	} else {
		root = syntax.Parse(syntax.NewSource(file, text), text, l)
	}
	if root == nil || root.Kind != syntax.Mapping {
		return nil, errors.New("the spec is not in YAML or JSON")
	}
	// A path of keys, and what is written where the rest of it is missing.
	at, e := &syntax.Entry{Value: root}, ch.edit
	path, value := []string{e.section, e.name, e.field}, e.value
	if e.key != "" {
		path = append(path, e.key)
	}
	for i, key := range path {
		next := entryOf(at.Value, key)
		if next == nil {
			return f.add(at, path[i:], value)
		}
		at = next
	}
	if e.key != "" {
		return f.replace(at.Value, f.value(value))
	}
	return f.extend(at)
}

// add adds an entry to what an entry has: a mapping, or nothing yet.
func (f *fixer) add(to *syntax.Entry, path []string, value string) ([]byte, error) {
	inner := f.value(value)
	for _, key := range slices.Backward(path[1:]) {
		inner = "{" + f.pair(key, inner) + "}"
	}
	switch kids := to.Value.Kids; {
	case to.Value.Kind != syntax.Mapping && to.Value.Kind != syntax.Null:
		return nil, errors.New(to.Key.Text + " is no mapping")
	case f.flow(to.Value):
		return f.into(to.Value, f.pair(path[0], inner))
	case to.Key == nil: // of the whole spec
		return f.append(0, len(f.lines)-1, block(path, value, 0)), nil
	case len(kids) > 0:
		_, indent := f.offset(kids[0].Key)
		return f.append(indent, f.last(to.Key), block(path, value, 0)), nil
	}
	_, indent := f.offset(to.Key)
	return f.append(indent+2, f.last(to.Key), block(path, value, 0)), nil
}

// block is a value under a path of keys, in lines.
func block(path []string, value string, indent int) string {
	head := strings.Repeat(" ", indent) + path[0] + ":"
	if len(path) == 1 {
		return head + " " + value + "\n"
	}
	return head + "\n" + block(path[1:], value, indent+2)
}

// pair is an entry of a flow mapping, and value a value in it.
func (f *fixer) pair(key, value string) string {
	if f.json {
		return syntax.Quoted(key) + ": " + value
	}
	return key + ": " + value
}

func (f *fixer) value(text string) string {
	if !f.json {
		return text
	}
	return string(syntax.Parse(syntax.NewSource("", []byte(text)), []byte(text), &diag.List{}).JSON())
}

type fixer struct {
	lines []string // with their ends
	edit  edit
	json  bool
	end   string // of a line
}

// entryOf is the entry of a mapping with a key; nil if there is none.
func entryOf(n *syntax.Node, key string) *syntax.Entry {
	for i, e := range n.Pairs() {
		if e.Key.Text == key {
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
			b.WriteString(f.end)
		}
		for l := range strings.Lines(block) {
			b.WriteString(strings.Repeat(" ", indent) + strings.TrimSuffix(l, "\n") + f.end)
		}
	}
	return []byte(b.String())
}

// begin is where a node begins in the text.
func (f *fixer) begin(n *syntax.Node) int {
	line, at := f.offset(n)
	return len(strings.Join(f.lines[:line], "")) + at
}

// bounds are where a flow collection begins, and where it is closed.
func (f *fixer) bounds(n *syntax.Node) (text string, from, to int, ok bool) {
	text, from = strings.Join(f.lines, ""), f.begin(n)
	depth, quote := 0, byte(0)
	for i := from; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.IndexByte("{[, :\n\t", text[i-1]) >= 0:
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

// into adds an entry to a flow collection, on a line of its own if the others are.
func (f *fixer) into(n *syntax.Node, entry string) ([]byte, error) {
	text, from, to, ok := f.bounds(n)
	if !ok {
		return nil, errors.New("the end of a mapping was not found")
	}
	inside := strings.TrimRight(text[from+1:to-1], " \t\r\n")
	tail := text[from+1+len(inside) : to-1]
	sep := ", "
	if line := inside[strings.LastIndexByte(inside, '\n')+1:]; strings.Contains(tail, "\n") && strings.Contains(inside, "\n") {
		sep = "," + f.end + line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if strings.Contains(line, " #") { // a comma after a comment would belong to it
			sep = sep[1:] + ", "
		}
	}
	if strings.TrimSpace(inside) == "" || strings.HasSuffix(inside, ",") {
		sep = strings.TrimPrefix(strings.TrimPrefix(sep, ", "), ",")
	}
	return []byte(text[:from+1] + inside + sep + entry + tail + text[to-1:]), nil
}

// replace replaces a scalar or a flow collection.
func (f *fixer) replace(n *syntax.Node, with string) ([]byte, error) {
	text, from, to, ok := f.bounds(n)
	if !f.flow(n) {
		length := n.Span().Len
		from = f.begin(n)
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

// extend adds the item of the edit to a list, or makes a list of what is one item.
func (f *fixer) extend(field *syntax.Entry) ([]byte, error) {
	item := f.value(f.edit.item)
	switch n := field.Value; {
	case n.Kind == syntax.Scalar:
		return f.replace(n, f.value(f.edit.value))
	case f.flow(n) && n.Kind == syntax.Sequence:
		return f.into(n, item)
	case f.flow(n):
		text, from, to, ok := f.bounds(n)
		if !ok {
			return nil, errors.New("the end of a value was not found")
		}
		return []byte(text[:from] + "[" + text[from:to] + ", " + item + "]" + text[to:]), nil
	case n.Kind == syntax.Sequence && len(n.Kids) > 0:
		line, at := f.offset(n.Kids[0].Value)
		dash := strings.LastIndexByte(f.lines[line][:at], '-')
		return f.append(max(dash, 0), f.last(field.Key), "- "+item+"\n"), nil
	case n.Kind == syntax.Mapping:
		first, at := f.offset(n.Kids[0].Key)
		last := f.last(field.Key)
		for i := first; i <= last; i++ {
			line, mark := f.lines[i], "  "
			if i == first {
				mark = "- "
			}
			cut := min(at, len(line)-len(strings.TrimLeft(line, " ")))
			f.lines[i] = line[:cut] + mark + line[cut:]
		}
		return f.append(at, last, "- "+item+"\n"), nil
	}
	return nil, errors.New(f.edit.field + " is empty")
}
