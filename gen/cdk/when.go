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
		if p.Type == spec.Boolean {
			out.Op("*").Add(c.field(p))
		} else {
			out.Add(c.field(p)).Op("!=").Nil()
		}
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
