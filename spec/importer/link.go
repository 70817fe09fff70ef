package importer

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// link makes references of the ARNs of roles and policies that the spec has,
// so that they follow when those are renamed, and of what one template imports from
// another.
func (d *draft) link() {
	refs := d.linkedExports()
	for _, p := range d.policies {
		refs[p.ARN().String()] = spec.PolicyRef{Policy: p.Policy}
	}
	for _, r := range d.roles {
		refs[r.ARN().String()] = spec.RoleRef{Role: r.Role, Attr: spec.AttrARN}
		if r.Profile != nil {
			ref := spec.RoleRef{Role: r.Role, Attr: spec.AttrProfileARN}
			refs[ref.Value().String()] = ref
		}
	}
	resolve := func(v spec.Value) spec.Value {
		if v == nil {
			return nil
		}
		if ref, ok := refs[v.String()]; ok {
			return spec.Value{ref}
		}
		return mapped(v, func(p spec.Part) spec.Value {
			if ref, ok := refs[(spec.Value{p}).String()]; ok {
				p = ref
			}
			return spec.Value{p}
		})
	}
	byRef := lists.By(d.roles, func(r *role) *spec.Role { return r.Role })
	d.lists(func(in use, its []spec.Item) []spec.Item {
		if !in.inDocument && in.place != isBoundary && in.place != isSetting {
			return its
		}
		for i := range its {
			its[i].Value = resolve(its[i].Value)
			if in.trustOf != nil {
				its[i].Value = acyclic(byRef, in.trustOf, its[i].Value)
			}
		}
		return its
	})
	uses := d.uses()
	d.params = slices.DeleteFunc(d.params, func(p *param) bool { return p.Export() != nil && uses[p.Param] == nil })
}

// linkedExports are the roles and policies without a name of which one template has the
// export and another imports it, by the placeholder of the parameter that is imported.
// The import of what has a name stays: its ARN would otherwise be built from the name.
func (d *draft) linkedExports() map[string]spec.Part {
	params := map[string]string{} // by export
	for _, p := range d.params {
		if name, ok := p.Export().Literal(); ok && name != "" {
			params[name] = p.Name
		}
	}
	refs := map[string]spec.Part{}
	add := func(of spec.Deployed, named bool, ref spec.Part, attr spec.Attr) {
		for _, o := range of.Named(attr) {
			if name, ok := o.Export.Literal(); ok && !named && params[name] != "" {
				refs["${"+params[name]+"}"] = ref
			}
		}
	}
	for _, r := range d.roles {
		add(r.Deployed, r.Named(), spec.RoleRef{Role: r.Role, Attr: spec.AttrARN}, spec.AttrARN)
		add(r.Deployed, r.Named(), spec.RoleRef{Role: r.Role, Attr: spec.AttrName}, spec.AttrName)
		add(r.OfProfile, r.Named() && r.ProfileNamed(), spec.RoleRef{Role: r.Role, Attr: spec.AttrProfileARN}, spec.AttrARN)
	}
	for _, p := range d.policies {
		add(p.Deployed, p.Named(), spec.PolicyRef{Policy: p.Policy}, spec.AttrARN)
	}
	return refs
}

// acyclic is a principal of the trust of r, which is no reference if that would
// make roles trust each other in a circle. IAM takes one once the roles exist.
func acyclic(byRef map[*spec.Role]*role, r *spec.Role, v spec.Value) spec.Value {
	for _, part := range v {
		if ref, ok := part.(spec.RoleRef); ok && trusts(byRef, ref.Role, r, map[*spec.Role]bool{}) {
			return v.Expand()
		}
	}
	return v
}

// trusts reports whether a is b, or trusts it by way of any roles.
func trusts(byRef map[*spec.Role]*role, a, b *spec.Role, seen map[*spec.Role]bool) bool {
	if a == b {
		return true
	}
	if byRef[a] == nil || seen[a] {
		return false
	}
	seen[a] = true
	return slices.ContainsFunc(parts(carried(byRef[a].Trust)...), func(part spec.Part) bool {
		ref, ok := part.(spec.RoleRef)
		return ok && trusts(byRef, ref.Role, b, seen)
	})
}
