package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// parameters compares the parameters of the two sides. The effect of another default
// is what the roles that use the parameter gain and lose.
func (c *comparer) parameters() []*Member {
	var out []*Member
	whole := !c.old.Partial && !c.new.Partial // or what is not there may have been left out
	add := func(m *Member, t tally) {
		if whole || m.Status == Changed {
			m.Verdict = t.verdict()
			out = append(out, m)
		}
	}
	for _, q := range c.new.Spec.Declared() {
		p := c.old.Spec.Param(q.Name)
		m := &Member{Name: q.Name, What: "parameter", Status: Changed, At: q.Pos.String()}
		if p == nil {
			m.Status, m.Other = Added, []string{declares(q)}
			add(m, tally{})
			continue
		}
		m.Other = parameterLines(p, q)
		t := admitted(p, q)
		t.unknown = t.unknown || p.Resolve.String() != q.Resolve.String()
		if !slices.Equal(p.Default, q.Default) || p.Optional != q.Optional {
			t.join(c.effect(byDefault, "", q.Name))
		}
		add(m, t)
	}
	for _, p := range c.old.Spec.Declared() {
		if c.new.Spec.Param(p.Name) == nil {
			add(&Member{Name: p.Name, What: "parameter", Status: Removed, At: p.Pos.String(), Other: []string{declares(p)}}, tally{})
		}
	}
	return out
}

// sharing is an imported side in the terms of the other side, where both mean the same:
// the name of the stack, what is looked up by one reference, and the parameters by which a
// generated template takes the names that other stacks make.
func sharing(imported, other *spec.Spec) *spec.Spec {
	with, found := map[*spec.Param]spec.Value{}, other.Found()
	share := func(p *spec.Param, v spec.Value) {
		known := func(q *spec.Param) bool { return (q.Made != nil || q.Resolve != nil) && imported.Param(q.Name) != nil }
		if !slices.ContainsFunc(v.Params(), known) {
			with[p] = v
		}
	}
	own := map[string]bool{} // logical IDs
	for _, st := range imported.Stacks {
		maps.Copy(own, logicalIDs(st))
	}
	for _, st := range other.Stacks {
		here := slices.ContainsFunc(slices.Collect(maps.Keys(logicalIDs(st))), func(id string) bool { return own[id] })
		if here && st.NameParam != nil && imported.Stacks[0].NameParam != nil {
			share(imported.Stacks[0].NameParam, spec.Value{spec.ParamRef{Param: st.NameParam}})
		}
	}
	var names spec.Value
	for _, r := range imported.Roles {
		names = slices.Concat(names, r.RoleName, r.Profile)
	}
	for _, p := range imported.Policies {
		names = append(names, p.PolicyName...)
	}
	for _, q := range other.MadeNames() {
		i := slices.IndexFunc(imported.Declared(), func(p *spec.Param) bool { return p.ID() == q.ID() })
		isFound := slices.ContainsFunc(found, func(f spec.Found) bool { return slices.Contains(f.Value.Params(), q) })
		if i < 0 || isFound || own[madeFor(q)] {
			continue
		}
		if p := imported.Declared()[i]; p.Type == spec.String && !p.List && !p.Optional && p.Values == nil && p.Compared == nil && !slices.Contains(names.Params(), p) {
			share(p, spec.Value{spec.ParamRef{Param: q}})
		}
	}
	for _, p := range imported.Params {
		if p.Resolve == nil {
			continue
		}
		var reference spec.Value
		for _, part := range p.Reference() {
			if ref, ok := part.(spec.ParamRef); ok && with[ref.Param] != nil {
				part = with[ref.Param][0]
			}
			reference = reference.Append(part)
		}
		for _, f := range found {
			if f.Reference.String() == reference.String() {
				share(p, f.Value)
				break
			}
		}
	}
	if len(with) == 0 {
		return imported
	}
	return imported.Replaced(with)
}

// logicalIDs are those of the roles and policies of a stack.
func logicalIDs(st *spec.Stack) map[string]bool {
	out := map[string]bool{}
	for of := range st.Subjects() {
		if of.Configuration == nil {
			out[of.LogicalID()] = true
		}
	}
	return out
}

// madeFor is the logical ID of what has a name that the deployment makes; "" for a stack.
func madeFor(p *spec.Param) string {
	if p.Made.Role == nil && p.Made.Policy == nil {
		return ""
	}
	return p.Made.Subject.LogicalID()
}

func declares(p *spec.Param) string {
	switch {
	case p.Optional:
		return "optional " + p.TypeText()
	case p.Resolve != nil:
		return p.TypeText() + ", resolve " + p.Resolve.String()
	case p.Default != nil:
		return p.TypeText() + ", default " + strings.Join(p.Default, ", ")
	}
	return "required " + p.TypeText()
}

func parameterLines(p, q *spec.Param) []string {
	var out changes
	out.add("type", p.TypeText(), q.TypeText())
	out.add("optional", fmt.Sprint(p.Optional), fmt.Sprint(q.Optional))
	out.add("default", strings.Join(p.Default, ", "), strings.Join(q.Default, ", "))
	out.add("values", strings.Join(p.Values, ", "), strings.Join(q.Values, ", "))
	out.add("pattern", p.Pattern, q.Pattern)
	out.add("resolve", p.Resolve.String(), q.Resolve.String())
	out.add("wildcards", fmt.Sprint(p.Wildcards), fmt.Sprint(q.Wildcards))
	return out
}

// changes are differences, a line each.
type changes []string

func (c *changes) add(what, before, after string) {
	if before != after {
		*c = append(*c, change(what, before, after))
	}
}

// admitted describes which values q allows that p does not, and the reverse. A value
// counts as new unless p certainly allows it.
func admitted(p, q *spec.Param) tally {
	if p.Type == q.Type && p.List == q.List && slices.Equal(p.Values, q.Values) && slices.Equal(p.Patterns(), q.Patterns()) {
		return tally{}
	}
	return tally{gained: !deploy.Admits(p, q), lost: !deploy.Admits(q, p)}
}

// environments compares the environments of the two sides and their values.
func (c *comparer) environments() []*Member {
	var out []*Member
	for _, e := range c.new.Spec.Environments {
		m := &Member{Name: e.Name, What: "environment", Status: Changed, At: e.At.String()}
		before := (Side{Spec: c.old.Spec, Env: e.Name}).environment()
		if before == nil {
			m.Status, m.Verdict = Added, tally{}.verdict()
			out = append(out, m)
			continue
		}
		if m.Other = environmentLines(c.old.Spec, c.new.Spec, before.Binding, e.Binding); m.Other != nil {
			t := c.effect(environment, "in the environment "+e.Name, "")
			m.Verdict = t.verdict()
			out = append(out, m)
		}
	}
	for _, e := range c.old.Spec.Environments {
		if (Side{Spec: c.new.Spec, Env: e.Name}).environment() == nil {
			out = append(out, &Member{Name: e.Name, What: "environment", Status: Removed, At: e.At.String(), Verdict: tally{}.verdict()})
		}
	}
	return out
}

func environmentLines(older, newer *spec.Spec, before, after spec.Binding) []string {
	var out changes
	out.add("partition", before.Partition, after.Partition)
	out.add("region", before.Region, after.Region)
	out.add("account", before.AccountID, after.AccountID)
	for _, q := range newer.Params {
		p := older.Param(q.Name)
		if p != nil && slices.Equal(before.Values[q.Name], p.Default) && slices.Equal(after.Values[q.Name], q.Default) {
			continue // reported for the parameter
		}
		if p != nil || after.Values[q.Name] != nil {
			out.add(q.Name, strings.Join(before.Values[q.Name], ", "), strings.Join(after.Values[q.Name], ", "))
		}
	}
	return out
}

// effect returns what was gained and lost in worlds of a kind; if a parameter is
// named, only by members that use it.
func (c *comparer) effect(of kind, where, param string) tally {
	var out tally
	for _, f := range c.found {
		if f.world.kind == of && (where == "" || f.world.where == where) && (param == "" || c.uses(f.duo, param)) {
			out.join(f.tally)
		}
	}
	return out
}
