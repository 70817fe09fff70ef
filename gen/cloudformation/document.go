package cloudformation

import (
	"slices"

	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/spec"
)

// policyDocument prints a policy document. Given is what holds wherever the document
// is; principal prints the values of principals.
func (t *template) policyDocument(d *spec.Document, given spec.When, principal printer) dict {
	out := dict{{Key: "Version", Value: text(d.Version)}}
	if d.ID != "" {
		out = append(out, entry{Key: "Id", Value: text(d.ID)})
	}
	var statements list
	for _, st := range d.Statements {
		n := t.statement(st, slices.Concat(given, st.When), principal)
		n = t.ifHolds(t.spec.Simplify(condition{st.When}, given), n)
		statements = append(statements, commented{Comments: statement.Comment(st), Node: n})
	}
	return append(out, entry{Key: "Statement", Value: statements})
}

func (t *template) statement(st *spec.Statement, given spec.When, principal printer) node {
	return statement.Printer[node]{
		Text:       func(s string) node { return text(s) },
		Object:     object,
		List:       func(items []spec.Item) node { return t.oneOrMany(items, given, t.plain) },
		Principals: func(items []spec.Item) node { return t.oneOrMany(items, given, principal) },
	}.Print(st)
}

func object(fields []statement.Field[node]) node {
	var out dict
	for _, f := range fields {
		key := f.Key
		if f.Dynamic != nil {
			key, _ = f.Dynamic.Named().Static() // see trust for keys that depend on the deployment
		}
		out = append(out, entry{Key: key, Value: f.Value})
	}
	return out
}
