package cdk

import "github.com/dave/jennifer/jen"

// shared are the expressions that a function may use several times. Each that it does
// use several times is printed once, as a variable before all else.
type shared struct {
	pseudos, conditions expressions
}

// expressions are in the order in which they are first used.
type expressions struct {
	order []*expression
	named map[string]*expression // by what its code says
}

type expression struct {
	code *jen.Statement
	want string           // the name of the variable, if it is free
	uses []*jen.Statement // where it is printed
}

// sharing prints a part of the body of a function, before which are the variables that it
// shares.
func (c *construct) sharing(g *jen.Group, body func()) {
	variables := jen.Null()
	g.Add(variables)
	c.shared = &shared{}
	body()
	names := c.locals()
	c.shared.pseudos.print(variables, func(name string) string { return name }) // no other local has it
	c.shared.conditions.print(variables, names.Name)
	c.shared = nil
}

// print prints the variables, and what stands where each expression is used.
func (es expressions) print(variables *jen.Statement, name func(want string) string) {
	for _, e := range es.order {
		code := e.code
		if len(e.uses) > 1 {
			code = jen.Id(name(e.want))
			if len(*variables) > 1 { // beside what jen.Null adds
				variables.Line()
			}
			variables.Add(code.Clone().Op(":=").Add(e.code))
		}
		for _, use := range e.uses {
			use.Add(code.Clone())
		}
	}
}

// share prints an expression whose value is the same wherever it stands in a function,
// or the variable that has it. Two are the same if their keys are.
func (es *expressions) share(key, want string, code *jen.Statement) *jen.Statement {
	e, ok := es.named[key]
	if !ok {
		if es.named == nil {
			es.named = map[string]*expression{}
		}
		e = &expression{code: code, want: want}
		es.named[key] = e
		es.order = append(es.order, e)
	}
	use := jen.Null()
	e.uses = append(e.uses, use)
	return jen.Add(use)
}
