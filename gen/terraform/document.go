package terraform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// document prints a policy document as JSON. Given is what holds wherever the
// document is; principal prints the values of principals.
func (m *module) document(d *spec.Document, given spec.When, principal printer) expr {
	out := []entry{{"Version", quoted(d.Version)}}
	if d.ID != "" {
		out = append(out, entry{"Id", quoted(d.ID)})
	}
	var statements []segment
	for _, st := range d.Statements {
		statements = append(statements, segment{
			when:     m.spec.SimplifyBoth(st.When, nil, given),
			elements: []element{{statement.Comment(st), m.statement(st, slices.Concat(given, st.When), principal)}},
		})
	}
	return jsonencode(object(append(out, entry{"Statement", m.joined(statements)})))
}

func jsonencode(e expr) expr { return "jsonencode(" + e + ")" }

func (m *module) statement(st *spec.Statement, given spec.When, principal printer) expr {
	return statement.Printer[expr]{
		Text:       quoted,
		Object:     m.object,
		List:       func(items []spec.Item) expr { return m.oneOrMany(items, given, m.value) },
		Principals: func(items []spec.Item) expr { return m.oneOrMany(items, given, principal) },
	}.Print(st)
}

func (m *module) object(fields []statement.Field[expr]) expr {
	var out []entry
	for _, f := range fields {
		name := key(f.Key)
		if f.Dynamic != nil {
			name = m.dynamicKey(f.Dynamic)
		}
		out = append(out, entry{name, f.Value})
	}
	return object(out)
}

// dynamicKey prints the key of an object that only the deployment knows.
func (m *module) dynamicKey(v spec.Value) string {
	e := string(m.value(v))
	if strings.HasPrefix(e, `"`) {
		return e
	}
	return "(" + e + ")"
}

// json prints a document that is no policy.
func (m *module) json(j spec.JSON, given spec.When) expr {
	return spec.JSONPrinter[expr]{
		Object: m.object,
		Array: func(items []expr) expr {
			out := lists.Map(items, func(v expr) element { return element{value: v} })
			return tuple(out)
		},
		Text:  func(v spec.Value) expr { return m.roleOr(v, nil) },
		Texts: func(items []spec.Item) expr { return m.items(items, given, m.value) },
		Plain: func(v any) expr { return expr(fmt.Sprint(v)) },
	}.Print(j)
}
