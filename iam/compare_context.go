package iam

import (
	"maps"
	"slices"
	"strings"
)

// atom is a condition of some statement, as a question about its key.
type atom struct {
	Condition
	operator
	variables bool
}

// hasVariable reports whether a value depends on another key.
func (a *atom) hasVariable() bool {
	return a.variables && slices.ContainsFunc(a.Values, func(v string) bool { return len(variablesIn(v)) > 0 })
}

// contexts finds the keys that matter, with their choices; false, after a
// reason, if there are too many.
func (s *search) contexts() bool {
	atoms := map[string][]atom{}
	variables := map[string][]string{} // by key: the texts that it stands in
	use := func(text string, on bool) {
		if !on {
			return
		}
		for _, v := range variablesIn(text) {
			key := strings.ToLower(v)
			if !slices.Contains(variables[key], text) {
				variables[key] = append(variables[key], text)
			}
		}
	}
	for _, st := range s.about {
		for _, r := range st.Resources {
			use(r, st.variables)
		}
		for _, c := range st.Conditions {
			op, _ := parseOperator(c.Operator)
			key := strings.ToLower(c.Key)
			atoms[key] = append(atoms[key], atom{c, op, st.variables})
			for _, v := range c.Values {
				use(v, st.variables)
			}
		}
	}
	for _, key := range sortedKeys(atoms) {
		d, ok := s.dimension(atoms[key])
		if !ok {
			return false
		}
		s.keys = append(s.keys, d)
	}
	s.variables(atoms, variables)
	return true
}

// dimension parts the values of a key into classes.
func (s *search) dimension(atoms []atom) (dimension, bool) {
	d := dimension{key: atoms[0].Key}
	candidates, ok := candidatesFor(atoms)
	if !ok {
		s.giveUp("%s has too many patterns of %s", s.what(), d.key)
		return d, false
	}
	ask := newQuestion(atoms)
	d.choices = ask.apart(append([][]string{nil}, candidates...))
	known, _ := FindConditionKey(d.key)
	if !known.Type.Many() && !slices.ContainsFunc(atoms, func(a atom) bool { return a.set != single }) {
		return d, true
	}
	if len(d.choices) > maxSubset+1 {
		s.guessed = d.key
	}
	d.choices = ask.apart(subsets(d.choices))
	return d, true
}

// maxSubset is of how many classes of values all sets are looked at; of more,
// only those of up to two, and of all.
const maxSubset = 6

// subsets are the sets of the values of choices of one value or none.
func subsets(choices [][]string) [][]string {
	var values []string
	for _, c := range choices {
		values = append(values, c...)
	}
	out := slices.Clone(choices)
	if len(values) > maxSubset {
		for i := range values {
			for _, other := range values[:i] {
				out = append(out, []string{other, values[i]})
			}
			out = append(out, slices.Delete(slices.Clone(values), i, i+1))
		}
		return append(out, values)
	}
	for set := range 1 << len(values) {
		var some []string
		for i, v := range values {
			if set>>i&1 == 1 {
				some = append(some, v)
			}
		}
		out = append(out, some)
	}
	return out
}

// question is all conditions on one key, as an evaluator of one statement each.
type question struct {
	*Evaluator
	key string
}

func newQuestion(atoms []atom) question {
	var docs []*Document
	for _, a := range atoms {
		docs = append(docs, &Document{Version: "2012-10-17", Statements: []Statement{{
			Effect: "Allow", Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []Condition{a.Condition},
		}}})
		if !a.variables {
			docs[len(docs)-1].Version = "2008-10-17"
		}
	}
	e, err := Compile(Policies{Identity: docs})
	if err != nil {
		panic(err) // it compiled as part of its policy
	}
	return question{e, atoms[0].Key}
}

// apart leaves the first of the choices that get the same answers.
func (q question) apart(choices [][]string) [][]string {
	seen := map[string]bool{}
	var out [][]string
	for _, values := range choices {
		r := &Request{Action: "a:b", Resource: "*", Context: Context{Values: map[string][]string{q.key: values}, Complete: true}}
		var answers []byte
		for _, reason := range q.Explain(r) {
			answers = append(answers, byte(reason.Conditions[0].Result))
		}
		if !seen[string(answers)] {
			seen[string(answers)] = true
			out = append(out, values)
		}
	}
	return out
}

// variablesIn are the keys that policy variables in a text name.
func variablesIn(text string) []string {
	var out []string
	for rest := text; ; {
		start := strings.Index(rest, "${")
		if start < 0 {
			return out
		}
		name, after, ok := cutVariable(rest[start:])
		if !ok {
			return out
		}
		key, _, _ := strings.Cut(name, ",")
		if !isEscape(key) {
			out = append(out, strings.TrimSpace(key))
		}
		rest = after
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
