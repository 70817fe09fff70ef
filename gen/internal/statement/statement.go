// Package statement walks the statements of the model for targets that print policy
// documents as values of their own format: which keys a statement has, in which
// order, and that conditions under one operator stand together. How a text, a list
// and an object look is the target's.
package statement

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// Printer prints the values of a format.
type Printer[N any] struct {
	Text       func(string) N
	Object     func([]Field[N]) N
	List       func([]spec.Item) N // of actions, resources and values of conditions
	Principals func([]spec.Item) N // of one type
}

// Field is a field of an object.
type Field[N any] = spec.Printed[N]

// Print prints a statement, without its When.
func (p Printer[N]) Print(st *spec.Statement) N {
	var out []Field[N]
	add := func(key string, not bool, value N) { out = append(out, Field[N]{Key: Not(not, key), Value: value}) }
	if st.Sid != "" {
		add("Sid", false, p.Text(st.Sid))
	}
	add("Effect", false, p.Text(st.Effect))
	if len(st.Principals) > 0 {
		add("Principal", st.NotPrincipals, p.principals(st.Principals))
	}
	if len(st.Actions) > 0 {
		add("Action", st.NotActions, p.List(st.Actions))
	}
	if len(st.Resources) > 0 {
		add("Resource", st.NotResources, p.List(st.Resources))
	}
	if len(st.Conditions) > 0 {
		add("Condition", false, p.conditions(st.Conditions))
	}
	return p.Object(out)
}

// Not is the key of an element, or of its negation.
func Not(not bool, key string) string {
	if not {
		return "Not" + key
	}
	return key
}

// Comment says what a statement is for, in paragraphs.
func Comment(st *spec.Statement) []string {
	var out []string
	if st.Doc != "" {
		out = append(out, strings.Join(strings.Fields(st.Doc), " "))
	}
	if st.Source != "" {
		out = append(out, See(st.Source))
	}
	return out
}

// See refers to the page at a URL, if there is one.
func See(url string) string {
	if url == "" {
		return ""
	}
	return "See " + strings.TrimSuffix(url, ".") + "."
}

func (p Printer[N]) principals(all []spec.Principal) N {
	if all[0].Type == "*" {
		return p.Text("*")
	}
	out := lists.Map(all, func(q spec.Principal) Field[N] { return Field[N]{Key: q.Type, Value: p.Principals(q.Values)} })
	return p.Object(out)
}

// conditions prints those under one operator together, where its first one is.
func (p Printer[N]) conditions(all []spec.Condition) N {
	var operators []string
	keys := map[string][]Field[N]{}
	for _, c := range all {
		if !slices.Contains(operators, c.Operator) {
			operators = append(operators, c.Operator)
		}
		keys[c.Operator] = append(keys[c.Operator], Field[N]{Key: c.Key, Value: p.List(c.Values), Dynamic: c.KeyValue})
	}
	out := lists.Map(operators, func(o string) Field[N] { return Field[N]{Key: o, Value: p.Object(keys[o])} })
	return p.Object(out)
}
