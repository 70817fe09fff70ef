package importer

import (
	"github.com/emriam/emriam/spec"
)

// link makes references of the ARNs of roles and policies that the spec has,
// so that they follow when those are renamed.
func (d *draft) link() {
	refs := map[string]spec.Part{}
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
		if ref, ok := refs[v.String()]; ok {
			return spec.Value{ref}
		}
		return v
	}
	for _, p := range d.policies {
		p.document.each(resolve)
	}
	for _, r := range d.roles {
		for _, p := range r.policies {
			p.document.each(resolve)
		}
		for i := range r.Managed {
			r.Managed[i].Value = resolve(r.Managed[i].Value)
		}
		if r.Boundary != nil {
			r.Boundary.Value = resolve(r.Boundary.Value)
		}
	}
	byRef := map[*spec.Role]*role{}
	for _, r := range d.roles {
		byRef[r.Role] = r
	}
	for _, r := range d.roles {
		r.trust.each(func(v spec.Value) spec.Value { return acyclic(byRef, r, resolve(v)) })
	}
}

// acyclic is a principal of the trust of r, which is no reference if that would
// make roles trust each other in a circle. IAM takes one once the roles exist.
func acyclic(byRef map[*spec.Role]*role, r *role, v spec.Value) spec.Value {
	for _, part := range v {
		if ref, ok := part.(spec.RoleRef); ok && trusts(byRef, ref.Role, r.Role, map[*spec.Role]bool{}) {
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
	for part := range parts(byRef[a].trust.carried()...) {
		if ref, ok := part.(spec.RoleRef); ok && trusts(byRef, ref.Role, b, seen) {
			return true
		}
	}
	return false
}
