package compile

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

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

// resolveWhen resolves the condition under which a role, a policy or a security
// configuration exists.
func (b *syntaxBody) resolveWhen(what string) spec.When {
	if f, ok := b.fields.get("when"); ok && f.n.Kind != syntax.Null {
		b.when, _ = f.sc.when(f.n, what+" "+b.name)
	}
	return b.when
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

// policyWhen is the condition under which an inline policy of b exists.
func (b *syntaxBody) policyWhen(p *syntaxPolicy) spec.When {
	w, _ := p.when.sc.whenGiven(p.when.n, "policy "+p.name, b.when)
	return w
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
	if r.Boundary != nil {
		r.Boundary.When = r.When.And(r.Boundary.When)
	}
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
