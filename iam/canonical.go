package iam

import (
	"fmt"
	"slices"
	"strings"
)

// Canonical lists what d grants, one line for each combination of an effect, a
// principal, an action and a resource, with its conditions. Two documents with
// equal lists grant the same. The reverse does not hold: no wildcard is
// compared with what it covers.
//
// How the grants are spread over statements, Sids, order, repetition and the
// letter case of actions and condition keys do not show. NotPrincipal,
// NotAction and NotResource stay whole.
func Canonical(d *Document) []string {
	out := []string{}
	for _, st := range d.Statements {
		out = append(out, grants(d.Version, st)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Equal reports whether a and b have the same Canonical grants.
func Equal(a, b *Document) bool { return slices.Equal(Canonical(a), Canonical(b)) }

// Diff returns the grants that only one of want and got has, one a line, with
// "-" before those of want and "+" before those of got; "" if there are none.
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
					line += " without variables" // older versions take ${ for text
				}
				out = append(out, line)
			}
		}
	}
	return out
}

// alternatives is one text for each value, or one for all of them if they are
// negated. An element that the statement does not have is one empty text.
func alternatives(word string, negated bool, values []string) []string {
	switch {
	case values == nil:
		return []string{""}
	case negated:
		return []string{fmt.Sprintf(" not %s %s", word, Set(values))}
	}
	var out []string
	for _, v := range values {
		out = append(out, fmt.Sprintf(" %s %q", word, v))
	}
	return out
}

// PrincipalTexts are principals as texts, e.g., "AWS:*"; nil if there is no such
// element.
func PrincipalTexts(ps []Principal) []string {
	var out []string
	for _, p := range ps {
		if p.Type == "*" {
			out = append(out, "AWS:*") // IAM takes the two for the same
		}
		for _, v := range p.Values {
			out = append(out, p.Type+":"+v)
		}
	}
	if out == nil && ps != nil {
		out = []string{}
	}
	return out
}

// ConditionText is conditions as a text that is equal if they are.
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

// Set prints values sorted and without repetition.
func Set(values []string) string {
	sorted := slices.Sorted(slices.Values(values))
	return fmt.Sprintf("%q", slices.Compact(sorted))
}

// Lower is texts in lower case.
func Lower(ss []string) []string {
	out := slices.Clone(ss)
	for i, s := range out {
		out[i] = strings.ToLower(s)
	}
	return out
}
