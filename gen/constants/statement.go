package constants

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// statement is the body of a Statement literal. Lists that cannot be literals
// are built before it.
func (f *function) statement(st *spec.Statement) jen.Code {
	var fields []jen.Code
	field := func(name string, value jen.Code) { fields = append(fields, gofile.Field(name, value)) }
	if st.Sid != "" {
		field("Sid", jen.Id(f.pkg.sids.idents[st.Sid]))
	}
	field("Effect", jen.Id(st.Effect))
	if st.Principals != nil {
		field(statement.Not(st.NotPrincipals, "Principals"), f.principals(st))
	}
	if st.Actions != nil {
		name := statement.Not(st.NotActions, "Actions")
		field(name, f.list(actionKind, st.Sid+name, st.Actions, st.When, true))
	}
	if st.Resources != nil {
		name := statement.Not(st.NotResources, "Resources")
		field(name, f.list(stringKind, st.Sid+name, st.Resources, st.When, true))
	}
	if st.Conditions != nil {
		field("Conditions", f.conditions(st))
	}
	return gofile.Struct(fields...)
}

// principals brings the values of one type together.
func (f *function) principals(st *spec.Statement) jen.Code {
	var types []string
	values := map[string][]spec.Item{}
	for _, p := range st.Principals {
		if _, ok := values[p.Type]; !ok {
			types = append(types, p.Type)
		}
		values[p.Type] = append(values[p.Type], p.Values...)
	}
	var entries []jen.Code
	for _, typ := range types {
		list := jen.Code(jen.Nil())
		if typ != "*" {
			list = f.list(principalKind, st.Sid+"Principals", values[typ], st.When, false)
		}
		entries = append(entries, gofile.Entry(jen.Lit(typ), list))
	}
	return jen.Id("Principals").Add(gofile.List(entries...))
}

// conditionKey is a condition key: a constant, unless the deployment decides it.
func (f *function) conditionKey(c spec.Condition) jen.Code {
	if c.KeyValue == nil {
		return jen.Id(f.pkg.keys.idents[c.Key])
	}
	return jen.Id("ConditionKey").Call(f.expr(c.KeyValue))
}

// conditions brings the keys of one operator together.
func (f *function) conditions(st *spec.Statement) jen.Code {
	var operators []string
	under := map[string][]jen.Code{}
	for _, c := range st.Conditions {
		if under[c.Operator] == nil {
			operators = append(operators, c.Operator)
		}
		values := f.list(stringKind, st.Sid+"Values", c.Values, st.When, false)
		under[c.Operator] = append(under[c.Operator], gofile.Entry(f.conditionKey(c), values))
	}
	entries := lists.Map(operators, func(op string) jen.Code { return gofile.Entry(jen.Lit(op), gofile.List(under[op]...)) })
	return jen.Id("Conditions").Add(gofile.Struct(entries...))
}
