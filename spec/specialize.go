package spec

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// Specialized returns what an environment deploys: s with the values of the
// environment instead of parameters, and without what is absent there. Permissions
// are as written, regardless of packing. It also returns the parameters that list
// items name, by the position of the item.
func (s *Spec) Specialized(e *Environment) (*Spec, map[diag.Span][]string) {
	z := &specializer{
		binding: e.Binding, roles: map[*Role]*Role{}, policies: map[*Policy]*Policy{}, params: map[diag.Span][]string{},
	}
	z.rewriter = rewriter{
		when:  func(w When) (When, bool) { return nil, z.binding.Holds(w) },
		items: z.present,
		value: func(v Value) Value { return z.text(v, "") },
	}
	for _, r := range s.Roles {
		z.roles[r] = &Role{}
	}
	for _, p := range s.Policies {
		z.policies[p] = &Policy{}
	}
	out := *s
	out.Params, out.Environments, out.Tests, out.Packings, out.StackSplits = nil, nil, nil, nil, nil
	out.Roles, out.Policies, out.Existing, out.Stacks = nil, nil, nil, nil
	out.SecurityConfigurations, out.ResourcePolicies = nil, nil
	for _, r := range s.Roles {
		if z.binding.Holds(r.When) {
			out.Roles = append(out.Roles, z.role(r))
		}
	}
	for _, p := range s.Policies {
		if !p.Made() && z.binding.Holds(p.When) {
			out.Policies = append(out.Policies, z.policy(p))
		}
	}
	for _, r := range s.Existing {
		one := *r
		one.ARN = z.value(r.ARN)
		out.Existing = append(out.Existing, &one)
	}
	configurations := map[*SecurityConfiguration]*SecurityConfiguration{}
	for _, c := range s.SecurityConfigurations {
		if !z.binding.Holds(c.When) {
			continue
		}
		configurations[c] = z.configuration(c)
		out.SecurityConfigurations = append(out.SecurityConfigurations, configurations[c])
	}
	for _, p := range s.ResourcePolicies {
		one := *p
		one.Document = z.document(p.Document)
		out.ResourcePolicies = append(out.ResourcePolicies, &one)
	}
	for _, st := range s.Stacks {
		one := &Stack{Name: st.Name, At: st.At}
		for _, r := range st.Roles {
			if z.binding.Holds(r.When) {
				one.Roles = append(one.Roles, z.roles[r])
				z.roles[r].Stack = one
			}
		}
		for _, p := range st.Policies {
			if !p.Made() && z.binding.Holds(p.When) {
				one.Policies = append(one.Policies, z.policies[p])
				z.policies[p].Stack = one
			}
		}
		for _, c := range st.SecurityConfigurations {
			if z.binding.Holds(c.When) {
				one.SecurityConfigurations = append(one.SecurityConfigurations, configurations[c])
			}
		}
		out.Stacks = append(out.Stacks, one)
	}
	return &out, z.params
}

type specializer struct {
	rewriter
	binding  Binding
	roles    map[*Role]*Role
	policies map[*Policy]*Policy
	params   map[diag.Span][]string
}

func (z *specializer) role(r *Role) *Role {
	one := *r
	one.Managed = slices.DeleteFunc(slices.Clone(r.Managed), func(it Item) bool {
		return slices.ContainsFunc(it.Value, func(p Part) bool { ref, ok := p.(PolicyRef); return ok && ref.Policy.Made() })
	})
	one.Policies = nil
	for _, p := range r.Own() {
		one.Policies = append(one.Policies, &RolePolicy{Name: p.Name, Document: p.Document, Pos: p.Pos})
	}
	out := z.roles[r]
	*out = *z.rewriter.role(&one)
	out.Packing, out.When = nil, nil
	out.Policies = slices.DeleteFunc(out.Policies, func(p *RolePolicy) bool { return len(p.Document.Statements) == 0 })
	return out
}

func (z *specializer) policy(p *Policy) *Policy {
	out := z.policies[p]
	*out = *p
	out.Packing, out.When = nil, nil
	out.PolicyName, out.Path = z.value(p.PolicyName), z.value(p.Path)
	out.Tags = z.tags(p.Tags)
	out.Attached = nil
	for _, a := range p.Attached {
		for _, it := range z.items([]Item{a.Name}) {
			a.Name, a.Studio = it, z.value(a.Studio)
			out.Attached = append(out.Attached, a)
		}
	}
	out.Document = z.document(p.Own())
	return out
}

func (z *specializer) configuration(c *SecurityConfiguration) *SecurityConfiguration {
	out := *c
	out.When = nil
	out.ConfigurationName = z.value(c.ConfigurationName)
	out.Mappings = nil
	for _, m := range c.Mappings {
		out.Mappings = append(out.Mappings, &RoleMapping{z.value(m.Role), m.By, z.items(m.Identifiers), m.At})
	}
	out.SessionTag = z.value(c.SessionTag)
	if c.Sections != nil {
		out.Sections = z.json(c.Sections).(Object)
	}
	return &out
}

func (z *specializer) present(items []Item) []Item {
	var out []Item
	for _, it := range items {
		if !z.binding.Holds(it.When) {
			continue
		}
		for _, p := range it.Value.Expand().Params() {
			z.params[it.At] = append(z.params[it.At], p.Name)
		}
		if l := it.Value.List(); l != nil {
			for _, each := range z.binding.value(l) {
				out = append(out, Item{Value: z.text(it.Value, each), At: it.At})
			}
			continue
		}
		out = append(out, Item{Value: z.text(it.Value, ""), At: it.At})
	}
	return out
}

// text returns v with the values of parameters; each is the value of a list.
func (z *specializer) text(v Value, each string) Value {
	if v == nil {
		return nil
	}
	var out Value
	for _, p := range v {
		switch part := p.(type) {
		case ParamRef, ListRef:
			p = Lit(z.binding.part(part, each))
		case RoleRef:
			if z.roles[part.Role] == nil { // s names it, and does not have it
				z.roles[part.Role] = &Role{}
				z.role(part.Role)
			}
			part.Role = z.roles[part.Role]
			p = part
		case PolicyRef:
			if z.policies[part.Policy] == nil {
				z.policies[part.Policy] = &Policy{}
				z.policy(part.Policy)
			}
			part.Policy = z.policies[part.Policy]
			p = part
		}
		out = out.Append(p)
	}
	return out
}

func (z *specializer) json(j JSON) JSON {
	switch j := j.(type) {
	case Object:
		out := Object{}
		out = append(out, lists.Map(j, func(m Member) Member { return Member{m.Key, z.json(m.Value)} })...)
		return out
	case Array:
		out := Array{}
		out = append(out, lists.Map(j, z.json)...)
		return out
	case Leaf:
		return Leaf{z.value(j.Value)}
	case Leaves:
		return Leaves(z.items(j))
	default:
		return j
	}
}
