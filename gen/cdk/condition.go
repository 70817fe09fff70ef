package cdk

import (
	"github.com/emriam/emriam/gen/internal/gocode"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// simpleConditions prints conditions none of which has a list to be built, or
// nil.
func (c *construct) simpleConditions(st *spec.Statement) gocode.Code {
	return c.conditionLiteral(st, func(cond spec.Condition) gocode.Code { return c.conditionValues(cond, st.When) })
}

// conditionMap prints the code that builds the lists of conditions, and
// returns the conditions, or nil.
func (c *construct) conditionMap(g *gocode.Group, locals *naming.Scope, st *spec.Statement) gocode.Code {
	return c.conditionLiteral(st, func(cond spec.Condition) gocode.Code {
		l := newList(cond.Values, st.When)
		if l.simple() || l.wholeList() != nil {
			return c.conditionValues(cond, st.When)
		}
		v := gocode.Id(locals.Name("values"))
		if len(l.items) == 0 {
			g.Var().Add(v.Clone()).Index().Op("*").String()
		} else {
			g.Add(v.Clone().Op(":=").Add(stringsOf(c.values(l.items))))
		}
		c.addRest(g, l, func(value *gocode.Statement) *gocode.Statement {
			return v.Clone().Op("=").Append(v.Clone(), value)
		})
		return v
	})
}

// conditionLiteral prints the map of operators to maps of keys to values.
func (c *construct) conditionLiteral(st *spec.Statement, values func(spec.Condition) gocode.Code) gocode.Code {
	var operators []string
	keys := map[string][]gocode.Code{}
	for _, cond := range st.Conditions {
		if keys[cond.Operator] == nil {
			operators = append(operators, cond.Operator)
		}
		keys[cond.Operator] = append(keys[cond.Operator], gofile.Entry(c.conditionKey(cond), values(cond)))
	}
	if operators == nil {
		return nil
	}
	var entries []gocode.Code
	for _, op := range operators {
		entries = append(entries, gofile.Entry(gocode.Lit(op), gocode.Map(gocode.String()).Any().Add(gofile.Struct(keys[op]...))))
	}
	return gocode.Op("&").Map(gocode.String()).Any().Add(gofile.Struct(entries...))
}

// conditionKey prints a condition key.
func (c *construct) conditionKey(cond spec.Condition) gocode.Code {
	if cond.KeyValue == nil {
		return gocode.Lit(cond.Key)
	}
	return gocode.Op("*").Add(c.value(cond.KeyValue))
}

// conditionValues prints the values of a condition: one alone as a text.
func (c *construct) conditionValues(cond spec.Condition, when spec.When) gocode.Code {
	l := newList(cond.Values, when)
	if p := l.wholeList(); p != nil {
		return c.field(p)
	}
	if len(l.items) != 1 {
		return c.strings(l.items)
	}
	if text, ok := fixed(l.items[0].Value); ok {
		return gocode.Lit(text)
	}
	return c.value(l.items[0].Value)
}
