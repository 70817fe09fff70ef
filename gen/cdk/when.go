package cdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/spec"
)

// condition prints w, which is not empty: p.StudioKey != nil && *p.Collaboration.
func (c *construct) condition(w spec.When) *jen.Statement {
	out := jen.Null()
	for i, p := range w {
		if i > 0 {
			out.Op("&&")
		}
		out.Add(c.term(p, len(w) > 1))
	}
	return out
}

// term prints one term, which others stand beside or not.
func (c *construct) term(t spec.Term, beside bool) *jen.Statement {
	field := c.field(t.Param)
	switch {
	case t.Values != "":
		out := jen.Null()
		for i, v := range t.Options() {
			if i > 0 {
				out.Op("||")
			}
			out.Add(c.equals(t.Param, v))
		}
		switch {
		case t.Not && len(t.Options()) == 1 && t.Optional: // in parentheses already
			return jen.Op("!").Add(out)
		case t.Not:
			return jen.Op("!").Parens(out)
		}
		if len(t.Options()) > 1 && beside {
			return jen.Parens(out)
		}
		return out
	case t.Type == spec.Boolean && t.Not:
		return jen.Op("!").Op("*").Add(field)
	case t.Type == spec.Boolean:
		return jen.Op("*").Add(field)
	case t.Not:
		return jen.Add(field).Op("==").Nil()
	}
	return jen.Add(field).Op("!=").Nil()
}

// fails prints that w, which is not empty, does not hold.
func (c *construct) fails(w spec.When) *jen.Statement {
	if len(w) == 1 {
		switch options := w[0].Options(); {
		case options == nil || w[0].Not:
			not, _ := w[0].Negation()
			return c.term(not, false)
		case len(options) == 1 && !w[0].Optional:
			return jen.Op("*").Add(c.paramPointer(w[0].Param)).Op("!=").Lit(options[0])
		}
	}
	return jen.Op("!").Parens(c.condition(w))
}

// equals prints that a parameter, which may be optional, has a value.
func (c *construct) equals(p *spec.Param, value string) *jen.Statement {
	out := jen.Op("*").Add(c.paramPointer(p)).Op("==").Lit(value)
	if p.Optional {
		return jen.Parens(jen.Add(c.field(p)).Op("!=").Nil().Op("&&").Add(out))
	}
	return out
}

// conditions prints the disjunction of ws.
func (c *construct) conditions(ws []spec.When) *jen.Statement {
	out := jen.Null()
	for i, w := range ws {
		if i > 0 {
			out.Op("||")
		}
		out.Add(c.condition(w))
	}
	return out
}

// ifHolds prints body, within an if unless w is empty.
func (c *construct) ifHolds(g *jen.Group, w spec.When, body func(*jen.Group)) {
	if len(w) == 0 {
		body(g)
		return
	}
	g.If(c.condition(w)).BlockFunc(body)
}

// ifPresent prints body, within an if unless it is always present: ws is nil.
func (c *construct) ifPresent(g *jen.Group, ws []spec.When, body func(*jen.Group)) {
	if ws == nil {
		body(g)
		return
	}
	g.If(c.conditions(ws)).BlockFunc(body)
}
