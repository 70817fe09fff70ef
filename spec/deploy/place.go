package deploy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// Place is one deployment, or several that differ in open choices.
//
// Invariant: a parameter that is open has a value in Values if and only if there is
// just one that an option gives it, or one that stands for any other. What depends
// on it is read by When and Statements, not by the methods of Binding.
type Place struct {
	spec.Binding
	AnyAccount bool // the deployments are in any account, for which that of Binding stands

	open map[string]*formula.Variable // by parameter
	own  map[string]bool              // parameters that have a value of their own, which stands for any

	matched map[string]bool // open parameters of which only wildcards tell the values apart
	plain   map[string]bool // those that Plain closed
}

// With returns p with these values of a parameter; nil means that it is not given.
func (p *Place) With(param string, values []string) *Place {
	out := *p
	out.Values, out.open, out.own = maps.Clone(p.Values), maps.Clone(p.open), maps.Clone(p.own)
	out.fix(param, values)
	return &out
}

// At returns p in another Region or account.
func (p *Place) At(region, account string) *Place {
	out := *p
	out.Region, out.AccountID = region, account
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

// In is p in an account.
func (p *Place) In(account string) *Place {
	out := *p
	out.AccountID, out.AnyAccount = account, false
	return &out
}

// InAny is p in any account, if that is not given; account stands for any.
func (p *Place) InAny(account string) *Place {
	if !p.AnyAccount {
		return p
	}
	out := p.In(account)
	out.AnyAccount = true
	return out
}

// Choose is p where a variable has an option.
func (p *Place) Choose(v *formula.Variable, option int) *Place {
	out := p.With(v.Param, v.Options[option].Values)
	own := p.own[v.Param] && !v.Other || v.Other && option == v.GivenOptions()-1
	if v.Options[option].Values != nil && own {
		out.own[v.Param] = true
	}
	return out
}

// Plain is p where parameters have their own value that are open only because
// wildcards match some values: for what does not depend on wildcards.
func (p *Place) Plain() *Place {
	out := p
	plain := map[string]bool{}
	for _, v := range p.Open() {
		if p.matched[v.Param] {
			out = out.Choose(v, v.GivenOptions()-1)
			plain[v.Param] = true
		}
	}
	if out != p {
		out.plain = plain
	}
	return out
}

// IsVague reports whether the choice of a parameter is open, or was before Plain.
func (p *Place) IsVague(param string) bool { return p.IsOpen(param) || p.plain[param] }

// IsOwned reports whether a parameter has a value of its own, which stands for any value.
func (p *Place) IsOwned(param string) bool { return p.own[param] && p.Values[param] != nil }

// OwnedIn returns the parameters whose own values occur in a text.
func (p *Place) OwnedIn(text string) map[string][]string {
	out := map[string][]string{}
	for name := range p.own {
		values := p.Values[name]
		if p.IsOwned(name) && slices.ContainsFunc(values, func(v string) bool { return strings.Contains(text, v) }) {
			out[name] = values
		}
	}
	return out
}

// NamedAll returns texts with placeholders instead of the parameters' own values:
// "arn:aws:s3:::${Bucket}/*".
func (p *Place) NamedAll(texts []string) []string {
	return lists.Map(texts, Placeholders(p.OwnedIn(strings.Join(texts, "\n"))).Replace)
}

// Placeholders replaces the values of parameters in a text by placeholders.
func Placeholders(of map[string][]string) *strings.Replacer {
	type named struct{ value, name string }
	var all []named
	for name, values := range of {
		all = append(all, lists.Map(values, func(v string) named { return named{v, name} })...)
	}
	slices.SortFunc(all, func(a, b named) int {
		return cmp.Or(cmp.Compare(len(b.value), len(a.value)), strings.Compare(a.value, b.value), strings.Compare(a.name, b.name))
	})
	var pairs []string
	for _, n := range all {
		pairs = append(pairs, n.value, "${"+n.name+"}")
	}
	return strings.NewReplacer(pairs...)
}

// Chosen are the choices that p leaves open and one of its places has made.
func (p *Place) Chosen(in *Place) formula.Term {
	var out formula.Term
	for _, v := range p.Open() {
		if in.open[v.Param] == nil {
			out = append(out, formula.Literal{Var: v, Options: []int{v.Option(in.Values[v.Param])}})
		}
	}
	return out
}

// IsOpen reports whether the choice of a parameter is open in p.
func (p *Place) IsOpen(param string) bool { return p.open[param] != nil }

// Partial are the open parameters that may have further values than those that are tried.
func (p *Place) Partial() []string {
	var out []string
	for _, v := range p.Open() {
		if v.Partial {
			out = append(out, v.Param)
		}
	}
	return out
}

// Key identifies a place among those of one spec.
func (p *Place) Key() string {
	open := lists.Map(p.Open(), func(v *formula.Variable) string { return v.Param })
	return fmt.Sprint(p.Binding, open)
}

// Open are the choices that p leaves open, by parameter.
func (p *Place) Open() []*formula.Variable {
	return slices.SortedFunc(maps.Values(p.open), func(a, b *formula.Variable) int { return strings.Compare(a.Param, b.Param) })
}

// Each are the places that p stands for if these parameters are chosen, one after
// the other. It is a TooMany if there are more than 1,024.
func (p *Place) Each(params []string) ([]*Place, error) {
	var vars []*formula.Variable
	for _, name := range params {
		if v := p.open[name]; v != nil {
			vars = append(vars, v)
		}
	}
	terms, err := formula.Assignments(vars)
	out := lists.Map(terms, p.Under)
	return out, err
}

// Under is p where each variable of t has an option that t says: the one that stands
// for all other values, or else the first.
func (p *Place) Under(t formula.Term) *Place {
	out := p
	for _, l := range t {
		option := l.Options[0]
		if other := l.Var.GivenOptions() - 1; l.Var.Other && slices.Contains(l.Options, other) {
			option = other
		}
		out = out.Choose(l.Var, option)
	}
	return out
}

// Decided is p with every open choice given and true, or absent and false.
func (p *Place) Decided(all bool) *Place {
	out := p
	for _, v := range p.Open() {
		option := len(v.Options) - 1
		if all {
			option = 0
		}
		out = out.Choose(v, option)
	}
	return out
}

// When is the Term of a When; false if it cannot hold.
func (p *Place) When(w spec.When) (formula.Term, bool) {
	var out formula.Term
	for _, q := range w {
		v := p.open[q.Name]
		if v == nil {
			if !p.Holds(spec.When{q}) {
				return nil, false
			}
			continue
		}
		is, ok := v.Is(holding(v, q)...)
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
func (p *Place) Presence(whens []spec.When) formula.Formula {
	if whens == nil {
		return formula.Always
	}
	var out formula.Formula
	for _, w := range whens {
		if t, ok := p.When(w); ok {
			out = out.Or(formula.Formula{t})
		}
	}
	return out
}

// Entry is what an item of a list comes to under a Term.
type Entry struct {
	When  formula.Term
	Texts []string
}

// Entries are what an item comes to: nothing, one entry, or one for each
// combination of values that its text depends on. The error is a TooMany.
func (p *Place) Entries(it spec.Item) ([]Entry, error) {
	when, ok := p.When(it.When)
	if !ok {
		return nil, nil
	}
	var vars []*formula.Variable
	params := it.Value.Expand().Params()
	for _, q := range params {
		v := p.open[q.Name]
		switch {
		case v == nil:
		case v.GivenOptions() > 1:
			vars = append(vars, v)
		case p.Values[q.Name] == nil:
			panic(fmt.Sprintf("deploy: parameter %s has no value", q.Name))
		}
	}
	all, err := formula.Assignments(vars)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, t := range all {
		both, ok := when.And(t)
		if !ok || slices.ContainsFunc(t, func(l formula.Literal) bool { return l.Var.Options[l.Options[0]].Values == nil }) {
			continue
		}
		out = append(out, Entry{both, p.chosen(params, t).Texts(it.Value)})
	}
	return out, nil
}

// chosen binds some parameters, with the options of t.
func (p *Place) chosen(params []*spec.Param, t formula.Term) spec.Binding {
	out := p.Binding
	out.Values = map[string][]string{}
	for _, q := range params {
		out.Values[q.Name] = p.Values[q.Name]
	}
	for _, l := range t {
		out.Values[l.Var.Param] = l.Var.Options[l.Options[0]].Values
	}
	return out
}

// holding returns the options of v under which a term about its parameter holds.
func holding(v *formula.Variable, t spec.Term) []int {
	var out []int
	for i, o := range v.Options {
		if t.Holds(o.Values) {
			out = append(out, i)
		}
	}
	return out
}

// newVariable is the choice for p, whose value is own where it may be any, if some
// values matter. The last option stands for whatever the others are not.
func newVariable(p *spec.Param, some, own []string) *formula.Variable {
	v := &formula.Variable{Param: p.Name, Boolean: p.Type == spec.Boolean}
	switch {
	case v.Boolean:
		v.Options = []formula.Option{{Values: []string{"true"}}, {Values: []string{"false"}}}
	case p.Values == nil:
		for _, value := range some {
			v.Options = append(v.Options, formula.Option{Values: []string{value}})
		}
		v.Other = len(some) > 0
		v.Options = append(v.Options, formula.Option{Values: own})
	case p.List:
		for _, some := range subsets(p.Values) {
			v.Options = append(v.Options, formula.Option{Values: some})
		}
	default:
		for _, value := range p.Values {
			v.Options = append(v.Options, formula.Option{Values: []string{value}})
		}
	}
	if p.Optional {
		v.Options = append(v.Options, formula.Option{})
	}
	return v
}

// maxSubset is of how many values all subsets are options. A list of more values
// is one of them, or all: policies read a list as alternatives, so that any other
// subset grants what its members grant alone.
const maxSubset = 4

func subsets(values []string) [][]string {
	if len(values) > maxSubset {
		return append(lists.Map(values, func(v string) []string { return []string{v} }), values)
	}
	var out [][]string
	for set := 1; set < 1<<len(values); set++ {
		var some []string
		for i, v := range values {
			if set>>i&1 == 1 {
				some = append(some, v)
			}
		}
		out = append(out, some)
	}
	return out
}
