package docs

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/edges"
)

// Graph shows who passes, assumes and trusts whom.
type Graph struct {
	Nodes    []*Node
	Arrows   []*Arrow
	Lines    []*Line  // every edge by itself, also those in groups
	Alone    []*Owner // roles and policies without an edge
	Drawing  *Drawing
	Narrowed bool // similar roles share a node
}

// Node is a role or policy, or what they pass or trust outside the spec; or several
// with similar edges, if there are many.
type Node struct {
	ID      string
	Label   string
	Title   string // the whole name
	Kind    string // "role", "policy", "service", "configuration", "existing" or "principal"
	Owner   *Owner // nil outside the spec, and for a group
	Members []*Node
}

// Arrow leads from a Node to another one.
type Arrow struct {
	From, To *Node
	Kinds    []string // of Line
	Title    string
}

// Line is an edge as a sentence: From passes To; From assumes To; From may assume To,
// which trusts it.
type Line struct {
	From, To *Node
	Kind     string // "passes", "assumes", "is trusted by" or "maps to"
	Services string // that it is passed to
	When     string
}

// String is l as text.
func (l *Line) String() string {
	out := l.From.Title + " " + l.Kind + " " + l.To.Title
	if l.Services != "" {
		out += " to " + l.Services
	}
	if l.When != "" {
		out += " when " + l.When
	}
	return out
}

// shown are the kinds of edges in the graph. A trust is drawn from who is trusted, so
// that all arrows lead to the role that is used.
var shown = map[edges.Kind]string{
	edges.Passes: "passes", edges.Assumes: "assumes", edges.Trusts: "is trusted by", edges.Maps: "maps to",
}

// maxNodes is the number of nodes above which similar ones are grouped, and minGroup
// the least size of a group.
const (
	maxNodes = 60
	minGroup = 4
)

// graph collects the graph of a spec.
func (p *Page) graph(s *spec.Spec) *Graph {
	g := &Graph{}
	nodes := map[string]*Node{}
	written := map[string]string{} // by the logical name of a member of an each
	for of := range s.Subjects() {
		written[of.Header().Name] = of.Header().Written()
	}
	node := func(name string, known bool) *Node {
		if known {
			name = cmp.Or(written[name], name)
		}
		key := name + map[bool]string{true: "!"}[known]
		if nodes[key] == nil {
			nodes[key] = p.node(name, known)
			g.Nodes = append(g.Nodes, nodes[key])
		}
		return nodes[key]
	}
	seen := map[string]bool{}
	for _, e := range edges.Of(s) {
		kind, ok := shown[e.Kind]
		if !ok {
			continue
		}
		from, to := node(e.From, true), node(e.To, e.Known)
		if e.Kind == edges.Trusts {
			from, to = to, from
		}
		services := lists.Map(e.Services, shortService)
		l := &Line{from, to, kind, strings.Join(services, ", "), when(e.When)}
		if !seen[l.String()] {
			seen[l.String()] = true
			g.Lines = append(g.Lines, l)
		}
	}
	for _, o := range slices.Concat(p.Roles, p.Policies) {
		if nodes[o.Name+"!"] == nil {
			g.Alone = append(g.Alone, o)
		}
	}
	g.merge(p)
	g.Drawing = draw(g)
	return g
}

// node returns a new node for a name.
func (p *Page) node(name string, known bool) *Node {
	n := &Node{ID: "node." + strconv.Itoa(len(p.ids)), Label: name, Title: name, Kind: "principal"}
	p.ids[n.ID] = true
	if o := p.owners[name]; known && o != nil {
		n.Owner, n.Kind = o, o.What
		switch o.What {
		case "existing role":
			n.Kind = "existing"
		case "security configuration":
			n.Kind = "configuration"
		}
		n.Label = shorten(name)
		return n
	}
	if short := shortService(name); short != name {
		n.Label, n.Title, n.Kind = short, short, "service"
	}
	if name == "*" {
		n.Label, n.Title = "anyone", "anyone"
	}
	n.Label = shorten(n.Label)
	return n
}

// shortService returns the name of a service without the domain of its partition.
func shortService(principal string) string {
	for _, suffix := range []string{".amazonaws.com*", ".amazonaws.com.cn", ".amazonaws.com", ".${AWS::URLSuffix}"} {
		if short, ok := strings.CutSuffix(principal, suffix); ok {
			return short
		}
	}
	return principal
}

// maxLabel is the length of the longest label.
const maxLabel = 34

// shorten keeps the end of a long name, where ARNs differ.
func shorten(name string) string {
	if rs := []rune(name); len(rs) > maxLabel {
		return "…" + string(rs[len(rs)-maxLabel+1:])
	}
	return name
}

// merge makes the arrows: one for all edges between two nodes. In a large graph, nodes
// with similar edges are one: those whose neighbors are similar in turn.
func (g *Graph) merge(p *Page) {
	class := map[*Node]string{}
	for _, n := range g.Nodes {
		class[n] = n.Kind
		if n.Kind == "service" {
			class[n] = n.Title
		} else if n.Kind == "role" {
			class[n] = "role " + n.Owner.Kind
		}
	}
	of := map[*Node]*Node{} // the node that is drawn
	for _, n := range g.Nodes {
		of[n] = n
	}
	if len(g.Nodes) > maxNodes {
		class = g.refine(class)
		g.group(p, class, of)
	}
	arrows := map[[2]*Node]*Arrow{}
	titles := map[*Arrow][]string{}
	for _, l := range g.Lines {
		key := [2]*Node{of[l.From], of[l.To]}
		a := arrows[key]
		if a == nil {
			a = &Arrow{From: key[0], To: key[1]}
			arrows[key] = a
			g.Arrows = append(g.Arrows, a)
		}
		a.Kinds = lists.Add(a.Kinds, l.Kind)
		titles[a] = append(titles[a], l.String())
	}
	for _, a := range g.Arrows {
		lines := titles[a]
		if n := len(lines); n > 5 {
			lines = append(lines[:5:5], fmt.Sprintf("and %d more", n-5))
		}
		a.Title = strings.Join(lines, "; ")
	}
}

// refine divides classes until all nodes of one have edges of the same kinds with the
// same classes.
func (g *Graph) refine(class map[*Node]string) map[*Node]string {
	for count := 0; ; {
		near := map[*Node][]string{}
		for _, l := range g.Lines {
			near[l.From] = append(near[l.From], l.Kind+" "+l.Services+" > "+class[l.To])
			near[l.To] = append(near[l.To], l.Kind+" "+l.Services+" < "+class[l.From])
		}
		numbers := map[string]int{}
		next := map[*Node]string{}
		for _, n := range g.Nodes {
			slices.Sort(near[n])
			key := class[n] + "\n" + strings.Join(slices.Compact(near[n]), "\n")
			if _, ok := numbers[key]; !ok {
				numbers[key] = len(numbers)
			}
			next[n] = strconv.Itoa(numbers[key])
		}
		if len(numbers) == count {
			return next
		}
		class, count = next, len(numbers)
	}
}

// group replaces the nodes of each large class by one.
func (g *Graph) group(p *Page, class map[*Node]string, of map[*Node]*Node) {
	members := map[string][]*Node{}
	for _, n := range g.Nodes {
		members[class[n]] = append(members[class[n]], n)
	}
	var out []*Node
	for _, n := range g.Nodes {
		all := members[class[n]]
		if len(all) < minGroup {
			out = append(out, n)
			continue
		}
		if n != all[0] {
			continue
		}
		g.Narrowed = true
		plural := map[string]string{"policy": "policies", "principal": "principals", "configuration": "configurations", "existing": "existing roles", "role": "roles"}[n.Kind]
		if n.Kind == "role" && n.Owner.Kind != "other" {
			plural = n.Owner.Kind + " roles"
		}
		one := &Node{ID: "node." + strconv.Itoa(len(p.ids)), Kind: n.Kind, Label: strconv.Itoa(len(all)) + " " + plural, Members: all}
		one.Title = one.Label + ", such as " + n.Title
		p.ids[one.ID] = true
		for _, m := range all {
			of[m] = one
		}
		out = append(out, one)
	}
	g.Nodes = out
}

// Groups are the nodes that stand for several.
func (g *Graph) Groups() []*Node {
	return slices.DeleteFunc(slices.Clone(g.Nodes), func(n *Node) bool { return n.Members == nil })
}

// Summary describes g in a sentence.
func (g *Graph) Summary() string {
	if len(g.Lines) == 0 {
		return "No role is passed, assumed or trusted."
	}
	var out []string
	for _, kind := range []struct{ kind, one, more string }{
		{"passes", "permission to pass a role", "permissions to pass a role"},
		{"assumes", "permission to assume a role", "permissions to assume a role"},
		{"is trusted by", "trusted principal", "trusted principals"},
		{"maps to", "mapping of users to a role", "mappings of users to a role"},
	} {
		if n := len(lists.Filter(g.Lines, func(l *Line) bool { return l.Kind == kind.kind })); n > 0 {
			out = append(out, strconv.Itoa(n)+" "+plural(n, kind.one, kind.more))
		}
	}
	text := out[len(out)-1]
	if rest := out[:len(out)-1]; len(rest) > 0 {
		text = strings.Join(rest, ", ") + " and " + text
	}
	return "The graph has " + text + "."
}
