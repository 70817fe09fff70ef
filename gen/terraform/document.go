package terraform

import (
	"fmt"
	"slices"
	"strings"

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
			when:     m.both(st.When, nil, given),
			elements: []element{{commentOf(st), m.statement(st, slices.Concat(given, st.When), principal)}},
		})
	}
	return jsonencode(object(append(out, entry{"Statement", m.joined(statements)})))
}

func jsonencode(e expr) expr { return "jsonencode(" + e + ")" }

// commentOf says what a statement is for.
func commentOf(st *spec.Statement) []string {
	var out []string
	if st.Doc != "" {
		out = append(out, strings.Join(strings.Fields(st.Doc), " "))
	}
	if st.Source != "" {
		out = append(out, see(st.Source))
	}
	return out
}

func see(url string) string {
	if url == "" {
		return ""
	}
	return "See " + strings.TrimSuffix(url, ".") + "."
}

func (m *module) statement(st *spec.Statement, given spec.When, principal printer) expr {
	var out []entry
	add := func(key string, e expr) { out = append(out, entry{key, e}) }
	if st.Sid != "" {
		add("Sid", quoted(st.Sid))
	}
	add("Effect", quoted(st.Effect))
	if len(st.Principals) > 0 {
		add(negated("Principal", st.NotPrincipals), m.principalsOf(st, given, principal))
	}
	if len(st.Actions) > 0 {
		add(negated("Action", st.NotActions), m.oneOrMany(st.Actions, given, m.value))
	}
	if len(st.Resources) > 0 {
		add(negated("Resource", st.NotResources), m.oneOrMany(st.Resources, given, m.value))
	}
	if len(st.Conditions) > 0 {
		add("Condition", m.conditionsOf(st, given))
	}
	return object(out)
}

func negated(key string, not bool) string {
	if not {
		return "Not" + key
	}
	return key
}

func (m *module) principalsOf(st *spec.Statement, given spec.When, principal printer) expr {
	if st.Principals[0].Type == "*" {
		return quoted("*")
	}
	var out []entry
	for _, p := range st.Principals {
		out = append(out, entry{p.Type, m.oneOrMany(p.Values, given, principal)})
	}
	return object(out)
}

// conditionsOf prints the conditions of st, those under one operator together.
func (m *module) conditionsOf(st *spec.Statement, given spec.When) expr {
	var operators []string
	keys := map[string][]entry{}
	for _, c := range st.Conditions {
		if keys[c.Operator] == nil {
			operators = append(operators, c.Operator)
		}
		keys[c.Operator] = append(keys[c.Operator], entry{key(c.Key), m.oneOrMany(c.Values, given, m.value)})
	}
	var out []entry
	for _, o := range operators {
		out = append(out, entry{key(o), object(keys[o])})
	}
	return object(out)
}

// json prints a document that is no policy.
func (m *module) json(j spec.JSON) expr {
	switch j := j.(type) {
	case spec.Object:
		var out []entry
		for _, o := range j {
			out = append(out, entry{key(o.Key), m.json(o.Value)})
		}
		return object(out)
	case spec.Array:
		var out []element
		for _, v := range j {
			out = append(out, element{value: m.json(v)})
		}
		return tuple(out)
	case spec.Leaf:
		return m.roleOr(j.Value, nil)
	case spec.Leaves:
		return m.items(j, nil, m.value)
	case spec.Switch:
		return expr(fmt.Sprint(bool(j)))
	default:
		panic(fmt.Sprintf("terraform: JSON %T", j))
	}
}
