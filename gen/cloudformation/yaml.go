package cloudformation

import (
	"strings"

	"github.com/emriam/emriam/spec/syntax/layout"
)

// node is a piece of a template: a text, a number, a list, a dict or a call.
type node = layout.Node

type (
	text        = layout.Text
	lines       = layout.Lines
	apostrophed = layout.Apostrophed
	prose       = layout.Prose
	number      = layout.Bare
	commented   = layout.Commented

	// list is a list, one item a line.
	list []node

	// dict is a mapping in the order given.
	dict []entry

	// entry is a key of a dict, with lines above it.
	entry = layout.Entry
)

// call is an intrinsic function in its short form, e.g., "!Sub".
func call(tag string, arg node) node { return layout.Call{Tag: tag, Arg: arg} }

func (l list) Group() layout.Group { return layout.List(l) }

func (d dict) Group() layout.Group { return layout.Group{Entries: d, Keyed: true, Tall: true} }

var style = layout.Style{Prose: 80, Plain: isPlain}

// printYAML prints d as a YAML document.
func printYAML(d dict) []byte {
	var out strings.Builder
	for i, e := range d {
		if _, ok := style.OneLine(e.Value, layout.Width); i > 0 && !ok {
			out.WriteByte('\n')
		}
		out.WriteString(style.Block(dict{e}, 0) + "\n")
	}
	return []byte(out.String())
}
