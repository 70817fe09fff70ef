package spec

import (
	"cmp"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// When is a condition: every Term of it holds. The empty When always holds. Two
// Terms may be about one parameter.
type When []Term

// Term is what a When says of one parameter: that an optional one is given, or a
// Boolean true; that it is not; or that its value is one of some. Of a parameter
// without Values, it can also say that the value is none of some, or not given. Terms
// are comparable.
type Term struct {
	*Param
	Not    bool
	Values string // those of Param.Values or Param.Compared, in their order, each followed by a line break; "" for given or true
}

// Given is the Term that p is given, or true.
func Given(p *Param) Term { return Term{Param: p} }

// OneOf is the Term that the value of p, which has Values, is one of some. A String
// without Values is Compared with them from now on.
func OneOf(p *Param, values ...string) Term {
	known := p.Values
	if known == nil {
		known = slices.Compact(slices.Sorted(slices.Values(slices.Concat(p.Compared, values))))
		p.Compared = known
	}
	t := Term{Param: p}
	for _, v := range known {
		if slices.Contains(values, v) {
			t.Values += v + "\n"
		}
	}
	return t
}

// Options are the values that t allows or, if it is a Not, does not allow; nil if it is
// not about values.
func (t Term) Options() []string {
	if t.Values == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(t.Values, "\n"), "\n")
}

// Negation is the Term that holds where t does not. It is false if there is none:
// all values are allowed, or the parameter may not be given.
func (t Term) Negation() (Term, bool) {
	if t.Values == "" || t.Param.Values == nil {
		t.Not = !t.Not
		return t, true
	}
	options := t.Options()
	rest := slices.DeleteFunc(slices.Clone(t.Param.Values), func(v string) bool { return slices.Contains(options, v) })
	return OneOf(t.Param, rest...), !t.Optional && len(rest) > 0
}

// String is t as explain and messages name it: KeyArn, not KeyArn, Env=prod.
func (t Term) String() string {
	switch {
	case t.Values != "" && t.Not:
		return "not " + t.Name + "=" + strings.Join(t.Options(), ",")
	case t.Values != "":
		return t.Name + "=" + strings.Join(t.Options(), ",")
	case t.Not:
		return "not " + t.Name
	}
	return t.Name
}

// Identifier names the condition that t holds: HasKeyArn, IsGlue, EnvIsProd.
func (t Term) Identifier() string {
	switch {
	case t.Values != "":
		var options []string
		for _, v := range t.Options() {
			name := Alphanumeric(v)
			options = append(options, strings.ToUpper(name[:min(1, len(name))])+name[min(1, len(name)):])
		}
		if t.Not {
			return t.Name + "IsNot" + strings.Join(options, "Or")
		}
		return t.Name + "Is" + strings.Join(options, "Or")
	case t.Type == Boolean && t.Not:
		return "IsNot" + t.Name
	case t.Type == Boolean:
		return "Is" + t.Name
	case t.Not:
		return "HasNo" + t.Name
	}
	return "Has" + t.Name
}

// Identifier names the condition that all terms of w hold: HasKeyArnAndIsGlue.
func (w When) Identifier() string {
	names := lists.Map(w, Term.Identifier)
	return strings.Join(names, "And")
}

// Holds reports whether t holds where p has a value; nil if it is not given.
func (t Term) Holds(value []string) bool {
	if t.Values != "" {
		return t.Not != (len(value) == 1 && slices.Contains(t.Options(), value[0]))
	}
	return t.Not != (value != nil && (t.Type != Boolean || value[0] == "true"))
}

// implies reports whether o, of the same parameter, holds wherever t does.
func (t Term) implies(o Term) bool {
	switch {
	case t == o:
		return true
	case o.Values == "":
		return !o.Not && t.Values != "" && !t.Not
	case t.Values == "":
		return t.Not && o.Not // it is not given, and so has none of the values
	case t.Not:
		return o.Not && includes(t.Options(), o.Options())
	case o.Not:
		options := o.Options()
		return !slices.ContainsFunc(t.Options(), func(v string) bool { return slices.Contains(options, v) })
	}
	return includes(o.Options(), t.Options())
}

// includes reports whether all of some values are among others.
func includes(all, some []string) bool {
	return !slices.ContainsFunc(some, func(v string) bool { return !slices.Contains(all, v) })
}

// Strings are the Terms of w in words.
func (w When) Strings() []string {
	return lists.Map(w, Term.String)
}

// Implies reports whether w holding means that o holds.
func (w When) Implies(o When) bool {
	for _, t := range o {
		if !slices.ContainsFunc(w, func(u Term) bool { return u.Param == t.Param && u.implies(t) }) {
			return false
		}
	}
	return true
}

// Same reports whether w and o hold in the same deployments, Term by Term.
func (w When) Same(o When) bool { return w.Implies(o) && o.Implies(w) }

// Without returns what of w does not follow from given.
func (w When) Without(given When) When {
	return lists.Filter(w, func(t Term) bool { return !given.Implies(When{t}) })
}

// Has reports whether w means that p is given, or true.
func (w When) Has(p *Param) bool { return w.Implies(When{Given(p)}) }

// And returns the condition that w and o both hold.
func (w When) And(o When) When {
	if len(o) == 0 { // as most are
		return slices.Clip(w)
	}
	var out When
	for _, t := range w {
		if o.Implies(When{t}) && !slices.Contains(o, t) {
			continue // o says more of the parameter
		}
		out = append(out, t)
	}
	for _, t := range o {
		if !out.Implies(When{t}) {
			out = append(out, t)
		}
	}
	return out
}

// choices are ways to give p a value, of which each Term holds for all deployments that
// make the choice, or for none of them: one of its Values, or else one that it is Compared
// with, or other; nil if it is not given.
func (p *Param) choices(values bool, other []string) [][]string {
	one := func(v string) []string { return []string{v} }
	var out [][]string
	switch {
	case p.Type == Boolean:
		return [][]string{{"true"}, {"false"}}
	case values:
		out = lists.Map(p.Values, one)
	default:
		out = append(lists.Map(p.Compared, one), other)
	}
	if p.Optional {
		out = append(out, nil)
	}
	return out
}

// maxChoices bounds what Covered looks at. What would take more is not covered.
const maxChoices = 1 << 12

// Covered reports whether one of whens holds wherever given does.
func (given When) Covered(whens []When) bool {
	left := maxChoices
	return covered(given, whens, &left)
}

func covered(given When, whens []When, left *int) bool {
	if *left--; *left < 0 {
		return false
	}
	var p *Param
	for _, w := range append([]When{given}, whens...) {
		if len(w) > 0 && p == nil {
			p = w[0].Param
		}
	}
	if slices.ContainsFunc(whens, func(w When) bool { return len(w) == 0 }) {
		return true
	}
	if p == nil {
		return false
	}
	for _, value := range p.choices(p.Values != nil && !p.List, []string{""}) {
		rest, ok := given.under(p, value)
		if !ok {
			continue
		}
		var some []When
		for _, w := range whens {
			if r, ok := w.under(p, value); ok {
				some = append(some, r)
			}
		}
		if !covered(rest, some, left) {
			return false
		}
	}
	return true
}

// under is what is left of w where p has a value; false if it cannot hold.
func (w When) under(p *Param, value []string) (When, bool) {
	var out When
	for _, t := range w {
		switch {
		case t.Param != p:
			out = append(out, t)
		case !t.Holds(value):
			return nil, false
		}
	}
	return out, true
}

// Satisfiable reports whether w can hold.
func (w When) Satisfiable() bool { return !w.Covered(nil) }

// Simplify returns a disjunction, provided that given holds: parameters in the
// spec's order, nothing twice, nothing that given or a weaker When makes redundant.
// It is empty if one of whens certainly holds there.
func (s *Spec) Simplify(whens []When, given When) []When {
	var out []When
	for _, w := range whens {
		var rest When
		for _, p := range s.Params {
			for _, t := range w {
				if t.Param == p && !given.Implies(When{t}) && !rest.Implies(When{t}) {
					rest = append(rest, t)
				}
			}
		}
		if len(rest) == 0 {
			return nil
		}
		if slices.ContainsFunc(out, rest.Implies) {
			continue
		}
		out = slices.DeleteFunc(out, func(o When) bool { return o.Implies(rest) })
		out = append(out, rest)
	}
	if given.Covered(out) {
		return nil
	}
	return out
}

// SimplifyBoth is Simplify for the condition that w and one of whens hold; w alone if
// there are none.
func (s *Spec) SimplifyBoth(w When, whens []When, given When) []When {
	if len(whens) == 0 {
		return s.Simplify([]When{w}, given)
	}
	out := lists.Map(whens, func(o When) When { return slices.Concat(w, o) })
	return s.Simplify(out, given)
}

// Certain returns what holds for certain where one of whens does.
func Certain(whens []When) When {
	if len(whens) == 1 {
		return whens[0]
	}
	return nil
}

// NamedCondition is a condition to which the spec gives a name. A When that uses it
// has its terms; artefacts that declare conditions declare it under its name.
type NamedCondition struct {
	Name      string // e.g., "IsProd"
	LogicalID string // in CloudFormation; "" for Name. See ID
	Doc       string
	When      When // never empty
	Pos       diag.Pos
}

// ID is the name of c in CloudFormation.
func (c *NamedCondition) ID() string { return cmp.Or(c.LogicalID, c.Name) }

// Names returns the condition of the spec that holds exactly where w does, or nil.
func (s *Spec) Names(w When) *NamedCondition {
	return lists.Find(s.Conditions, func(c *NamedCondition) bool { return c.When.Implies(w) && w.Implies(c.When) })
}
