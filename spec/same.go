package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// Same reports whether p and o have the same name in IAM and say the same in the same words,
// so that one resource can be both.
func (p *RolePolicy) Same(o *RolePolicy) bool {
	return p.PolicyName.String() == o.PolicyName.String() && p.Document.words() == o.Document.words()
}

// SameName reports whether p and q have the same name in IAM in a deployment that has
// both: surely in one, or maybe, for values that the spec leaves open.
func (p *RolePolicy) SameName(q *RolePolicy) (sure, maybe bool) {
	at := Binding{Partition: "aws", Region: "*-*-?", AccountID: "????????????", Values: map[string][]string{}}
	var chosen []*Param
	a, b := apart(p.PolicyName, q.PolicyName)
	for _, param := range slices.Concat(a, b).Params() {
		at.Values[param.Name] = []string{"*"}
		if param.Values != nil && len(chosen) < maxChosen {
			chosen = append(chosen, param)
		}
	}
	for _, w := range p.Document.presence() {
		for _, v := range q.Document.presence() {
			one, other := sameFor(a, b, w.And(v), chosen, at)
			sure, maybe = sure || one, maybe || other
		}
	}
	return sure, maybe
}

// apart returns what is left of two names without what they begin and end with alike.
func apart(a, b Value) (Value, Value) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// maxChosen bounds the parameters whose values sameFor tries one by one.
const maxChosen = 3

// presence is Presence, with the empty condition if d always has a statement.
func (d *Document) presence() []When {
	if all := d.Presence(); all != nil {
		return all
	}
	return []When{nil}
}

// sameFor compares two names under a condition, with each value of the chosen parameters.
func sameFor(a, b Value, w When, chosen []*Param, at Binding) (sure, maybe bool) {
	if !w.Satisfiable() {
		return false, false
	}
	if len(chosen) == 0 {
		x, y := at.Text(a), at.Text(b)
		return x == y && !strings.ContainsAny(x, "*?"), glob.Overlap(x, y)
	}
	for _, value := range chosen[0].Values {
		at.Values[chosen[0].Name] = []string{value}
		one, other := sameFor(a, b, w.And(When{OneOf(chosen[0], value)}), chosen[1:], at)
		sure, maybe = sure || one, maybe || other
	}
	return sure, maybe
}

// words is all that d says.
func (d *Document) words() string {
	var b strings.Builder
	items := func(what string, its []Item) {
		fmt.Fprintf(&b, "%s\n", what)
		for _, it := range its {
			fmt.Fprintf(&b, "%q when %q\n", it.Value, it.When.Strings())
		}
	}
	fmt.Fprintf(&b, "%q %q\n", d.Version, d.ID)
	for _, st := range d.Statements {
		fmt.Fprintf(&b, "%q %q when %q\n", st.Sid, st.Effect, st.When.Strings())
		for _, p := range st.Principals {
			items(fmt.Sprintf("principals %q, not %v", p.Type, st.NotPrincipals), p.Values)
		}
		items(fmt.Sprintf("actions, not %v", st.NotActions), st.Actions)
		items(fmt.Sprintf("resources, not %v", st.NotResources), st.Resources)
		for _, c := range st.Conditions {
			items(fmt.Sprintf("%q %q", c.Operator, c.Key), c.Values)
		}
	}
	return b.String()
}
