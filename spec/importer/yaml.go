package importer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
	"github.com/emriam/emriam/spec/syntax/layout"
)

// yaml is a piece of the spec that is written: a text, a list or a dict.
type yaml = layout.Node

type (
	text      = layout.Text
	bare      = layout.Bare
	prose     = layout.Prose
	commented = layout.Commented
	entry     = layout.Entry

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
)

// Group puts an empty line between items that are blocks.
func (l list) Group() layout.Group {
	out := layout.List(l.items)
	out.Short = !l.tall && (!l.block || len(l.items) < 2)
	out.Apart = slices.ContainsFunc(out.Entries, func(e layout.Entry) bool {
		d, ok := e.Value.(dict)
		return ok && !d.flow
	})
	return out
}

func (d dict) Group() layout.Group {
	return layout.Group{Entries: d.fields, Keyed: true, Short: d.flow, Apart: d.apart}
}

// add adds a field, if there is a value.
func (d *dict) add(key string, value yaml) {
	if value != nil {
		d.fields = append(d.fields, entry{Key: key, Value: value})
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

var style = layout.Style{Prose: layout.Width, Quote: quote, Plain: func(s string, inFlow bool) bool {
	return isPlain(s) && !(inFlow && strings.ContainsAny(s, ",[]{}"))
}}

// printBlock prints d in block style, to stand at a column.
func printBlock(d dict, col int) string { return style.Block(d, col) }

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
