package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// managed resolves the ARNs of managed policies: an AWS managed policy by its
// name, a policy of this spec by its logical name, or an ARN.
func (f field) managed(what string, given spec.When) []spec.Item {
	var out []spec.Item
	for _, layer := range f.live() {
		for n := range layer.n.List() {
			text, when, keep := layer.sc.conditionalItem(n, what)
			if !keep {
				continue
			}
			for _, v := range layer.sc.managedARN(text, what, given.And(when)) {
				out = append(out, spec.Item{Value: v, When: when, At: text.Span()})
			}
		}
	}
	return out
}

func (sc *scope) managedARN(n *syntax.Node, what string, cover spec.When) []spec.Value {
	if n.Kind == syntax.Scalar && !syntax.HasPlaceholder(n.Text) && !strings.HasPrefix(n.Text, "arn:") {
		if sc.refs != nil {
			if out := sc.attachedPolicies(n, cover); out != nil {
				return out
			}
		}
		name := n.Text[strings.LastIndexByte(n.Text, '/')+1:]
		checkIAMName(sc, n.Span(), name, what, 0)
		return []spec.Value{spec.Value(nil).Append(spec.Lit("arn:"), spec.Partition, spec.Lit(":iam::aws:policy/"+n.Text))}
	}
	vs, ok := sc.values(n, what, cover)
	if !ok {
		return nil
	}
	for _, v := range vs {
		if ref, ok := spec.LonePolicy(v); ok {
			sc.attached = append(sc.attached, attachment{sc, n.Span(), ref.Policy, cover})
		}
	}
	return vs
}

// attachedPolicies returns the policies of the spec that a logical name stands for,
// if it is one.
func (sc *scope) attachedPolicies(n *syntax.Node, cover spec.When) []spec.Value {
	var out []spec.Value
	for _, ref := range sc.policiesNamed(n.Text, n.Spot()) {
		sc.attached = append(sc.attached, attachment{sc, n.Span(), ref.Policy, cover})
		out = append(out, spec.Value{ref})
	}
	return out
}

// attach attaches a policy of the spec to a role only where the policy exists. A
// policy that exists under several conditions needs a when that selects one, since a
// When has no "or".
func (s *syntaxSpec) attach() {
	for _, a := range s.sc.attached {
		presence := a.policy.Document.Presence()
		if len(presence) > 1 && !slices.ContainsFunc(presence, a.when.Implies) {
			a.sc.helpf(a.at, "maybe-absent", "write {value: "+a.policy.Name+", when: …}", "more than one parameter decides whether the policy %s exists", a.policy.Name)
		}
	}
	for _, b := range s.roles {
		r := b.is.Role
		for _, it := range r.Boundary {
			b.checkBoundary(it)
		}
		for i, it := range r.Managed {
			ref, ok := spec.LonePolicy(it.Value)
			if !ok {
				continue
			}
			if presence := ref.Policy.Document.Presence(); len(presence) == 1 {
				r.Managed[i].When = it.When.And(presence[0])
			}
		}
	}
}

// checkBoundary checks that a boundary exists whenever the role does: without it the
// role would be unbounded.
func (b *syntaxBody) checkBoundary(it spec.Item) {
	for _, part := range it.Value {
		ref, ok := part.(spec.PolicyRef)
		if !ok {
			continue
		}
		if presence := ref.Policy.Document.Presence(); presence != nil && !it.When.Covered(presence) {
			f, help := b.fields.at("permissionsBoundary"), "give it a statement without a when"
			if w := ref.Policy.When; len(w) > 0 {
				help = "write when: " + inWords(w) + " on the role, or give it a boundary that is always there"
			}
			f.sc.helpf(f.n.Span(), "maybe-absent", help, "the permissions boundary of role %s is the policy %s, which can be absent", b.name, ref.Policy.Name)
		}
	}
}
