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
			for _, it := range st.Resources {
				for _, part := range it.Value {
					if ref, ok := part.(RoleRef); ok && !slices.Contains(out, ref.Role) {
						out = append(out, ref.Role)
					}
				}
			}
		}
	}
	return out
}

func isPassRole(it Item) bool {
	lit, _ := it.Value.Literal()
	return lit == "iam:PassRole"
}
