// Package statement walks the statements of the model for targets that print policy
// documents as values of their own format: which keys a statement has, in which
// order, and that conditions under one operator stand together. How a text, a list
// and an object look is the target's. It also walks documents that are no policies.
package statement

import (
	"fmt"
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
type Field[N any] struct {
	Key     string
	Value   N
	Dynamic spec.Value // the key, if it has placeholders; else nil
}

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
		keys[c.Operator] = append(keys[c.Operator], Field[N]{c.Key, p.List(c.Values), c.KeyValue})
	}
	out := lists.Map(operators, func(o string) Field[N] { return Field[N]{Key: o, Value: p.Object(keys[o])} })
	return p.Object(out)
}

// JSON prints documents that are no policies as values of a format.
type JSON[N any] struct {
	Object func([]Field[N]) N
	Array  func([]N) N
	Text   func(spec.Value) N
	Texts  func([]spec.Item) N
	Plain  func(any) N // an int or a bool
}

// Print prints a document, or a part of one.
func (p JSON[N]) Print(j spec.JSON) N {
	switch j := j.(type) {
	case spec.Object:
		fields := lists.Map(j, func(m spec.Member) Field[N] { return Field[N]{Key: m.Key, Value: p.Print(m.Value)} })
		return p.Object(fields)
	case spec.Array:
		items := lists.Map(j, p.Print)
		return p.Array(items)
	case spec.Leaf:
		return p.Text(j.Value)
	case spec.Leaves:
		return p.Texts(j)
	case spec.Whole:
		return p.Plain(int(j))
	case spec.Switch:
		return p.Plain(bool(j))
	default:
		panic(fmt.Sprintf("statement: JSON %T", j))
	}
}
