package docs

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Change is a page for a comparison. With both specs, it has graphs of the relations that
// only one of the two has.
type Change struct {
	*diff.Report
	Older, Newer *spec.Spec
}

// HTML returns c as a page that needs no network and no other file.
func (c Change) HTML() []byte {
	v := &changeView{Change: c, Heat: &Heat{}}
	ps := patterns{}
	var all []*Grant
	for i, m := range c.Members {
		changed := &changedMember{Member: m, ID: fmt.Sprintf("m%d", i)}
		for _, part := range []*changedPart{{Word: "gained", changes: m.Gained}, {Word: "lost", changes: m.Lost}} {
			if part.changes != nil {
				part.collect(changed, ps)
				all = append(all, part.grants...)
				changed.Parts = append(changed.Parts, part)
			}
		}
		v.Changed = append(v.Changed, changed)
	}
	v.relations()
	v.Heat.Columns, v.Levels = columns(all), levelsOf(all)
	for _, word := range []string{"gained", "lost"} {
		var rows []HeatRow
		for _, m := range v.Changed {
			for _, part := range m.Parts {
				if part.Word == word && part.grants != nil {
					rows = append(rows, v.Heat.row(part.ID, part.Name, part.grants))
				}
			}
		}
		if rows != nil {
			v.Heat.Groups = append(v.Heat.Groups, rows)
		}
	}
	return render("change.html", view{Title: c.New + ", compared with " + c.Old + ": " + string(c.Verdict), Change: v, Index: ps.index()})
}

// Meaning returns the verdict as a sentence.
func (c Change) Meaning() string {
	return map[compare.Verdict]string{
		compare.Same:      "both allow exactly the same requests.",
		compare.Narrower:  "the new version allows less.",
		compare.Wider:     "the new version allows more.",
		compare.Both:      "each allows requests that the other does not.",
		compare.Undecided: "not everything could be compared.",
	}[c.Verdict]
}

// changeView is what the template of a change sees.
type changeView struct {
	Change
	Changed []*changedMember
	Heat    *Heat
	Levels  []Level

	Added, Removed *Graph // relations that only one spec has; nil if there are none
}

// relations finds who passes, assumes and trusts whom in one spec and not in the other.
func (v *changeView) relations() {
	if v.Older == nil || v.Newer == nil {
		return
	}
	older, newer := New(v.Older, &diag.List{}, ""), New(v.Newer, &diag.List{}, "")
	v.Removed, v.Added = v.only(older, newer, "removed-"), v.only(newer, older, "")
}

// only is the graph of what p has and other has not. Its nodes lead to what has changed.
func (v *changeView) only(p, other *Page, prefix string) *Graph {
	have := lists.Set(lists.Map(other.Graph.Lines, (*Line).String))
	g := &Graph{}
	for _, l := range p.Graph.Lines {
		if have[l.String()] {
			continue
		}
		g.Lines = append(g.Lines, l)
		g.Nodes = lists.Add(g.Nodes, l.From, l.To)
	}
	if g.Lines == nil {
		return nil
	}
	nodes := g.Nodes
	g.merge(p)
	g.Drawing = draw(g)
	for _, n := range slices.Concat(nodes, g.Groups()) {
		n.ID = prefix + n.ID
		if n.Owner == nil {
			continue
		}
		i := slices.IndexFunc(v.Changed, func(m *changedMember) bool { return m.Name == n.Owner.Name && m.What == n.Owner.What })
		if i < 0 {
			n.Owner = nil
		} else {
			n.Owner = &Owner{ID: v.Changed[i].ID}
		}
	}
	return g
}

type changedMember struct {
	*diff.Member
	ID    string
	Parts []*changedPart
}

// Title is what the page calls m.
func (m *changedMember) Title() string {
	if m.Name == "" {
		return m.What
	}
	return m.Name
}

// changedPart is what a member has gained, or what it has lost.
type changedPart struct {
	Word        string // "gained" or "lost"
	ID, Name    string
	Permissions []permission
	changes     []diff.Change
	grants      []*Grant // without those of trust policies
}

// permission is a change with its actions by access level.
type permission struct {
	diff.Change
	ID       string
	Word     string
	Actions  []Actions
	Services []string
}

func (part *changedPart) collect(m *changedMember, ps patterns) {
	part.ID, part.Name = m.ID+"."+part.Word, m.Title()+", "+part.Word
	all := collected{patterns: ps}
	for i, change := range part.changes {
		p := permission{Change: change, ID: fmt.Sprintf("%s.%d", part.ID, i), Word: part.Word}
		values := []explain.Value{{Value: change.Witness.Action}}
		if len(change.Actions) > 0 {
			values = nil
		}
		for _, action := range change.Actions {
			values = append(values, explain.Value{Value: action})
		}
		p.Actions, p.Services = ps.group(values)
		if change.Part != "trust" {
			for _, v := range values {
				all.add(v.Value, false, false)
			}
		}
		part.Permissions = append(part.Permissions, p)
	}
	part.grants = all.grants()
}
