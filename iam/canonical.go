package iam

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
)

// Canonical lists what d grants, with one line for each combination of an effect, a
// principal, an action and a resource, and its conditions. Two documents with equal lists
// grant the same. The reverse does not hold, because wildcards are not compared with what
// they match.
//
// The list does not depend on how grants are distributed over statements, on Sids, order
// or repetition, nor on the letter case of actions and condition keys. NotPrincipal,
// NotAction and NotResource are kept whole.
func Canonical(d *Document) []string {
	out := []string{}
	for _, st := range d.Statements {
		out = append(out, grants(d.Version, st)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Equal reports whether a and b have the same Canonical grants.
func Equal(a, b *Document) bool {
	return reflect.DeepEqual(a, b) || slices.Equal(Canonical(a), Canonical(b))
}

// Diff returns the grants that only one of want and got has, one per line, with "-" before
// those of want and "+" before those of got; "" if there are none.
func Diff(want, got *Document) string {
	w, g := Canonical(want), Canonical(got)
	var out strings.Builder
	for _, line := range w {
		if _, ok := slices.BinarySearch(g, line); !ok {
			fmt.Fprintf(&out, "-%s\n", line)
		}
	}
	for _, line := range g {
		if _, ok := slices.BinarySearch(w, line); !ok {
			fmt.Fprintf(&out, "+%s\n", line)
		}
	}
	return out.String()
}

func grants(version string, st Statement) []string {
	tail := ConditionText(st.Conditions)
	var out []string
	for _, principal := range alternatives("by", st.NotPrincipals, PrincipalTexts(st.Principals)) {
		for _, action := range alternatives("do", st.NotActions, Lower(st.Actions)) {
			for _, resource := range alternatives("on", st.NotResources, st.Resources) {
				line := st.Effect + principal + action + resource + tail
				if version != "2012-10-17" && strings.Contains(resource+tail, "${") {
					line += " without variables" // older versions have no policy variables
				}
				out = append(out, line)
			}
		}
	}
	return out
}

// alternatives returns one text for each value, or one for all of them if they are negated.
// A missing element is one empty text.
func alternatives(word string, negated bool, values []string) []string {
	switch {
	case values == nil:
		return []string{""}
	case negated:
		return []string{fmt.Sprintf(" not %s %s", word, Set(values))}
	}
	return lists.Map(values, func(v string) string { return fmt.Sprintf(" %s %q", word, v) })
}

// PrincipalTexts returns principals as texts, e.g., "AWS:*"; nil if the element is missing.
func PrincipalTexts(ps []Principal) []string {
	var out []string
	for _, p := range ps {
		if p.Type == "*" {
			out = append(out, "AWS:*") // IAM treats both alike
		}
		out = append(out, lists.Map(p.Values, func(v string) string { return p.Type + ":" + v })...)
	}
	if out == nil && ps != nil {
		out = []string{}
	}
	return out
}

// ConditionText returns a text that is equal for equal conditions.
func ConditionText(cs []Condition) string {
	var out []string
	for _, c := range cs {
		out = append(out, fmt.Sprintf("%s %q %s", c.Operator, strings.ToLower(c.Key), Set(c.Values)))
	}
	if out == nil {
		return ""
	}
	slices.Sort(out)
	return " if " + strings.Join(slices.Compact(out), " and ")
}

// Set returns values as text, sorted and without repetition.
func Set(values []string) string {
	sorted := slices.Sorted(slices.Values(values))
	return fmt.Sprintf("%q", slices.Compact(sorted))
}

// Lower returns texts in lower case.
func Lower(ss []string) []string {
	out := slices.Clone(ss)
	for i, s := range out {
		out[i] = strings.ToLower(s)
	}
	return out
}
