package compile

import (
	"cmp"

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
				switch is, can := p.SameName(q); {
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
