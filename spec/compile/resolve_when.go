package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// when resolves a when: a term or a list of terms, of which all must hold. It
// reports false for one that never holds.
func (sc *scope) when(n *syntax.Node, what string) (w spec.When, keep bool) {
	keep = true
	for item := range n.List() {
		one, holds := sc.term(item, "when of "+what)
		w, keep = w.And(one), keep && holds
	}
	if keep && !w.Satisfiable() {
		sc.helpf(n.Span(), "bad-when", "leave out one of the terms", "when of %s never holds: %s", what, strings.Join(w.Strings(), " and "))
		return nil, false
	}
	return w, keep
}

// whenGiven resolves the when of what is part of something under another condition,
// and returns what holds where both do. Without a when, that is the other condition.
func (sc *scope) whenGiven(n *syntax.Node, what string, given spec.When) (spec.When, bool) {
	if n == nil {
		return given, true
	}
	w, keep := sc.when(n, what)
	all := given.And(w)
	if keep && !all.Satisfiable() {
		sc.helpf(n.Span(), "bad-when", "leave out one of the terms", "%s never exists: %s", what, strings.Join(all.Strings(), " and "))
	}
	return all, keep
}

// term resolves X, {not: …}, or {Param: value}.
func (sc *scope) term(n *syntax.Node, what string) (w spec.When, keep bool) {
	if n.Kind != syntax.Mapping {
		if c := sc.conditions[n.Text]; c != nil && sc.template == "" && n.Kind == syntax.Scalar {
			return sc.namedTerm(c, n, what)
		}
		p, at := sc.termParam(n, what)
		if p == nil {
			return nil, true
		}
		return sc.given(p, at, what)
	}
	entries := sc.entries(n, what)
	if len(entries) != 1 {
		sc.helpf(n.Span(), "bad-when", "write a list: all of its terms must hold", "%s has a term with %d keys, not one", what, len(entries))
		return nil, true
	}
	key, value := entries[0].Key, entries[0].Value
	if key.Text != "not" {
		return sc.valueTerm(key, value, what)
	}
	w, holds := sc.term(value, what)
	switch {
	case !holds:
		return nil, true
	case len(w) == 0:
		return nil, sc.diags.HasErrors()
	case len(w) > 1:
		sc.errorf(value.Span(), "bad-when", "%s negates what depends on several parameters: %s", what, strings.Join(w.Strings(), " and "))
		return nil, true
	}
	not, ok := w[0].Negation()
	if !ok {
		sc.helpf(value.Span(), "bad-when", "name the values for which it holds", "%s negates %s, and without it the parameter may have no value", what, w[0])
		return nil, true
	}
	return spec.When{not}, true
}

// termParam is the parameter that a term names, nil after a finding.
func (sc *scope) termParam(n *syntax.Node, what string) (*spec.Param, *syntax.Node) {
	name, ok := sc.plain(n, what)
	if !ok {
		return nil, n
	}
	p := sc.params[name]
	if p == nil {
		sc.unknownTerm(name, n)
	}
	return p, n
}

// given is the term that p is given, or true.
func (sc *scope) given(p *spec.Param, n *syntax.Node, what string) (spec.When, bool) {
	switch {
	case !p.Conditional():
		help := "make it optional: true, or leave the when out"
		if p.Values != nil {
			help = "write {" + p.Name + ": " + p.Values[0] + "} to compare its value"
		}
		sc.helpf(n.Span(), "bad-when", help, "%s names %s, which is always given", what, p.Name)
	case sc.template == "":
		sc.used[p] = true
		return spec.When{spec.Given(p)}, true
	case sc.args[p.Name] == nil: // with had a mistake, which is reported
	case sc.args[p.Name].off:
		return nil, false
	default:
		return sc.args[p.Name].when, true
	}
	return nil, true
}

// valueTerm is the term that the value of a parameter is one of some.
func (sc *scope) valueTerm(key, n *syntax.Node, what string) (spec.When, bool) {
	p, _ := sc.termParam(key, what)
	if p == nil {
		return nil, true
	}
	open := p.Values == nil && p.Type == spec.String && sc.template == ""
	if p.Values == nil && !open || p.List {
		sc.helpf(key.Span(), "bad-when", "give it values", "%s compares %s, which has no values", what, p.Name)
		return nil, true
	}
	var values []string
	for _, v := range sc.names(n, "a value of "+p.Name) {
		if why := p.Refuses(v.Text); open && why != "" {
			sc.helpf(v.Span(), "bad-when", "remove it", "%s compares %s with %q, which %s", what, p.Name, v.Text, why)
			return nil, true
		} else if !open && !slices.Contains(p.Values, v.Text) {
			sc.helpf(v.Span(), "bad-when", diag.DidYouMean(v.Text, p.Values), "%s compares %s with %q, which is not one of its values", what, p.Name, v.Text)
			return nil, true
		}
		values = append(values, v.Text)
	}
	if len(values) == 0 {
		return nil, true
	}
	if sc.template != "" {
		return sc.boundTerm(p, values, n, what)
	}
	sc.used[p] = true
	return spec.When{spec.OneOf(p, values...)}, true
}

// boundTerm is the term for what a parameter of a template is bound to.
func (sc *scope) boundTerm(p *spec.Param, values []string, n *syntax.Node, what string) (spec.When, bool) {
	a := sc.args[p.Name]
	if a == nil || len(a.values) == 0 {
		return nil, a == nil
	}
	if text, ok := a.values[0].Literal(); ok {
		return nil, slices.Contains(values, text)
	}
	ref, ok := a.values[0][0].(spec.ParamRef)
	if !ok || len(a.values[0]) > 1 || !slices.Equal(ref.Param.Values, p.Values) {
		sc.helpf(n.Span(), "bad-when", "bind it to one of its values, or to a parameter with the same values", "%s compares %s, which is bound to %s", what, p.Name, a.values[0])
		return nil, true
	}
	return spec.When{spec.OneOf(ref.Param, values...)}, true
}
