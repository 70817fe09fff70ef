package scaffold

import (
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/edges"
	"github.com/emriam/emriam/spec/syntax"
)

// document is the built-in spec in pieces that can be left out. The syntax tree says where
// they are.
type document struct {
	sections []*section
	last     []string     // the comment at its end
	edges    []edges.Edge // of the model
}

// section is a key at the top level, with the entries of its mapping.
type section struct {
	name    string
	comment []string
	entries []*entry
}

// entry is a key of a section with its value, and the comment above.
type entry struct {
	name    string
	heading string // the heading above it that holds for those below it too, or ""
	comment []string
	body    []string     // its lines, the key's included
	line    int          // of the key
	node    *syntax.Node // the value
	lists   []*list
}

// list is a list of names, each of which can be left out if another one is there: what an
// entry passes, assumes and has attached, or the members of a stack.
type list struct {
	key   string // "" for a stack
	node  *syntax.Node
	names []string
}

var tree = sync.OnceValue(func() *syntax.Node {
	return syntax.Parse(syntax.NewSource(spec.BuiltInFile, spec.BuiltIn), spec.BuiltIn, &diag.List{})
})

func builtIn() *document {
	lines := strings.Split(strings.TrimSpace(string(spec.BuiltIn)), "\n")
	d := &document{last: above(lines, len(lines), "#")}
	for _, s := range tree().Pairs() {
		at := int(s.Key.Line) - 1
		in := &section{name: s.Key.Text, comment: above(lines, at, "#")}
		heading := ""
		for _, e := range s.Value.Pairs() {
			from := int(e.Key.Line) - 1
			for _, line := range lines[at:from] {
				if strings.HasPrefix(line, "  # ---") {
					heading = line
				}
			}
			at = from + 1
			for at < len(lines) && strings.HasPrefix(lines[at], "    ") {
				at++
			}
			in.entries = append(in.entries, &entry{e.Key.Text, heading, above(lines, from, "  #"), lines[from:at], from + 1, e.Value, listsOf(e.Value)})
		}
		d.sections = append(d.sections, in)
	}
	return d
}

// above returns the comment right above a line.
func above(lines []string, at int, prefix string) []string {
	from := at
	for from > 0 && strings.HasPrefix(lines[from-1], prefix) {
		from--
	}
	return lines[from:at]
}

func (d *document) section(name string) *section {
	return lists.Find(d.sections, func(s *section) bool { return s.name == name })
}

// memberSections are those whose entries can be chosen.
var memberSections = []string{"roles", "policies", "securityConfigurations", "resourcePolicies"}

func (d *document) members() []*entry {
	return lists.Flat(memberSections, func(name string) []*entry { return d.section(name).entries })
}

func (d *document) member(name string) *entry {
	return lists.Find(d.members(), func(e *entry) bool { return e.name == name })
}

// template is the name of e's, or "".
func (e *entry) template() string {
	if n := e.node.Get("template"); n != nil {
		return n.Text
	}
	return ""
}

func listsOf(n *syntax.Node) []*list {
	var out []*list
	add := func(key string, n *syntax.Node) {
		if n != nil && n.Kind == syntax.Sequence && n.Kids[0].Value.Kind == syntax.Scalar {
			out = append(out, &list{key, n, lists.Map(n.Kids, func(e syntax.Entry) string { return e.Value.Text })})
		}
	}
	add("", n)
	for _, key := range []string{"passes", "assumes", "managedPolicies"} {
		add(key, n.Get(key))
	}
	return out
}

// has reports whether a name in the list is at a place.
func (l *list) has(at diag.Pos) bool {
	return slices.ContainsFunc(l.node.Kids, func(e syntax.Entry) bool { return e.Value.Pos() == at })
}

// placeholders are the names in the placeholders of a value.
func placeholders(n *syntax.Node) []string {
	return append(syntax.Placeholders(n.Text), lists.Flat(n.Kids, func(e syntax.Entry) []string { return placeholders(e.Value) })...)
}
