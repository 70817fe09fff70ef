package cdk

import (
	"github.com/emriam/emriam/gen/internal/gocode"
	"github.com/emriam/emriam/spec"
)

// condition prints w, which is not empty: p.StudioKey != nil && *p.Collaboration.
func (c *construct) condition(w spec.When) *gocode.Statement {
	out := gocode.Null()
	for i, p := range w {
		if i > 0 {
			out.Op("&&")
		}
		out.Add(c.term(p, len(w) > 1))
	}
	return out
}

// term prints one term, which others stand beside or not.
func (c *construct) term(t spec.Term, beside bool) *gocode.Statement {
	field := c.field(t.Param)
	switch {
	case t.Values != "":
		out := gocode.Null()
		for i, v := range t.Options() {
			if i > 0 {
				out.Op("||")
			}
			out.Add(c.equals(t.Param, v))
		}
		switch {
		case t.Not && len(t.Options()) == 1 && t.Optional: // in parentheses already
			return gocode.Op("!").Add(out)
		case t.Not:
			return gocode.Op("!").Parens(out)
		}
		if len(t.Options()) > 1 && beside {
			return gocode.Parens(out)
		}
		return out
	case t.Type == spec.Boolean && t.Not:
		return gocode.Op("!").Op("*").Add(field)
	case t.Type == spec.Boolean:
		return gocode.Op("*").Add(field)
	case t.Not:
		return gocode.Add(field).Op("==").Nil()
	}
	return gocode.Add(field).Op("!=").Nil()
}

// fails prints that w, which is not empty, does not hold.
func (c *construct) fails(w spec.When) *gocode.Statement {
	if len(w) == 1 {
		switch options := w[0].Options(); {
		case options == nil || w[0].Not:
			not, _ := w[0].Negation()
			return c.term(not, false)
		case len(options) == 1 && !w[0].Optional:
			return gocode.Op("*").Add(c.paramPointer(w[0].Param)).Op("!=").Lit(options[0])
		}
	}
	return gocode.Op("!").Parens(c.condition(w))
}

// equals prints that a parameter, which may be optional, has a value.
func (c *construct) equals(p *spec.Param, value string) *gocode.Statement {
	out := gocode.Op("*").Add(c.paramPointer(p)).Op("==").Lit(value)
	if p.Optional {
		return gocode.Parens(gocode.Add(c.field(p)).Op("!=").Nil().Op("&&").Add(out))
	}
	return out
}

// conditions prints the disjunction of ws.
func (c *construct) conditions(ws []spec.When) *gocode.Statement {
	out := gocode.Null()
	for i, w := range ws {
		if i > 0 {
			out.Op("||")
		}
		out.Add(c.condition(w))
	}
	return out
}

// ifHolds prints body, within an if unless w is empty.
func (c *construct) ifHolds(g *gocode.Group, w spec.When, body func(*gocode.Group)) {
	if len(w) == 0 {
		body(g)
		return
	}
	g.If(c.condition(w)).BlockFunc(body)
}

// without is what of w does not follow from the condition given.
func without(w, given spec.When) spec.When {
	var out spec.When
	for _, p := range w {
		if !given.Implies(spec.When{p}) {
			out = append(out, p)
		}
	}
	return out
}

func sameWhen(a, b spec.When) bool { return a.Implies(b) && b.Implies(a) }
