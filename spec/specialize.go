package spec

import (
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

// Specialized returns what an environment deploys: s with the values of the
// environment instead of parameters, and without what is absent there. Permissions
// are as written, regardless of packing. It also returns the parameters that list
// items name, by the position of the item.
func (s *Spec) Specialized(e *Environment) (*Spec, map[diag.Span][]string) {
	z := &specializer{binding: e.Binding, params: map[diag.Span][]string{}}
	z.rewriter = rewriter{
		when:  func(w When) (When, bool) { return nil, z.binding.Holds(w) },
		items: z.present,
		value: func(v Value) Value { return z.text(v, "") },
	}
	out := z.copy(s)
	out.Params, out.Environments, out.Tests = nil, nil, nil
	return out, z.params
}

// Replaced returns a copy of s with values instead of parameters that no When names.
// Parameters in the values become those of s with their name. Permissions are as written,
// regardless of packing.
func (s *Spec) Replaced(with map[*Param]Value) *Spec {
	params := slices.DeleteFunc(slices.Clone(s.Params), func(p *Param) bool { return with[p] != nil })
	own := func(p *Param) *Param {
		i := slices.IndexFunc(params, func(q *Param) bool { return q.Name == p.Name })
		if i < 0 {
			i = len(params)
			params = append(params, p)
		}
		return params[i]
	}
	values := map[*Param]Value{}
	for _, p := range s.Params {
		for _, part := range with[p] {
			if ref, ok := part.(ParamRef); ok {
				part = ParamRef{own(ref.Param)}
			}
			values[p] = append(values[p], part)
		}
	}
	c := &copier{}
	c.when = func(w When) (When, bool) { return w, true }
	c.value = func(v Value) Value {
		var out Value
		for _, part := range v {
			if ref, ok := part.(ParamRef); ok && values[ref.Param] != nil {
				out = out.Append(values[ref.Param]...)
			} else {
				out = out.Append(c.reference(part))
			}
		}
		return out
	}
	c.items = func(its []Item) []Item {
		its = slices.Clone(its)
		for i := range its {
			its[i].Value = c.value(its[i].Value)
		}
		return its
	}
	out := c.copy(s)
	out.Params = params
	for i, st := range s.Stacks {
		if out.Stacks[i].NameParam = st.NameParam; values[st.NameParam] != nil {
			out.Stacks[i].NameParam = values[st.NameParam].Params()[0]
		}
	}
	return out
}

// copier copies specs, as a rewriter rewrites their parts.
type copier struct {
	rewriter
	roles    map[*Role]*Role
	policies map[*Policy]*Policy
}

func (z *copier) copy(s *Spec) *Spec {
	z.roles, z.policies = map[*Role]*Role{}, map[*Policy]*Policy{}
	for _, r := range s.Roles {
		z.roles[r] = &Role{}
	}
	for _, p := range s.Policies {
		z.policies[p] = &Policy{}
	}
	holds := func(w When) bool { _, present := z.when(w); return present }
	out := *s
	out.Packings, out.StackSplits = nil, nil
	out.Roles, out.Policies, out.Existing, out.Stacks = nil, nil, nil, nil
	out.SecurityConfigurations, out.ResourcePolicies = nil, nil
	for _, r := range s.Roles {
		if holds(r.When) {
			out.Roles = append(out.Roles, z.role(r))
		}
	}
	for _, p := range s.Policies {
		if !p.Made() && holds(p.When) {
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
		if !holds(c.When) {
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
			if holds(r.When) {
				one.Roles = append(one.Roles, z.roles[r])
				z.roles[r].Stack = one
			}
		}
		for _, p := range st.Policies {
			if !p.Made() && holds(p.When) {
				one.Policies = append(one.Policies, z.policies[p])
				z.policies[p].Stack = one
			}
		}
		for _, c := range st.SecurityConfigurations {
			if holds(c.When) {
				one.SecurityConfigurations = append(one.SecurityConfigurations, configurations[c])
			}
		}
		out.Stacks = append(out.Stacks, one)
	}
	return &out
}

// reference is a part that names a copied role or policy. One that the spec names and
// does not have is copied here.
func (z *copier) reference(p Part) Part {
	switch part := p.(type) {
	case RoleRef:
		if z.roles[part.Role] == nil {
			z.roles[part.Role] = &Role{}
			z.role(part.Role)
		}
		part.Role = z.roles[part.Role]
		return part
	case PolicyRef:
		if z.policies[part.Policy] == nil {
			z.policies[part.Policy] = &Policy{}
			z.policy(part.Policy)
		}
		part.Policy = z.policies[part.Policy]
		return part
	}
	return p
}

type specializer struct {
	copier
	binding Binding
	params  map[diag.Span][]string
}

func (z *copier) role(r *Role) *Role {
	one := *r
	one.Managed = slices.DeleteFunc(slices.Clone(r.Managed), func(it Item) bool {
		return slices.ContainsFunc(it.Value, func(p Part) bool { ref, ok := p.(PolicyRef); return ok && ref.Policy.Made() })
	})
	one.Policies = nil
	for _, p := range r.Own() {
		own := *p
		one.Policies = append(one.Policies, &own)
	}
	out := z.roles[r]
	*out = *z.rewriter.role(&one)
	out.Packing = nil
	out.When, _ = z.when(r.When)
	out.Policies = slices.DeleteFunc(out.Policies, func(p *RolePolicy) bool { return len(p.Document.Statements) == 0 })
	return out
}

func (z *copier) policy(p *Policy) *Policy {
	out := z.policies[p]
	*out = *p
	out.Packing = nil
	out.When, _ = z.when(p.When)
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

func (z *copier) configuration(c *SecurityConfiguration) *SecurityConfiguration {
	out := *c
	out.When, _ = z.when(c.When)
	out.ConfigurationName = z.value(c.ConfigurationName)
	out.Mappings = nil
	for _, m := range c.Mappings {
		out.Mappings = append(out.Mappings, &RoleMapping{z.value(m.Role), m.By, z.items(m.Identifiers), m.At})
	}
	out.SessionTag = z.value(c.SessionTag)
	if c.Sections != nil {
		out.Sections = MapJSON(c.Sections, z.value, z.items).(Object)
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
		}
		out = out.Append(z.reference(p))
	}
	return out
}
