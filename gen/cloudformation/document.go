package cloudformation

import (
	"strings"

	"github.com/emriam/emriam/spec"
)

// policyDocument prints a policy document. Given is what holds wherever the document
// is; principal prints the values of principals.
func (t *template) policyDocument(d *spec.Document, given spec.When, principal printer) dict {
	out := dict{{key: "Version", value: text(d.Version)}}
	if d.ID != "" {
		out = append(out, entry{key: "Id", value: text(d.ID)})
	}
	var statements list
	for _, st := range d.Statements {
		n := t.statement(st, allOf(given, st.When), principal)
		n = t.ifHolds(t.simplified(condition{st.When}, given), n)
		statements = append(statements, commented{comment: comment(st), node: n})
	}
	return append(out, entry{key: "Statement", value: statements})
}

// comment says what a statement is for.
func comment(st *spec.Statement) []string {
	var out []string
	if st.Doc != "" {
		out = append(out, st.Doc)
	}
	if st.Source != "" {
		out = append(out, see(st.Source))
	}
	return out
}

func see(url string) string { return "See " + strings.TrimSuffix(url, ".") + "." }

func (t *template) statement(st *spec.Statement, given spec.When, principal printer) node {
	var out dict
	add := func(key string, n node) { out = append(out, entry{key: key, value: n}) }
	if st.Sid != "" {
		add("Sid", text(st.Sid))
	}
	add("Effect", text(st.Effect))
	if len(st.Principals) > 0 {
		add(negated("Principal", st.NotPrincipals), t.principalsOf(st, given, principal))
	}
	if len(st.Actions) > 0 {
		add(negated("Action", st.NotActions), t.oneOrMany(st.Actions, given, t.plain))
	}
	if len(st.Resources) > 0 {
		add(negated("Resource", st.NotResources), t.oneOrMany(st.Resources, given, t.plain))
	}
	if len(st.Conditions) > 0 {
		add("Condition", t.conditionsOf(st, given))
	}
	return out
}

func negated(key string, not bool) string {
	if not {
		return "Not" + key
	}
	return key
}

func (t *template) principalsOf(st *spec.Statement, given spec.When, principal printer) node {
	if st.Principals[0].Type == "*" {
		return text("*")
	}
	var out dict
	for _, p := range st.Principals {
		out = append(out, entry{key: p.Type, value: t.oneOrMany(p.Values, given, principal)})
	}
	return out
}

// conditionsOf prints the conditions of st, those under one operator together.
func (t *template) conditionsOf(st *spec.Statement, given spec.When) node {
	var out dict
	at := map[string]int{}
	for _, c := range st.Conditions {
		i, ok := at[c.Operator]
		if !ok {
			i = len(out)
			at[c.Operator] = i
			out = append(out, entry{key: c.Operator, value: dict{}})
		}
		e := entry{key: c.Key, value: t.oneOrMany(c.Values, given, t.plain)}
		out[i].value = append(out[i].value.(dict), e)
	}
	return out
}
