package cdk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// conditionMap prints the code that builds the lists of conditions, which simple
// statements do not have, and returns the conditions, or nil.
func (c *construct) conditionMap(g *jen.Group, locals *naming.Scope, st *spec.Statement) jen.Code {
	return c.conditionLiteral(st, func(cond spec.Condition) jen.Code {
		l := newList(cond.Values, st.When)
		if l.simple() || l.wholeList() != nil {
			return c.conditionValues(cond, st.When)
		}
		return c.variable(g, locals, "values", l)
	})
}

// conditionLiteral prints the map of operators to maps of keys to values.
func (c *construct) conditionLiteral(st *spec.Statement, values func(spec.Condition) jen.Code) jen.Code {
	var operators []string
	keys := map[string][]jen.Code{}
	for _, cond := range st.Conditions {
		if keys[cond.Operator] == nil {
			operators = append(operators, cond.Operator)
		}
		keys[cond.Operator] = append(keys[cond.Operator], gofile.Entry(c.conditionKey(cond), values(cond)))
	}
	if operators == nil {
		return nil
	}
	var entries []jen.Code
	for _, op := range operators {
		entries = append(entries, gofile.Entry(jen.Lit(op), jen.Map(jen.String()).Any().Add(gofile.Struct(keys[op]...))))
	}
	out := jen.Op("&").Map(jen.String()).Any().Add(gofile.Struct(entries...))
	same := ""
	for _, cond := range st.Conditions {
		texts, ok := literals(cond.Values)
		if !ok || cond.KeyValue != nil || !newList(cond.Values, st.When).simple() {
			return out
		}
		same += fmt.Sprintf("%q", slices.Concat([]string{cond.Operator, cond.Key}, texts))
	}
	return c.shared.conditions.share(same, conditionName(st.Conditions), out)
}

// conditionName is what a variable with some conditions is called: after the key, if
// that is one.
//
//	aws:ResourceTag/team → resourceTagCondition
func conditionName(conditions []spec.Condition) string {
	if len(conditions) > 1 {
		return "conditions"
	}
	_, key, _ := strings.Cut(conditions[0].Key, ":")
	key, _, _ = strings.Cut(key, "/")
	return naming.Unexported(key) + "Condition"
}

// conditionKey prints a condition key.
func (c *construct) conditionKey(cond spec.Condition) jen.Code {
	if cond.KeyValue == nil {
		return jen.Lit(cond.Key)
	}
	return jen.Op("*").Add(c.value(cond.KeyValue))
}

// conditionValues prints the values of a condition: one alone as a text.
func (c *construct) conditionValues(cond spec.Condition, when spec.When) jen.Code {
	l := newList(cond.Values, when)
	if p := l.wholeList(); p != nil {
		return c.field(p)
	}
	if len(l.items) != 1 {
		return c.strings(l.items)
	}
	if text, ok := l.items[0].Value.Static(); ok {
		return jen.Lit(text)
	}
	return c.value(l.items[0].Value)
}
