package spec

import "slices"

// Passes returns the roles of the spec that r may pass to services, in order.
func (r *Role) Passes() []*Role {
	var out []*Role
	for _, p := range r.Own() {
		for _, st := range p.Document.Statements {
			if st.Effect != "Allow" || !slices.ContainsFunc(st.Actions, isPassRole) {
				continue
			}
			out = addRoles(out, st.Resources)
		}
	}
	return out
}

// Trusts returns the roles of the spec that r's trust policy names, in order.
func (r *Role) Trusts() []*Role {
	var out []*Role
	for _, st := range r.Trust.Statements {
		for _, p := range st.Principals {
			out = addRoles(out, p.Values)
		}
	}
	return out
}

// addRoles adds the roles that items name, each once.
func addRoles(out []*Role, items []Item) []*Role {
	for _, it := range items {
		for _, part := range it.Value {
			if ref, ok := part.(RoleRef); ok && !slices.Contains(out, ref.Role) {
				out = append(out, ref.Role)
			}
		}
	}
	return out
}

func isPassRole(it Item) bool {
	lit, _ := it.Value.Literal()
	return lit == "iam:PassRole"
}
