package deploy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// Place is one deployment, or several that differ in what is still open.
//
// Invariant: a parameter that is open has a value in Values if and only if there is
// just one that an option gives it. What depends on it is read by When and
// Statements, not by the methods of Binding.
type Place struct {
	spec.Binding
	open map[string]*Variable // by parameter
	own  map[string]bool      // parameters that have a value of their own, which stands for any
}

// With is p where a parameter has these values; nil: it is not given.
func (p *Place) With(param string, values []string) *Place {
	out := *p
	out.Values, out.open, out.own = maps.Clone(p.Values), maps.Clone(p.open), maps.Clone(p.own)
	out.fix(param, values)
	return &out
}

func (p *Place) fix(param string, values []string) {
	delete(p.open, param)
	delete(p.Values, param)
	delete(p.own, param)
	if values != nil {
		p.Values[param] = values
	}
}

// Choose is p where a variable has an option.
func (p *Place) Choose(v *Variable, option int) *Place {
	out := p.With(v.Param, v.Options[option].Values)
	if p.own[v.Param] && v.Options[option].Values != nil {
		out.own[v.Param] = true
	}
	return out
}

// Owned are the parameters with a value of their own, which stands for any.
func (p *Place) Owned() map[string][]string {
	out := map[string][]string{}
	for name, own := range p.own {
		if values := p.Values[name]; own && values != nil {
			out[name] = values
		}
	}
	return out
}

// NamedAll are texts with the names of parameters, as placeholders, where they have
// values of their own: "arn:aws:s3:::${Bucket}/*".
func (p *Place) NamedAll(texts []string) []string {
	names := p.names()
	var out []string
	for _, text := range texts {
		out = append(out, names.Replace(text))
	}
	return out
}

func (p *Place) names() *strings.Replacer {
	type named struct{ value, name string }
	var all []named
	for name, values := range p.Owned() {
		for _, v := range values {
			all = append(all, named{v, name})
		}
	}
	slices.SortFunc(all, func(a, b named) int {
		return cmp.Or(cmp.Compare(len(b.value), len(a.value)), strings.Compare(a.value, b.value))
	})
	var pairs []string
	for _, n := range all {
		pairs = append(pairs, n.value, "${"+n.name+"}")
	}
	return strings.NewReplacer(pairs...)
}

// Chosen are the choices that p leaves open and one of its places has made.
func (p *Place) Chosen(in *Place) Term {
	var out Term
	for _, v := range p.Open() {
		if in.open[v.Param] == nil {
			out = append(out, Literal{v, []int{v.Option(in.Values[v.Param])}})
		}
	}
	return out
}

// IsOpen reports whether p leaves a parameter open.
func (p *Place) IsOpen(param string) bool { return p.open[param] != nil }

// Key tells places of one spec apart.
func (p *Place) Key() string {
	var open []string
	for _, v := range p.Open() {
		open = append(open, v.Param)
	}
	return fmt.Sprint(p.Binding, open)
}

// Open are the choices that p leaves open, by parameter.
func (p *Place) Open() []*Variable {
	return slices.SortedFunc(maps.Values(p.open), func(a, b *Variable) int { return strings.Compare(a.Param, b.Param) })
}

// TooMany says that a text, a list or a set of names depends on more choices than
// are looked at one by one.
type TooMany struct{ Params []string }

func (e *TooMany) Error() string {
	return "the combinations of " + strings.Join(e.Params, ", ") + " are too many to look at each"
}

// maxTogether is how many combinations of choices are looked at one by one, where
// one text or list depends on all of them.
const maxTogether = 1 << 10

// Each are the places that p stands for if these parameters are chosen, one after
// the other. It is a TooMany if there are more than 1,024.
func (p *Place) Each(params []string) ([]*Place, error) {
	var vars []*Variable
	for _, name := range params {
		if v := p.open[name]; v != nil {
			vars = append(vars, v)
		}
	}
	terms, err := Assignments(vars)
	var out []*Place
	for _, t := range terms {
		out = append(out, p.Under(t))
	}
	return out, err
}

// Under is p where each variable of t has an option that t says: the first of them.
func (p *Place) Under(t Term) *Place {
	out := p
	for _, l := range t {
		out = out.Choose(l.Var, l.Options[0])
	}
	return out
}

// Assignments are all combinations of options of vars, each of which counts once.
func Assignments(vars []*Variable) ([]Term, error) {
	size := 1
	for i, v := range vars {
		if slices.Contains(vars[:i], v) {
			return Assignments(slices.Delete(slices.Clone(vars), i, i+1))
		}
		if size *= len(v.Options); size > maxTogether {
			return nil, TooManyOf(vars)
		}
	}
	out := []Term{nil}
	for _, v := range vars {
		var next []Term
		for _, t := range out {
			for o := range v.Options {
				both, _ := t.And(Term{{v, []int{o}}})
				next = append(next, both)
			}
		}
		out = next
	}
	return out, nil
}

// TooManyOf is the error that says that too many combinations of variables would
// have to be looked at.
func TooManyOf(vars []*Variable) error {
	e := &TooMany{}
	for _, v := range vars {
		e.Params = append(e.Params, v.Param)
	}
	return e
}

// When is the Term of a When; false if it cannot hold.
func (p *Place) When(w spec.When) (Term, bool) {
	var out Term
	for _, q := range w {
		v := p.open[q.Name]
		if v == nil {
			if !p.Holds(spec.When{q}) {
				return nil, false
			}
			continue
		}
		is, ok := v.Is(v.holds()...)
		if ok {
			out, ok = out.And(is)
		}
		if !ok {
			return nil, false
		}
	}
	return out, true
}

// Presence is the Formula under which one of some Whens holds; of none, Always.
func (p *Place) Presence(whens []spec.When) Formula {
	if whens == nil {
		return Always
	}
	var out Formula
	for _, w := range whens {
		if t, ok := p.When(w); ok {
			out = out.add(t)
		}
	}
	return out
}

// Entry is what an item of a list comes to under a Term.
type Entry struct {
	When  Term
	Texts []string
}

// Entries are what an item comes to: nothing, one entry, or one for each
// combination of values that its text depends on. The error is a TooMany.
func (p *Place) Entries(it spec.Item) ([]Entry, error) {
	when, ok := p.When(it.When)
	if !ok {
		return nil, nil
	}
	var vars []*Variable
	for _, q := range it.Value.Expand().Params() {
		v := p.open[q.Name]
		switch {
		case v == nil:
		case v.givenOptions() > 1:
			vars = append(vars, v)
		case p.Values[q.Name] == nil:
			panic(fmt.Sprintf("deploy: parameter %s has no value", q.Name))
		}
	}
	all, err := Assignments(vars)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, t := range all {
		both, ok := when.And(t)
		if !ok || slices.ContainsFunc(t, func(l Literal) bool { return l.Var.Options[l.Options[0]].Values == nil }) {
			continue
		}
		out = append(out, Entry{both, p.Under(t).Texts(it.Value)})
	}
	return out, nil
}

// Satisfies reports whether t holds in the one deployment that p is as far as t is
// concerned: what t names must not be open.
func (p *Place) Satisfies(t Term) bool {
	for _, l := range t {
		values := p.Values[l.Var.Param]
		if !slices.ContainsFunc(l.Options, func(o int) bool { return slices.Equal(l.Var.Options[o].Values, values) }) {
			return false
		}
	}
	return true
}
