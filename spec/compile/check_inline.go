package compile

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkInlineNames reports inline policies that have the same name in IAM as one before
// them in their role, in some deployment: one would overwrite the other.
func (s *syntaxSpec) checkInlineNames() {
	for _, b := range s.roles {
		for j, q := range b.is.Role.Policies {
			var maybe, sure *spec.RolePolicy
			for _, p := range b.is.Role.Policies[:j] {
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
	if f := b.policyNames[second.Name]; f.n != nil {
		return f
	}
	return b.policyNames[first.Name]
}

// inlineName returns the name in IAM of an inline policy.
func (b *syntaxBody) inlineName(name string) spec.Value {
	f := b.policyNames[name]
	if f.n == nil {
		return spec.Text(name)
	}
	return f.name("policyName", "policy "+name+" of role "+b.name)
}

// checkInlineKnown reports names in IAM of inline policies that r does not have.
func (b *syntaxBody) checkInlineKnown(r *spec.Role) {
	known := lists.Map(r.Policies, func(p *spec.RolePolicy) string { return p.Name })
	for _, name := range sortedKeys(b.policyNames) {
		written := slices.ContainsFunc(b.policies, func(p *syntaxPolicy) bool { return p.name == name })
		if f := b.policyNames[name]; !written && !slices.Contains(known, name) {
			f.sc.helpf(f.key.Span(), "missing-key", cmp.Or(diag.DidYouMean(name, known), "write its Statement beside policyName"), "policy %s of role %s has no Statement, and nothing else of the role makes it", name, r.Name)
		}
	}
}
