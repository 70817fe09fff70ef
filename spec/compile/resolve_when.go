package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
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

// namedCondition is an entry of conditions. Its terms are resolved when the first
// when names it, or at the end of decode.
type namedCondition struct {
	*spec.NamedCondition
	sc    *scope
	at    diag.Span // of the name
	terms *syntax.Node
	state resolution
	used  bool // by a when
}

// resolution is how far a condition was resolved.
type resolution int

const (
	unresolved resolution = iota
	resolving
	resolved
)

// decodeConditions reads the named conditions.
func (s *syntaxSpec) decodeConditions(entries []field) {
	for _, f := range entries {
		f = f.top()
		what := "condition " + f.key.Text
		if !checkLogicalName(f.sc, f.key, "condition") {
			continue
		}
		c := &namedCondition{NamedCondition: &spec.NamedCondition{Name: f.key.Text, Pos: f.key.Span().Pos}, sc: f.sc, at: f.key.Span(), terms: f.n}
		if f.n.Kind == syntax.Mapping && f.n.Get("when") != nil {
			fs := f.sc.fields(f.n, what, language.NamedCondition)
			c.Doc, c.terms = oneLine(f.sc.text(fs, "doc", what)), fs.at("when").n
			if id, ok := fs.get("logicalId"); ok {
				c.LogicalID = id.logicalID("logicalId of " + what)
			}
		}
		s.conditions = append(s.conditions, c)
		s.sc.conditions[c.Name] = c
	}
	for _, c := range s.conditions {
		c.resolve()
	}
}

// resolve resolves the terms of c, which do not count as a use of what they name.
func (c *namedCondition) resolve() {
	if c.state != unresolved {
		return
	}
	c.state = resolving
	sc := c.sc.but(func(sc *scope) {
		own := *sc.collector
		own.used = map[*spec.Param]bool{}
		sc.collector = &own
	})
	c.When, _ = sc.when(c.terms, "condition "+c.Name)
	if len(c.When) == 0 && !sc.diags.HasErrors() {
		sc.errorf(c.terms.Span(), "bad-when", "condition %s has no terms", c.Name)
	}
	c.state = resolved
}

// namedTerm is what a when that names c depends on.
func (sc *scope) namedTerm(c *namedCondition, n *syntax.Node, what string) (spec.When, bool) {
	if c.state == resolving {
		sc.helpf(n.Span(), "bad-when", "write out its terms", "%s names %s, which depends on itself", what, c.Name)
		return nil, true
	}
	c.resolve()
	c.used = true
	for _, t := range c.When {
		sc.used[t.Param] = true
	}
	return c.When, true
}

// declareConditions returns the named conditions, without those inherited ones that
// nothing uses.
func (s *syntaxSpec) declareConditions() []*spec.NamedCondition {
	var out []*spec.NamedCondition
	for _, c := range s.conditions {
		if c.used || c.sc.level == 0 {
			out = append(out, c.NamedCondition)
		}
	}
	return out
}

// under puts the statements of d under the condition of what has them.
func under(w spec.When, sts []*spec.Statement) {
	for _, st := range sts {
		st.When = w.And(st.When)
	}
}

func underItems(w spec.When, items []spec.Item) {
	for i := range items {
		items[i].When = w.And(items[i].When)
	}
}

func underTags(w spec.When, tags []spec.Tag) {
	for i := range tags {
		tags[i].Value.When = w.And(tags[i].Value.When)
	}
}

// checkUnusedConditions warns of conditions that nothing uses.
func (s *syntaxSpec) checkUnusedConditions() {
	for _, c := range s.conditions {
		if !c.used && c.sc.level == 0 {
			c.sc.warnf(c.at, "unused-condition", "remove it", "the condition %s is not used", c.Name)
		}
	}
}

// inWords is w as a spec writes it, to be pasted.
func inWords(w spec.When) string {
	var terms []string
	for _, t := range w {
		text := t.Name
		if options := t.Options(); len(options) == 1 {
			text = "{" + t.Name + ": " + options[0] + "}"
		} else if options != nil {
			text = "{" + t.Name + ": [" + strings.Join(options, ", ") + "]}"
		}
		if t.Not {
			text = "{not: " + text + "}"
		}
		terms = append(terms, text)
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return "[" + strings.Join(terms, ", ") + "]"
}

// putUnder puts what r has under the condition of r.
func (b *syntaxBody) putUnder(r *spec.Role) {
	under(r.When, r.Trust.Statements)
	for _, p := range r.Policies {
		under(r.When, p.Document.Statements)
	}
	underItems(r.When, r.Managed)
	underTags(r.When, r.Tags)
	underTags(r.When, r.ProfileTags)
	underItems(r.When, r.Boundary)
}

// unknownTerm reports a name in a when that neither a parameter nor a condition has.
func (sc *scope) unknownTerm(name string, n *syntax.Node) {
	switch near := diag.Nearest(name, sortedKeys(sc.conditions)); {
	case sc.template != "" || near == "" || diag.Nearest(name, sortedKeys(sc.params)) != "":
		sc.unknownParam(name, n.Spot())
	case near == name:
		sc.helpf(n.Span(), "bad-when", "write "+name+" or {not: "+name+"}", "the condition %s has no values to compare", name)
	default:
		sc.helpf(n.Span(), "unknown-parameter", fmt.Sprintf("did you mean %q?", near), "the spec declares neither a parameter nor a condition %q", name)
	}
}
