package spec

import (
	"slices"
	"strings"
)

// managed resolves the ARNs of managed policies: an AWS managed policy by its
// name, a policy of this spec by its logical name, or an ARN.
func (f field) managed(what string) []Item {
	var out []Item
	for _, layer := range f.live() {
		for n := range layer.n.list() {
			text, when, keep := layer.sc.conditionalItem(n, what)
			if !keep {
				continue
			}
			for _, v := range layer.sc.managedARN(text, what, when) {
				out = append(out, Item{Value: v, When: when, At: text.span()})
			}
		}
	}
	return out
}

func (sc *scope) managedARN(n *node, what string, cover When) []Value {
	if n.kind == scalarNode && !hasHole(n.text) && !strings.HasPrefix(n.text, "arn:") {
		if sc.refs != nil {
			if out := sc.attachedPolicies(n, cover); out != nil {
				return out
			}
		}
		name := n.text[strings.LastIndexByte(n.text, '/')+1:]
		checkIAMName(sc, n.span(), name, what, 0)
		return []Value{Value(nil).append(Lit("arn:"), Partition, Lit(":iam::aws:policy/"+n.text))}
	}
	vs, ok := sc.values(n, what, cover)
	if !ok {
		return nil
	}
	for _, v := range vs {
		if ref, ok := lonePolicy(v); ok {
			sc.attached = append(sc.attached, attachment{sc, n.span(), ref.Policy, cover})
		}
	}
	return vs
}

// attachedPolicies are the policies of the spec that a logical name stands
// for, if it is one.
func (sc *scope) attachedPolicies(n *node, cover When) []Value {
	var out []Value
	for _, ref := range sc.policiesNamed(n.text, n.spot()) {
		sc.attached = append(sc.attached, attachment{sc, n.span(), ref.Policy, cover})
		out = append(out, Value{ref})
	}
	return out
}

// attach makes a role have a policy of the spec only where that exists. A
// policy that has two reasons to exist needs a when that says which is meant,
// since a When cannot say "or".
func (s *syntaxSpec) attach(out *Spec) {
	for _, a := range s.sc.attached {
		presence := a.policy.Document.Presence()
		if len(presence) > 1 && !slices.ContainsFunc(presence, a.when.Implies) {
			a.sc.helpf(a.at, "maybe-absent", "write {value: "+a.policy.Name+", when: …}", "the policy %s can be absent for more than one reason", a.policy.Name)
		}
	}
	for i, r := range out.Roles {
		if r.Boundary != nil {
			s.roles[i].checkBoundary(*r.Boundary)
		}
		for i, it := range r.Managed {
			ref, ok := lonePolicy(it.Value)
			if !ok {
				continue
			}
			if presence := ref.Policy.Document.Presence(); len(presence) == 1 {
				r.Managed[i].When = it.When.and(presence[0])
			}
		}
	}
}

// checkBoundary holds that a boundary exists whenever the role does: without
// it the role would be unbounded.
func (b *syntaxBody) checkBoundary(it Item) {
	for _, part := range it.Value {
		ref, ok := part.(PolicyRef)
		if ok && ref.Policy.Document.Presence() != nil {
			f := b.fields.at("permissionsBoundary")
			f.sc.helpf(f.n.span(), "maybe-absent", "give it a statement without a when", "the permissions boundary of role %s is the policy %s, which can be absent", b.name, ref.Policy.Name)
		}
	}
}
