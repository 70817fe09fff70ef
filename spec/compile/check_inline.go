package compile

import (
	"cmp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// checkInlineNames reports inline policies that have the same name in IAM as one before
// them in their role, in some deployment: one would overwrite the other.
func (s *syntaxSpec) checkInlineNames(out *spec.Spec) {
	for i, b := range s.roles {
		for j, q := range out.Roles[i].Policies {
			var maybe, sure *spec.RolePolicy
			for _, p := range out.Roles[i].Policies[:j] {
				if b.policyNameOf(p, q).n == nil {
					continue // names of the spec, which differ
				}
				switch is, can := sameNames(p, q); {
				case is:
					sure = cmp.Or(sure, p)
				case can:
					maybe = cmp.Or(maybe, p)
				}
			}
			const says, help = "the inline policies %s and %s of %s have the same name in IAM", "one overwrites the other; give one of them another policyName"
			if sure != nil {
				f := b.policyNameOf(sure, q)
				f.sc.helpf(f.n.Span(), "same-name", help, says, sure.Name, q.Name, b.logical())
			} else if maybe != nil {
				f := b.policyNameOf(maybe, q)
				f.sc.warnf(f.n.Span(), "maybe-same-name", help, says+" if %q is %q", maybe.Name, q.Name, b.logical(), maybe.PolicyName, q.PolicyName)
			}
		}
	}
}

// policyNameOf returns the policyName of the second of two inline policies, or else of
// the first; a field without a node if they have none.
func (b *syntaxBody) policyNameOf(first, second *spec.RolePolicy) field {
	var out field
	for _, p := range b.policies {
		if p.policyName.n != nil && (p.name == second.Name || p.name == first.Name && out.n == nil) {
			out = p.policyName
		}
	}
	return out
}

// sameNames reports whether the names of two inline policies are the same in a
// deployment that has both policies: surely in one that the spec tells, or maybe, for
// values that it leaves open.
func sameNames(p, q *spec.RolePolicy) (sure, maybe bool) {
	at := spec.Binding{Partition: "aws", Region: "*-*-?", AccountID: "????????????", Values: map[string][]string{}}
	var chosen []*spec.Param
	a, b := apart(p.PolicyName, q.PolicyName)
	for _, param := range slices.Concat(a, b).Params() {
		at.Values[param.Name] = []string{"*"}
		if param.Values != nil && len(chosen) < maxChosen {
			chosen = append(chosen, param)
		}
	}
	for _, w := range presences(p) {
		for _, v := range presences(q) {
			one, other := sameFor(a, b, w.And(v), chosen, at)
			sure, maybe = sure || one, maybe || other
		}
	}
	return sure, maybe
}

// apart returns what is left of two names without what they begin and end with alike.
func apart(a, b spec.Value) (spec.Value, spec.Value) {
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

func presences(p *spec.RolePolicy) []spec.When {
	if all := p.Document.Presence(); all != nil {
		return all
	}
	return []spec.When{nil}
}

// sameFor compares two names under a condition, with each value of the chosen parameters.
func sameFor(a, b spec.Value, w spec.When, chosen []*spec.Param, at spec.Binding) (sure, maybe bool) {
	if !w.Satisfiable() {
		return false, false
	}
	if len(chosen) == 0 {
		x, y := at.Text(a), at.Text(b)
		return x == y && !strings.ContainsAny(x, "*?"), glob.Overlap(x, y)
	}
	for _, value := range chosen[0].Values {
		at.Values[chosen[0].Name] = []string{value}
		one, other := sameFor(a, b, w.And(spec.When{spec.OneOf(chosen[0], value)}), chosen[1:], at)
		sure, maybe = sure || one, maybe || other
	}
	return sure, maybe
}
