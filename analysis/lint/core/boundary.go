package core

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// IsBoundary reports whether p only limits roles: it is the permissions boundary of a
// role, or the one that a statement demands of roles, or has the template for that, and
// is attached to nothing that the spec knows. Such a policy allows nothing by itself.
func (c *Checker) IsBoundary(p *spec.Policy) bool {
	if c.boundaries == nil {
		c.boundaries = c.findBoundaries()
	}
	return c.boundaries[p]
}

func (c *Checker) findBoundaries() map[*spec.Policy]bool {
	limits, attached := map[*spec.Policy]bool{}, map[*spec.Policy]bool{}
	mark := func(in map[*spec.Policy]bool, items ...spec.Item) {
		for _, it := range items {
			if ref, ok := spec.LonePolicy(it.Value); ok {
				in[ref.Policy] = true
			}
		}
	}
	for _, r := range c.Spec.Roles {
		mark(attached, r.Managed...)
		mark(limits, r.Boundary...)
	}
	for _, d := range c.Documents {
		for _, st := range d.Sampled {
			for _, cond := range st.Conditions {
				if strings.EqualFold(cond.Key, "iam:PermissionsBoundary") {
					mark(limits, cond.Values...)
				}
			}
		}
	}
	for _, p := range c.Spec.Policies {
		if p.Template == "role-boundary" { // of roles in other specs
			limits[p] = true
		}
		if attached[p] || slices.Concat(p.AttachedTo("group"), p.AttachedTo("user"), p.AttachedTo("role")) != nil {
			delete(limits, p)
		}
	}
	return limits
}
