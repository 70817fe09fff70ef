package importer

import (
	"regexp"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// yaml is a piece of the spec that is written: a text, a list or a dict.
type yaml interface{ isYAML() }

type (
	// text is a string, quoted where it has to be, or where a reader would
	// wonder.
	text string

	// bare is printed as it is, e.g., "3600".
	bare string

	// prose is a sentence or two. What does not fit on a line is folded.
	prose string

	// list prints its items on one line if it is short and they are plain.
	list struct {
		items []yaml
		block bool // one item a line, if there are several
		tall  bool // one item a line, be there one only
	}

	// dict is a mapping in the order given.
	dict struct {
		fields []entry
		flow   bool // on one line, if it fits
		apart  bool // an empty line between fields
	}

	// commented is an item with lines above it.
	commented struct {
		comments []string
		yaml
	}
)

// entry is a key of a dict, with lines above it.
type entry struct {
	key      string
	value    yaml
	comments []string
}

func (text) isYAML()  {}
func (bare) isYAML()  {}
func (prose) isYAML() {}
func (list) isYAML()  {}
func (dict) isYAML()  {}

// add adds a field, if there is a value.
func (d *dict) add(key string, value yaml) {
	if value != nil {
		d.fields = append(d.fields, entry{key: key, value: value})
	}
}

// join adds the fields of another.
func (d *dict) join(o dict) { d.fields = append(d.fields, o.fields...) }

// given is d, or nil if it has no fields.
func (d dict) given() yaml {
	if len(d.fields) == 0 {
		return nil
	}
	return d
}

// given is l, or nil if it has no items.
func (l list) given() yaml {
	if len(l.items) == 0 {
		return nil
	}
	return l
}

// texts is a list of texts.
func texts(of []string) list {
	return list{items: lists.Map(of, func(s string) yaml { return text(s) })}
}

// givenText is a text that is not empty, else nil.
func givenText(s string) yaml {
	if s == "" {
		return nil
	}
	return text(s)
}

// value is what the spec writes for v, nil for none.
func value(v spec.Value) yaml {
	if v == nil {
		return nil
	}
	return text(v.String())
}

// flag is true, or nil.
func flag(is bool) yaml {
	if !is {
		return nil
	}
	return bare("true")
}

// quote begins a line of a comment that is a line of something else.
const quote = "| "

// lineWidth is what a line should not exceed, if it can be broken.
const lineWidth = 100

// writer prints blocks. The first line of a block begins where the text stands;
// the others begin at the column given.
type writer struct{ strings.Builder }

// printBlock prints d in block style, to stand at a column.
func printBlock(d dict, col int) string {
	w := &writer{}
	w.dict(d, col)
	return w.String()
}

func (w *writer) newLine(col int) {
	w.WriteByte('\n')
	w.WriteString(strings.Repeat(" ", col))
}

// comment prints lines above what follows. What begins with quote is a line of
// something else, and is not broken.
func (w *writer) comment(paragraphs []string, col int) {
	for i, p := range paragraphs {
		if i > 0 {
			w.newLine(col)
		}
		lines := []string{p}
		if !strings.HasPrefix(p, quote) {
			lines = wrapped(p, lineWidth-col-len("# "))
		}
		w.WriteString("# " + strings.Join(lines, "\n"+strings.Repeat(" ", col)+"# "))
	}
}

func (w *writer) dict(d dict, col int) {
	for i, e := range d.fields {
		if i > 0 && d.apart {
			w.WriteByte('\n')
		}
		if i > 0 {
			w.newLine(col)
		}
		if w.comment(e.comments, col); len(e.comments) > 0 {
			w.newLine(col)
		}
		key := quoted(e.key) + ":"
		w.WriteString(key)
		w.value(e.value, col, len(key))
	}
}

// value prints what stands behind a key.
func (w *writer) value(v yaml, col, used int) {
	if s, ok := oneLine(v, lineWidth-col-used-1); ok {
		w.WriteString(" " + s)
		return
	}
	if p, ok := v.(prose); ok {
		w.WriteString(" >-")
		for _, line := range wrapped(string(p), lineWidth-col-2) {
			w.newLine(col + 2)
			w.WriteString(line)
		}
		return
	}
	w.newLine(col + 2)
	w.block(v, col+2)
}

func (w *writer) block(v yaml, col int) {
	switch v := v.(type) {
	case list:
		w.list(v, col)
	case dict:
		w.dict(v, col)
	default:
		s, _ := oneLine(v, 0)
		w.WriteString(s)
	}
}

func (w *writer) list(l list, col int) {
	spacious := false
	for _, item := range l.items {
		if d, ok := item.(commented); ok {
			item = d.yaml
		}
		d, ok := item.(dict)
		spacious = spacious || ok && !d.flow
	}
	for i, item := range l.items {
		if i > 0 && spacious {
			w.WriteByte('\n')
		}
		if i > 0 {
			w.newLine(col)
		}
		if c, ok := item.(commented); ok {
			w.comment(c.comments, col)
			if item = c.yaml; item == nil {
				continue
			}
			w.newLine(col)
		}
		w.WriteString("- ")
		if s, ok := oneLine(item, lineWidth-col-2); ok {
			w.WriteString(s)
			continue
		}
		w.block(item, col+2)
	}
}

// oneLine prints v on one line if a careful colleague would: a text always, a
// list or dict that is meant to be and fits.
func oneLine(v yaml, width int) (string, bool) {
	switch v := v.(type) {
	case text:
		return quoted(string(v)), true
	case bare:
		return string(v), true
	case prose:
		s := quoted(string(v))
		return s, len(s) <= width || !foldable(string(v))
	case list:
		if v.tall || v.block && len(v.items) > 1 {
			return "", false
		}
		s, ok := flow(v)
		return s, ok && len(s) <= width
	case dict:
		if !v.flow && len(v.fields) > 0 {
			return "", false
		}
		s, ok := flow(v)
		return s, ok && len(s) <= width
	}
	return "", false
}

// flow prints v in flow style, if no comment is in it.
func flow(v yaml) (string, bool) {
	var parts []string
	switch v := v.(type) {
	case text:
		return inFlow(string(v)), true
	case bare:
		return string(v), true
	case prose:
		return inFlow(string(v)), true
	case list:
		for _, item := range v.items {
			s, ok := flow(item)
			if !ok {
				return "", false
			}
			parts = append(parts, s)
		}
		return "[" + strings.Join(parts, ", ") + "]", true
	case dict:
		for _, e := range v.fields {
			s, ok := flow(e.value)
			if !ok || len(e.comments) > 0 {
				return "", false
			}
			parts = append(parts, inFlow(e.key)+": "+s)
		}
		return "{" + strings.Join(parts, ", ") + "}", true
	}
	return "", false
}

func inFlow(s string) string {
	if strings.ContainsAny(s, ",[]{}") {
		return syntax.Quoted(s)
	}
	return quoted(s)
}

// quoted prints s so that every reader of YAML takes it for the string s.
func quoted(s string) string {
	if isPlain(s) {
		return s
	}
	return syntax.Quoted(s)
}

var (
	plainText = regexp.MustCompile(`^[A-Za-z0-9/_][A-Za-z0-9 _./:@+=*?$()'<>,;~%&!|^-]*$`)

	// likeNumber matches all numbers, dates and times, and some texts that are
	// none: a quote too many does no harm.
	likeNumber = regexp.MustCompile(`^[0-9][-+.:,_0-9a-fA-FxXoOtTzZ ]*$`)
)

// isPlain reports whether s without quotes is the string s, and looks it.
func isPlain(s string) bool {
	switch {
	case !plainText.MatchString(s), likeNumber.MatchString(s), syntax.IsReserved(s):
		return false
	case strings.Contains(s, ": "), strings.HasSuffix(s, ":"), strings.HasSuffix(s, " "), strings.Contains(s, "  "):
		return false
	}
	// A colon before a comma ends a key to the parser, and << merges one.
	return !strings.Contains(s, ":,") && !strings.Contains(s, "<<")
}

// foldable reports whether a text comes back from a folded block as it is.
func foldable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || !syntax.Printable(r) }) &&
		!strings.Contains(s, "  ") && strings.TrimSpace(s) == s && s != ""
}

// wrapped breaks a text into lines at spaces.
func wrapped(s string, width int) []string {
	var out []string
	line := ""
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || !syntax.Printable(r) }) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			out = append(out, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}
