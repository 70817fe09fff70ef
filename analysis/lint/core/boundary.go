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
	limits := map[*spec.Policy]bool{}
	limit := func(items []spec.Item) {
		for _, p := range policiesIn(items) {
			limits[p] = true
		}
	}
	for _, r := range c.Spec.Roles {
		limit(r.Boundary)
	}
	for _, d := range c.Documents {
		for _, st := range d.Sampled {
			for _, cond := range st.Conditions {
				if strings.EqualFold(cond.Key, "iam:PermissionsBoundary") {
					limit(cond.Values)
				}
			}
		}
	}
	for _, p := range c.Spec.Policies {
		if p.Template == "role-boundary" { // of roles in other specs
			limits[p] = true
		}
		if c.having[p] != nil || slices.Concat(p.AttachedTo("group"), p.AttachedTo("user"), p.AttachedTo("role")) != nil {
			delete(limits, p)
		}
	}
	return limits
}
