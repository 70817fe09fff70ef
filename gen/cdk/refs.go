package cdk

import (
	"fmt"

	"github.com/emriam/emriam/gen/internal/ident"
	"github.com/emriam/emriam/spec"
)

// ref is a role or policy of the spec, or the instance profile of a role, that
// a construct names and does not make.
type ref struct {
	role    *spec.Role   // or nil
	policy  *spec.Policy // or nil
	profile bool
	strong  bool // it must be there before the construct: IAM checks
	object  *object
	want    string // the prop's name if it is free
	prop    string // the prop's name
}

// refs are the refs of a construct, in the order in which it names them.
type refs struct{ list []*ref }

// refsOf collects what a role or policy names other than itself.
func refsOf(r *spec.Role, p *spec.Policy) refs {
	rs := refs{}
	if p != nil {
		rs.document(p.Document, false)
	}
	if r != nil {
		rs.document(r.Trust, true)
		if r.Boundary != nil {
			rs.value(r.Boundary.Value, true)
		}
		rs.items(r.Managed, true)
		for _, t := range r.Tags {
			rs.value(t.Value.Value, false)
		}
		for _, rp := range r.Policies {
			rs.document(rp.Document, false)
		}
	}
	rs.remove(r, p)
	return rs
}

func (rs *refs) document(d *spec.Document, strong bool) {
	for _, st := range d.Statements {
		for _, p := range st.Principals {
			rs.items(p.Values, strong)
		}
		rs.items(st.Actions, false)
		rs.items(st.Resources, false)
		for _, cond := range st.Conditions {
			rs.items(cond.Values, false)
		}
	}
}

func (rs *refs) items(items []spec.Item, strong bool) {
	for _, it := range items {
		rs.value(it.Value, strong)
	}
}

func (rs *refs) value(v spec.Value, strong bool) {
	for _, part := range v {
		switch part := part.(type) {
		case spec.RoleRef:
			rs.add(newRoleRef(part, strong))
		case spec.PolicyRef:
			rs.add(&ref{policy: part.Policy, strong: strong, object: policyObject, want: ident.CDK(part.Policy.Name)})
		}
	}
}

func newRoleRef(part spec.RoleRef, strong bool) *ref {
	r := &ref{role: part.Role, strong: strong, object: roleObject, want: ident.CDK(part.Role.Name)}
	if part.Attr == spec.AttrProfileARN {
		r.profile, r.object, r.want = true, profileObject, r.want+"Profile"
	}
	return r
}

func (rs *refs) add(r *ref) {
	for _, o := range rs.list {
		if o.same(r) {
			o.strong = o.strong || r.strong
			return
		}
	}
	rs.list = append(rs.list, r)
}

func (r *ref) same(o *ref) bool {
	return r.role == o.role && r.policy == o.policy && r.profile == o.profile
}

// remove takes out what a role or policy names of itself.
func (rs *refs) remove(r *spec.Role, p *spec.Policy) {
	var out []*ref
	for _, o := range rs.list {
		if (o.role == nil || o.role != r) && (o.policy == nil || o.policy != p) {
			out = append(out, o)
		}
	}
	rs.list = out
}

// find returns the ref for a part of a value, whose object gives the text that
// the part stands for.
func (rs refs) find(part spec.Part) (*ref, *object) {
	var want *ref
	switch part := part.(type) {
	case spec.RoleRef:
		want = newRoleRef(part, false)
		if part.Attr == spec.AttrName {
			want.object = nameObject
		}
	case spec.PolicyRef:
		want = &ref{policy: part.Policy, object: policyObject}
	}
	for _, r := range rs.list {
		if r.same(want) {
			return r, want.object
		}
	}
	panic(fmt.Sprintf("cdk: no prop for %v", part))
}

func (r *ref) doc() string {
	switch {
	case r.policy != nil:
		return "The managed policy " + r.policy.Name + ". Default: " + r.policy.PolicyName.String() + " in this account."
	case r.profile:
		return "The instance profile of the role " + r.role.Name + ". Default: " + r.role.Profile.String() + " in this account."
	default:
		return "The role " + r.role.Name + ". Default: " + r.role.RoleName.String() + " in this account."
	}
}
