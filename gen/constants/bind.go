package constants

import (
	"github.com/emriam/emriam/gen/constants/document"
	"github.com/emriam/emriam/spec"
)

// bind is d under b, in the types of the generated package.
func bind(d *spec.Document, b spec.Binding) document.Document {
	out := document.Document{Version: d.Version, ID: d.ID}
	for _, st := range d.Statements {
		if b.Holds(st.When) {
			out.Statements = append(out.Statements, bindStatement(st, b))
		}
	}
	return out
}

func bindStatement(st *spec.Statement, b spec.Binding) document.Statement {
	out := document.Statement{Sid: document.Sid(st.Sid), Effect: document.Effect(st.Effect)}
	principals := bindPrincipals(st, b)
	if st.NotPrincipals {
		out.NotPrincipals = principals
	} else {
		out.Principals = principals
	}
	actions := convert[document.Action](b.List(st.Actions))
	if st.NotActions {
		out.NotActions = actions
	} else {
		out.Actions = actions
	}
	if st.NotResources {
		out.NotResources = b.List(st.Resources)
	} else {
		out.Resources = b.List(st.Resources)
	}
	for _, c := range st.Conditions {
		if out.Conditions == nil {
			out.Conditions = document.Conditions{}
		}
		if out.Conditions[c.Operator] == nil {
			out.Conditions[c.Operator] = map[document.ConditionKey][]string{}
		}
		out.Conditions[c.Operator][document.ConditionKey(b.Text(c.KeyText()))] = b.List(c.Values)
	}
	return out
}

func bindPrincipals(st *spec.Statement, b spec.Binding) document.Principals {
	if st.Principals == nil {
		return nil
	}
	out := document.Principals{}
	for _, p := range st.Principals {
		out[p.Type] = append(out[p.Type], convert[document.Principal](b.List(p.Values))...)
	}
	return out
}

func convert[T ~string](texts []string) []T {
	var out []T
	for _, t := range texts {
		out = append(out, T(t))
	}
	return out
}
