package drift

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
)

// compareDocuments reports by statement what only one of two documents grants or
// denies. It reports nothing if they grant the same, regardless of the distribution
// over statements. Positions are those of want's statements.
//
// Statements with the same Sid are compared element by element, and so are similar
// statements without a Sid at the same index.
func compareDocuments(want, got *iam.Document, places []string) []Difference {
	lacking, more := ungranted(want, got), ungranted(got, want)
	var out []Difference
	paired := map[int]bool{} // statements of got
	for i, st := range want.Statements {
		k := partner(st, i, got)
		if k >= 0 && (lacking[i] != nil || more[k] != nil) {
			paired[k] = true
			for _, d := range compareStatements(st, got.Statements[k]) {
				d.Statement, d.Place = nameOf(st, i), places[i]
				out = append(out, d)
			}
			continue
		}
		if lacking[i] != nil {
			out = append(out, Difference{Statement: nameOf(st, i), Place: places[i], Change: Missing, Spec: lacking[i]})
		}
	}
	for k, st := range got.Statements {
		if more[k] != nil && !paired[k] {
			out = append(out, Difference{Statement: nameOf(st, k), Change: Extra, Account: more[k]})
		}
	}
	if len(out) == 0 && !iam.Equal(want, got) { // variables are text in an older version
		out = append(out, Difference{Element: "Version", Change: Changed, Spec: []string{want.Version}, Account: []string{got.Version}})
	}
	return out
}

// ungranted returns, for each statement of d, what it grants and other does not; nil
// for nothing.
func ungranted(d, other *iam.Document) [][]string {
	known := iam.Canonical(other)
	out := make([][]string, len(d.Statements))
	for i, st := range d.Statements {
		for _, line := range iam.Canonical(&iam.Document{Version: d.Version, Statements: []iam.Statement{st}}) {
			if _, ok := slices.BinarySearch(known, line); !ok {
				out[i] = append(out[i], line)
			}
		}
	}
	return out
}

// partner returns the index of the statement of d to compare with st, the i-th of
// its own document, or -1.
func partner(st iam.Statement, i int, d *iam.Document) int {
	if st.Sid != "" {
		if k := slices.IndexFunc(d.Statements, func(o iam.Statement) bool { return o.Sid == st.Sid }); k >= 0 {
			return k
		}
	}
	if i < len(d.Statements) && (st.Sid == "" || d.Statements[i].Sid == "") && alike(st, d.Statements[i]) {
		return i
	}
	return -1
}

// alike reports whether one statement may be a changed version of the other: they
// have an effect and an action in common.
func alike(a, b iam.Statement) bool {
	return a.Effect == b.Effect && a.NotActions == b.NotActions &&
		len(withoutFold(a.Actions, b.Actions, "Action")) < len(a.Actions)
}

// compareStatements returns the elements that differ.
func compareStatements(want, got iam.Statement) []Difference {
	var out []Difference
	before, after := elements(want), elements(got)
	for _, name := range elementNames {
		lacking, more := withoutFold(before[name], after[name], name), withoutFold(after[name], before[name], name)
		if len(lacking)+len(more) > 0 {
			out = append(out, Difference{Element: name, Change: changeOf(lacking, more), Spec: lacking, Account: more})
		}
	}
	return out
}

var elementNames = []string{"Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}

// elements returns the values of a statement's elements.
func elements(st iam.Statement) map[string][]string {
	not := func(negated bool, name string) string {
		if negated {
			return "Not" + name
		}
		return name
	}
	out := map[string][]string{"Effect": {st.Effect}}
	out[not(st.NotActions, "Action")] = st.Actions
	out[not(st.NotResources, "Resource")] = st.Resources
	name := not(st.NotPrincipals, "Principal")
	for _, p := range st.Principals {
		if p.Type == "*" {
			out[name] = append(out[name], "AWS: *")
		}
		out[name] = append(out[name], lists.Map(p.Values, func(v string) string { return p.Type + ": " + v })...)
	}
	for _, c := range st.Conditions {
		c.Values = slices.Compact(slices.Sorted(slices.Values(c.Values)))
		out["Condition"] = append(out["Condition"], conditionText(c))
	}
	return out
}

// withoutFold is without, except that it ignores the letter case of actions and
// condition keys.
func withoutFold(values, others []string, element string) []string {
	fold := func(s string) string {
		switch element {
		case "Action", "NotAction":
			return strings.ToLower(s)
		case "Condition":
			operator, rest, _ := strings.Cut(s, " ")
			key, values, _ := strings.Cut(rest, " ")
			return operator + " " + strings.ToLower(key) + " " + values
		}
		return s
	}
	var out []string
	for _, v := range values {
		if !slices.ContainsFunc(others, func(o string) bool { return fold(o) == fold(v) }) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
