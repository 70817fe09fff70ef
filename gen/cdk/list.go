package cdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// list is a list of items, printed as what a composite literal or a call can
// take at once, and what must be added to it by statements.
type list struct {
	items []spec.Item // there at once
	rest  []spec.Run  // from the first that is conditional, or several
	when  spec.When   // what holds where the list is printed
}

// newList splits items that are printed where a condition holds.
func newList(items []spec.Item, when spec.When) list {
	runs := spec.Runs(items)
	for i, it := range runs { // those before are one item each
		if len(it.When.Without(when)) > 0 || it.Value.List() != nil || it.Each != nil {
			return list{items[:i], runs[i:], when}
		}
	}
	return list{items, nil, when}
}

// simple reports whether l is one expression.
func (l list) simple() bool { return len(l.rest) == 0 }

// wholeList returns the list parameter that is all of l, or nil.
func (l list) wholeList() *spec.Param {
	if len(l.items) > 0 || len(l.rest) != 1 || len(l.rest[0].Value) != 1 || len(l.rest[0].When.Without(l.when)) > 0 {
		return nil
	}
	return l.rest[0].Value.List()
}

// strings prints values as an expression of type *[]*string.
func (c *construct) strings(items []spec.Item) *jen.Statement {
	if texts, ok := literals(items); ok {
		return jen.Qual(jsii, "Strings").Add(arguments(lits(texts)))
	}
	return jen.Op("&").Add(stringsOf(c.values(items)))
}

func (c *construct) values(items []spec.Item) []jen.Code {
	return lists.Map(items, func(it spec.Item) jen.Code { return c.value(it.Value) })
}

// addRest prints a statement for each item of l that is conditional or
// several; add prints the statement that adds a value.
func (c *construct) addRest(g *jen.Group, l list, add func(value *jen.Statement) *jen.Statement) {
	for _, it := range l.rest {
		c.ifHolds(g, it.When.Without(l.when), func(g *jen.Group) {
			p := it.Value.List()
			switch {
			case it.Each != nil:
				c.overNames(g, it, add)
				return
			case p == nil:
				g.Add(add(c.value(it.Value)))
				return
			}
			each := jen.Id(singular(c.params[p].name))
			g.For(jen.List(jen.Id("_"), each.Clone()).Op(":=").Range().Op("*").Add(c.field(p))).
				Block(add(c.valueOf(it.Value, each)))
		})
	}
}

// variable prints a list as a variable: what is there at once, and statements that add the
// rest.
func (c *construct) variable(g *jen.Group, locals *naming.Scope, name string, l list) *jen.Statement {
	v := jen.Id(locals.Name(name))
	declareList(g, v, jen.Op("*").String(), c.values(l.items))
	c.addRest(g, l, func(value *jen.Statement) *jen.Statement { return appendTo(v, value) })
	return v
}

// declareList prints the declaration of a variable that is a slice.
func declareList(g *jen.Group, v, typ *jen.Statement, items []jen.Code) {
	if len(items) == 0 {
		g.Var().Add(v.Clone()).Index().Add(typ)
		return
	}
	g.Add(v.Clone().Op(":=").Index().Add(typ).Add(gofile.List(items...)))
}

// appendTo prints the statement that appends a value to a variable.
func appendTo(v *jen.Statement, value jen.Code) *jen.Statement {
	return v.Clone().Op("=").Append(v.Clone(), value)
}

// literals returns the texts of items, and whether all are fixed.
func literals(items []spec.Item) ([]string, bool) {
	var out []string
	for _, it := range items {
		lit, ok := it.Value.Static()
		if !ok {
			return nil, false
		}
		out = append(out, lit)
	}
	return out, true
}

func lits(texts []string) []jen.Code {
	return lists.Map(texts, func(t string) jen.Code { return jen.Lit(t) })
}

// stringsOf prints a []*string of values.
func stringsOf(values []jen.Code) *jen.Statement {
	return jen.Index().Op("*").String().Add(gofile.List(values...))
}

// arguments prints what a call takes: one on the same line, several on lines
// of their own.
func arguments(args []jen.Code) jen.Code {
	if len(args) == 1 {
		return jen.Params(args...)
	}
	return gofile.Lines("(", ")", args...)
}
