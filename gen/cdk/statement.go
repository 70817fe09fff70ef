package cdk

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// statements prints sts, adding them to the document that target names, where
// a condition is known to hold. Neighbours that are there under the same
// condition share an if.
func (c *construct) statements(g *jen.Group, target string, locals *naming.Scope, sts []*spec.Statement, known spec.When) {
	for len(sts) > 0 {
		n := 1
		for n < len(sts) && sts[n].When.Same(sts[0].When) {
			n++
		}
		run := sts[:n]
		c.ifHolds(g, run[0].When.Without(known), func(g *jen.Group) { c.run(g, target, locals, run) })
		sts = sts[n:]
	}
}

// run prints statements that are there under the same condition. Those that
// are one expression are added by one call.
func (c *construct) run(g *jen.Group, target string, locals *naming.Scope, sts []*spec.Statement) {
	add := jen.Id(target).Dot("AddStatements")
	for len(sts) > 0 {
		n := 0
		for n < len(sts) && c.simple(sts[n]) {
			n++
		}
		switch n {
		case 0:
			g.Add(statementDoc(sts[0], 2))
			g.Add(add.Clone().Call(c.built(g, locals, sts[0])))
			n = 1
		case 1:
			g.Add(statementDoc(sts[0], 2), add.Clone().Call(c.built(g, locals, sts[0])))
		default:
			var args []jen.Code
			for _, st := range sts[:n] {
				args = append(args, gofile.Item(statementDoc(st, 2), c.built(g, locals, st)))
			}
			g.Add(add.Clone().Add(gofile.Lines("(", ")", args...)))
		}
		sts = sts[n:]
	}
}

// simple reports whether st is one expression.
func (c *construct) simple(st *spec.Statement) bool {
	for _, l := range c.lists(st) {
		if !l.simple() && l.wholeList() == nil {
			return false
		}
	}
	return !slices.ContainsFunc(st.Principals, func(p spec.Principal) bool { return !newList(p.Values, st.When).simple() })
}

// lists are the lists of texts of st.
func (c *construct) lists(st *spec.Statement) []list {
	out := []list{newList(st.Actions, st.When), newList(st.Resources, st.When)}
	out = append(out, lists.Map(st.Conditions, func(cond spec.Condition) list { return newList(cond.Values, st.When) })...)
	return out
}

// newStatement prints what of st is there at once.
func (c *construct) newStatement(st *spec.Statement, conditions jen.Code) *jen.Statement {
	return jen.Qual(awsiam, "NewPolicyStatement").Call(jen.Op("&").Qual(awsiam, "PolicyStatementProps").Add(gofile.Struct(
		gofile.Field("Sid", optional(st.Sid)),
		gofile.Field("Effect", effect(st.Effect)),
		gofile.Field(statement.Not(st.NotPrincipals, "Principals"), c.principalList(st)),
		gofile.Field(statement.Not(st.NotActions, "Actions"), c.atOnce(st.Actions, st.When, true)),
		gofile.Field(statement.Not(st.NotResources, "Resources"), c.atOnce(st.Resources, st.When, false)),
		gofile.Field("Conditions", conditions),
	)))
}

func optional(s string) jen.Code {
	if s == "" {
		return nil
	}
	return jsiiString(s)
}

func effect(e string) jen.Code {
	if e == "Allow" {
		return nil // the default
	}
	return jen.Qual(awsiam, "Effect_DENY")
}

// atOnce prints what of a list of a statement is there at once, or nil.
func (c *construct) atOnce(items []spec.Item, when spec.When, actions bool) jen.Code {
	l := newList(items, when)
	switch p := l.wholeList(); {
	case p != nil:
		return c.field(p)
	case len(l.items) == 0:
		return nil
	case actions:
		return c.actions(l.items)
	default:
		return c.strings(l.items)
	}
}

// built prints the code that makes a statement, if it is not simple, and returns the
// expression for it.
func (c *construct) built(g *jen.Group, locals *naming.Scope, st *spec.Statement) jen.Code {
	conditions := c.conditionMap(g, locals, st)
	bare := *st
	bare.Conditions = nil
	if c.simple(&bare) {
		return c.newStatement(st, conditions)
	}
	sid := st.Sid
	if sid == "" {
		sid = "Statement"
	}
	v := jen.Id(locals.Name(naming.UnexportedCDK(sid)))
	g.Add(v.Clone().Op(":=").Add(c.newStatement(st, conditions)))
	add := func(method string) func(value *jen.Statement) *jen.Statement {
		return func(value *jen.Statement) *jen.Statement { return v.Clone().Dot("Add" + method).Call(value) }
	}
	c.addList(g, newList(st.Actions, st.When), v.Clone().Dot("Add"+statement.Not(st.NotActions, "Actions")))
	c.addList(g, newList(st.Resources, st.When), v.Clone().Dot("Add"+statement.Not(st.NotResources, "Resources")))
	for _, p := range st.Principals {
		method := add(statement.Not(st.NotPrincipals, "Principals"))
		c.addRest(g, newList(p.Values, st.When), func(value *jen.Statement) *jen.Statement {
			return method(c.principal(p.Type, value, ""))
		})
	}
	return v
}

func (c *construct) addList(g *jen.Group, l list, method *jen.Statement) {
	if l.wholeList() != nil {
		return
	}
	c.addRest(g, l, func(value *jen.Statement) *jen.Statement { return method.Clone().Call(value) })
}

func statementDoc(st *spec.Statement, indent int) jen.Code {
	locked := ""
	if st.Locked != "" {
		locked = "Do not change it: " + st.Locked
	}
	return gofile.DocAt(indent, st.Source, st.Doc, locked)
}
