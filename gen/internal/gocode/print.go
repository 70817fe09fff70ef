package gocode

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
)

// Print prints declarations, with an empty line between them. It returns the
// paths of the packages that they use, too, sorted. names are the names of packages
// that are not the last part of their paths.
func Print(decls []*Statement, names map[string]string) (text []byte, imports []string) {
	p := &printer{names: names, used: map[string]bool{}}
	for _, d := range decls {
		p.empty = true
		p.line(d.row, true, func(row []token) { p.row(row, 1) })
		p.out = append(p.out, '\n')
	}
	return p.padded(), slices.Sorted(maps.Keys(p.used))
}

type printer struct {
	out    []byte
	names  map[string]string
	used   map[string]bool
	pads   []pad
	indent int
	empty  bool // an empty line comes before the next item
}

// line prints the comments of an item on lines of their own and then, by rest,
// what follows. It reports whether there was an empty line or a comment.
func (p *printer) line(row []token, notFirst bool, rest func([]token)) (apart bool) {
	for ; len(row) > 0 && row[0].kind == newline; row = row[1:] {
		p.empty = true
	}
	if len(row) == 0 {
		return false
	}
	if apart = p.empty && notFirst; apart {
		p.out = append(p.out, '\n')
	}
	p.empty = false
	for ; len(row) > 0 && row[0].kind == comment; row = row[1:] {
		for line := range strings.SplitSeq(row[0].text, "\n") {
			p.tabs(p.indent)
			p.out = append(p.out, line...)
			p.out = append(p.out, '\n')
		}
		apart = true
	}
	if len(row) == 0 {
		p.out = p.out[:len(p.out)-1] // whoever prints the item ends its line
		return apart
	}
	p.tabs(p.indent)
	rest(row)
	return apart
}

func (p *printer) tabs(n int) {
	for range n {
		p.out = append(p.out, '\t')
	}
}

// row prints tokens on one line, as far as none has lines of its own. depth is
// how deep in an expression the row is: gofmt takes the spaces around + away below the
// first level.
func (p *printer) row(row []token, depth int) {
	isCase := row[0].kind == keyword && (row[0].text == "case" || row[0].text == "default")
	for first := true; len(row) > 0; first = false {
		n := slices.IndexFunc(row, func(t token) bool { return t.kind == assign || t.kind == colon || t.kind == keyword || t.kind == block })
		if n < 0 {
			n = len(row)
		}
		p.expression(row[:n], depth)
		if n == len(row) {
			return
		}
		t := row[n]
		switch {
		case t.kind == block && isCase:
			p.out = append(p.out, ':')
			p.body(t.items, 1)
		case t.kind == block:
			if !first || n > 0 {
				p.write(" ")
			}
			p.write("{")
			p.body(t.items, 1)
			p.write("\n")
			p.tabs(p.indent)
			p.write("}")
		case t.kind == colon:
			p.write(": ")
		default:
			if n > 0 {
				p.write(" ")
			}
			p.write(t.text)
		}
		depth = 1
		row = row[n+1:]
		if len(row) > 0 && t.kind != colon && row[0].kind != block && row[0].kind != members {
			p.write(" ")
		}
	}
}

func (p *printer) write(s string) { p.out = append(p.out, s...) }

// expression prints tokens without keywords. An operator that binds tighter than
// others is one level deeper, and so are all operands.
func (p *printer) expression(row []token, depth int) {
	lowest := 0
	for _, t := range row {
		if t.kind == binary && (lowest == 0 || precedence(t.text) < lowest) {
			lowest = precedence(t.text)
		}
	}
	if lowest == 0 {
		p.operand(row, depth)
		return
	}
	for {
		n := slices.IndexFunc(row, func(t token) bool { return t.kind == binary && precedence(t.text) == lowest })
		if n < 0 {
			p.expression(row, depth+1)
			return
		}
		p.expression(row[:n], depth+1)
		if op := row[n].text; op == "+" && depth > 1 {
			p.write(op)
		} else {
			p.write(" " + op + " ")
		}
		row = row[n+1:]
	}
}

func (p *printer) operand(row []token, depth int) {
	for i, t := range row {
		if i > 0 && isSpaced(row[i-1], t, i+1 == len(row)) {
			p.out = append(p.out, ' ')
		}
		p.token(t, depth)
	}
}

// isSpaced reports whether a space is between two tokens.
func isSpaced(a, b token, last bool) bool {
	switch a.kind {
	case dot, prefix, typing, spread:
		return false
	}
	switch b.kind {
	case dot, call, index, values, lines, block:
		return false
	case params:
		return a.kind == params
	case spread:
		return !last
	case typing:
		return b.text != ""
	}
	return true
}

func (p *printer) token(t token, depth int) {
	switch t.kind {
	case qualified:
		n := strings.LastIndexByte(t.text, '.')
		path := t.text[:n]
		p.used[path] = true
		p.write(p.packageName(path))
		p.write(t.text[n:])
	case word, prefix, dot, spread:
		p.write(t.text)
	case params:
		p.list(t, ", ", ")", 1)
	case call:
		if len(t.items) > 1 {
			depth++
		}
		p.list(t, ", ", ")", depth)
	case parens:
		p.list(t, "", ")", max(depth-1, 1))
	case index:
		p.list(t, ":", "]", depth+1)
	case typing:
		if t.text == "" {
			p.write("[")
		}
		p.list(t, ", ", "]", 1)
	case values:
		p.list(t, ", ", "}", 1)
	case header:
		p.list(t, separator(t), "", 1)
	case lines:
		p.lines(t, depth)
	case members:
		p.members(t)
	default:
		panic("gocode: " + t.text + " is out of place")
	}
}

func separator(t token) string {
	if t.text == "" {
		return ", "
	}
	return t.text
}

func (p *printer) packageName(of string) string {
	if name, ok := p.names[of]; ok {
		return name
	}
	return path.Base(of)
}

// list prints items on one line.
func (p *printer) list(t token, separator, end string, depth int) {
	if t.kind != header {
		p.write(t.text)
	}
	for i, it := range t.items {
		if i > 0 {
			p.write(separator)
		}
		p.row(it.row, depth)
	}
	p.write(end)
}

// body prints statements on lines of their own.
func (p *printer) body(items []*Statement, deeper int) {
	p.empty = false
	started := false
	p.indent += deeper
	for _, it := range items {
		cases := 0
		if it.row[0].kind == keyword && (it.row[0].text == "case" || it.row[0].text == "default") {
			cases = 1
		}
		if isEmpty(it.row) {
			p.empty = true
			continue
		}
		p.write("\n")
		p.indent -= cases
		p.line(it.row, started, func(row []token) { p.row(row, 1) })
		p.indent += cases
		started = true
	}
	p.indent -= deeper
	p.empty = false
}

func isEmpty(row []token) bool {
	return !slices.ContainsFunc(row, func(t token) bool { return t.kind != newline })
}

// lines prints items on lines of their own, each with a comma.
func (p *printer) lines(t token, depth int) {
	p.write(t.text)
	end, columns := "}", &columns{}
	if t.text == "(" {
		end = ")"
		if len(t.items) > 1 {
			depth++
		}
	} else {
		depth = 1
	}
	if len(t.items) == 0 {
		p.write(end)
		return
	}
	p.empty = false
	p.indent++
	for _, it := range t.items {
		p.write("\n")
		c := cell{}
		c.apart = p.line(it.row, true, func(row []token) {
			c.start = len(p.out)
			if n := slices.IndexFunc(row, func(t token) bool { return t.kind == colon }); n >= 0 {
				p.row(row[:n+1], 1)
				c.splits = []int{len(p.out)}
				row = row[n+1:]
			}
			p.row(row, depth)
			c.isLine = bytes.IndexByte(p.out[c.start:], '\n') < 0
			c.size = len(p.out) - c.start
		})
		if c.splits != nil {
			c.size = c.splits[0] - len(": ") - c.start
		}
		columns.add(p, c, true)
		p.write(",")
	}
	columns.end(p)
	p.indent--
	p.write("\n")
	p.tabs(p.indent)
	p.write(end)
}

// members prints fields, methods, or declarations.
func (p *printer) members(t token) {
	p.write(" " + t.text)
	end, columns := "}", &columns{}
	if t.text == "(" {
		end = ")"
	}
	if len(t.items) == 0 {
		p.out = append(p.out[:len(p.out)-2], t.text...)
		p.write(end)
		return
	}
	p.indent++
	p.empty = false
	started := false
	for _, it := range t.items {
		if isEmpty(it.row) {
			p.empty = true
			continue
		}
		p.write("\n")
		c := cell{isLine: true}
		c.apart = p.line(it.row, started, func(row []token) {
			c.start = len(p.out)
			if len(row) == 1 || row[1].kind == params {
				p.row(row, 1)
				return
			}
			p.row(row[:1], 1)
			p.write(" ")
			c.splits = []int{len(p.out)}
			row = row[1:]
			if n := slices.IndexFunc(row, func(t token) bool { return t.kind == assign }); n > 0 {
				p.row(row[:n], 1)
				p.write(" ")
				c.splits = append(c.splits, len(p.out))
				row = row[n:]
			}
			p.row(row, 1)
		})
		columns.add(p, c, false)
		started = true
	}
	columns.end(p)
	p.indent--
	p.empty = false
	p.write("\n")
	p.tabs(p.indent)
	p.write(end)
}
