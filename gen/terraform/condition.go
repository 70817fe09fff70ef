package terraform

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// holds prints a condition: one of the Whens holds.
//
//	var.glue_catalog && var.job_key_arn != null
func (m *module) holds(whens []spec.When) expr {
	var out []string
	for _, w := range whens {
		if c := m.spec.Names(w); c != nil {
			out = append(out, string(m.named(c)))
			continue
		}
		s := string(m.terms(w))
		if len(whens) > 1 && len(w) > 1 {
			s = "(" + s + ")"
		}
		out = append(out, s)
	}
	return expr(strings.Join(out, " || "))
}

// named is the local with a named condition.
func (m *module) named(c *spec.NamedCondition) expr {
	i := slices.IndexFunc(m.conditions, func(n namedCondition) bool { return n.of == c })
	if i < 0 {
		i = len(m.conditions)
		m.conditions = append(m.conditions, namedCondition{c, m.locals.Name(naming.Snake(c.Name))})
	}
	return expr("local." + m.conditions[i].local)
}

// namedCondition is a condition in a local.
type namedCondition struct {
	of    *spec.NamedCondition
	local string
}

// namedConditions are the locals with the named conditions used so far.
func (m *module) namedConditions() []entry {
	return lists.Map(m.conditions, func(n namedCondition) entry { return entry{n.local, m.terms(n.of.When)} })
}

// terms prints that all terms of a condition hold.
func (m *module) terms(w spec.When) expr {
	all := lists.Map(w, func(t spec.Term) string { return string(m.term(t)) })
	return expr(strings.Join(all, " && "))
}

func (m *module) term(t spec.Term) expr {
	v := m.variable(t.Param)
	switch {
	case t.Values != "":
		all := lists.Map(t.Options(), func(o string) string { return string(constant(t.Param, o)) })
		test := expr("contains(["+strings.Join(all, ", ")+"], ") + v + ")"
		switch {
		case len(all) == 1:
			test = v + " == " + expr(all[0])
		case t.Optional: // contains takes no null
			for i, o := range all {
				all[i] = string(v) + " == " + o
			}
			test = "(" + expr(strings.Join(all, " || ")) + ")"
		}
		if t.Not {
			return "!(" + test + ")"
		}
		return test
	case t.Type == spec.Boolean && t.Not:
		return "!" + v
	case t.Type == spec.Boolean:
		return v
	case t.Not:
		return v + " == null"
	}
	return v + " != null"
}

// ifHolds prints one of two under a simplified condition; the first if there is
// none.
func (m *module) ifHolds(whens []spec.When, then, otherwise expr) expr {
	if len(whens) == 0 {
		return then
	}
	return m.holds(whens) + " ? " + then + " : " + otherwise
}

// count is the argument of a resource that is there under a condition.
func (m *module) count(whens []spec.When) []entry {
	if len(whens) == 0 {
		return nil
	}
	return []entry{{"count", m.holds(whens) + " ? 1 : 0"}}
}
