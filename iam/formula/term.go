package formula

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/internal/lists"
)

// Term states which options some variables have. The empty Term always holds. No
// literal has all options, or none; literals are in the order of their parameters.
type Term []Literal

// Literal states that a variable has one of some options, in ascending order.
type Literal struct {
	Var     *Variable
	Options []int
}

// And returns the Term that both hold; false if they cannot.
func (t Term) And(o Term) (Term, bool) {
	if len(t) == 0 || len(o) == 0 {
		return append(t[:len(t):len(t)], o...), true
	}
	out := slices.Clone(t)
	for _, l := range o {
		i, found := slices.BinarySearchFunc(out, l, func(a, b Literal) int { return strings.Compare(a.Var.Param, b.Var.Param) })
		if !found {
			out = slices.Insert(out, i, l)
			continue
		}
		both := intersect(out[i].Options, l.Options)
		if len(both) == 0 {
			return nil, false
		}
		out[i] = Literal{l.Var, both}
	}
	return out, true
}

func intersect(a, b []int) []int {
	return slices.DeleteFunc(slices.Clone(a), func(i int) bool { return !slices.Contains(b, i) })
}

// Is returns the Term that v has one of some options; false if there are no options.
func (v *Variable) Is(options ...int) (Term, bool) {
	switch len(options) {
	case 0:
		return nil, false
	case len(v.Options):
		return nil, true
	}
	return Term{{v, slices.Sorted(slices.Values(options))}}, true
}

// Not returns terms of which one holds wherever t does not.
func (t Term) Not() Formula {
	return lists.Map(t, func(l Literal) Term { return Term{{l.Var, l.others()}} })
}

func (l Literal) others() []int {
	var out []int
	for i := range l.Var.Options {
		if !slices.Contains(l.Options, i) {
			out = append(out, i)
		}
	}
	return out
}

// Implies reports whether o holds wherever t does.
func (t Term) Implies(o Term) bool {
	for _, l := range o {
		i := slices.IndexFunc(t, func(m Literal) bool { return m.Var == l.Var })
		if i < 0 || len(intersect(t[i].Options, l.Options)) != len(t[i].Options) {
			return false
		}
	}
	return true
}

// Conditions returns t as conditions on a request.
func (t Term) Conditions() []iam.Condition {
	return lists.Map(t, func(l Literal) iam.Condition { return l.Var.condition(l.Options) })
}

// String returns t as text, e.g., "KeyArn, no Extra"; "" if it always holds.
func (t Term) String() string {
	var out []string
	for _, l := range t {
		if l.Var.Other && slices.Equal(l.Options, l.Var.Holding()) {
			out = append(out, l.Var.Param) // whatever its value
			continue
		}
		options := lists.Map(l.Options, l.Var.Describe)
		out = append(out, strings.Join(options, " or "))
	}
	return strings.Join(out, ", ")
}

// Formula states that one of some terms holds. The empty Formula never holds.
type Formula []Term

// Always is the Formula that holds in every deployment.
var Always = Formula{nil}

// Usual returns the first term of f with the most variables that have the option which
// stands for all other values.
func (f Formula) Usual() Term {
	usual := func(t Term) (n int) {
		for _, l := range t {
			if l.Var.Other && slices.Contains(l.Options, l.Var.GivenOptions()-1) {
				n++
			}
		}
		return n
	}
	return slices.MaxFunc(f, func(a, b Term) int { return usual(a) - usual(b) })
}

// Around returns the term that results from t, one of f, and others of f that differ
// from it only in the options of a variable that may have any value.
func (f Formula) Around(t Term) Term {
	for again := true; again; {
		again = false
		for _, o := range f {
			if both, ok := t.union(o, false); ok && !both.is(t) {
				t, again = both, true
			}
		}
	}
	return t
}

// maxMerged limits the terms of which Merged tries to make fewer.
const maxMerged = 128

// Merged returns f with one term for those that differ only in one variable.
func (f Formula) Merged() Formula {
	for i := 0; i < len(f) && len(f) <= maxMerged; i++ {
		for j := range i {
			if both, ok := f[i].union(f[j], true); ok {
				f = append(slices.Delete(slices.Delete(slices.Clone(f), i, i+1), j, j+1), both)
				i = -1
				break
			}
		}
	}
	return f
}

// union is the Term that t or o holds, which differ only in one variable: any, or one
// that may have any value. It returns false if no Term says that.
func (t Term) union(o Term, anyVariable bool) (Term, bool) {
	at := -1
	for i := range t {
		switch {
		case len(t) != len(o) || t[i].Var != o[i].Var:
			return nil, false
		case slices.Equal(t[i].Options, o[i].Options):
		case at >= 0 || !t[i].Var.Other && !anyVariable:
			return nil, false
		default:
			at = i
		}
	}
	if at < 0 {
		return t, len(t) == len(o)
	}
	all := slices.Concat(t[at].Options, o[at].Options)
	slices.Sort(all)
	is, _ := t[at].Var.Is(slices.Compact(all)...)
	return slices.Concat(t[:at], is, t[at+1:]), true
}

// Or returns the Formula that f or g holds.
func (f Formula) Or(g Formula) Formula {
	out := slices.Clone(f)
	for _, t := range g {
		out = out.add(t)
	}
	return out
}

// add adds a term and removes redundant ones.
func (f Formula) add(t Term) Formula {
	if slices.ContainsFunc(f, t.Implies) {
		return f
	}
	return append(slices.DeleteFunc(f, func(o Term) bool { return o.Implies(t) }), t)
}

// And returns the Formula that f and g hold.
func (f Formula) And(g Formula) Formula {
	var out Formula
	for _, t := range f {
		for _, o := range g {
			if both, ok := t.And(o); ok {
				out = out.add(both)
			}
		}
	}
	return out
}

// Not returns the Formula that f does not hold.
func (f Formula) Not() Formula {
	out := Always
	for _, t := range f {
		out = out.And(t.Not())
	}
	return out
}

// Variables returns the variables of f by parameter.
func (f Formula) Variables() []*Variable {
	var out []*Variable
	for _, t := range f {
		for _, l := range t {
			if !slices.Contains(out, l.Var) {
				out = append(out, l.Var)
			}
		}
	}
	slices.SortFunc(out, func(a, b *Variable) int { return strings.Compare(a.Param, b.Param) })
	return out
}

// maxSteps limits the assignments that Equivalent tries.
const maxSteps = 1 << 14

// Equivalent reports whether f and g hold in the same deployments. It returns Yes, or No
// with a deployment in which only one of them holds, or Maybe if that takes too many
// steps.
func (f Formula) Equivalent(g Formula) (apart Term, same eval.Truth) {
	steps := maxSteps
	return f.equivalent(g, &steps)
}

func (f Formula) equivalent(g Formula, steps *int) (apart Term, same eval.Truth) {
	if *steps--; *steps < 0 {
		return nil, eval.Maybe
	}
	if f.Alike(g) {
		return nil, eval.Yes
	}
	if f.constant() && g.constant() {
		if f.always() == g.always() {
			return nil, eval.Yes
		}
		return nil, eval.No
	}
	v := slices.Concat(f, g).Variables()[0]
	for o := range v.Options {
		apart, same := f.under(v, o).equivalent(g.under(v, o), steps)
		if same == eval.Yes {
			continue
		}
		is, _ := v.Is(o)
		apart, _ = is.And(apart)
		return apart, same
	}
	return nil, eval.Yes
}

// DependsOn reports whether the option of v may change f.
func (f Formula) DependsOn(v *Variable) bool {
	for o := range v.Options {
		if _, same := f.under(v, 0).Equivalent(f.under(v, o)); same != eval.Yes {
			return true
		}
	}
	return false
}

// constant reports whether f is written as always or as never.
func (f Formula) constant() bool { return len(f) == 0 || f.always() }

func (f Formula) always() bool {
	return slices.ContainsFunc(f, func(t Term) bool { return len(t) == 0 })
}

// under returns f for one option of v.
func (f Formula) under(v *Variable, option int) Formula {
	var out Formula
	for _, t := range f {
		i := slices.IndexFunc(t, func(l Literal) bool { return l.Var == v })
		switch {
		case i < 0:
			out = out.add(t)
		case slices.Contains(t[i].Options, option):
			out = out.add(slices.Concat(t[:i], t[i+1:]))
		}
	}
	return out
}

// String returns f as text.
func (f Formula) String() string {
	out := lists.Map(f, Term.String)
	return strings.Join(out, "; or ")
}
