package cdk

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// ref is a role or policy of the spec, or the instance profile of a role, that
// a construct names and does not make.
type ref struct {
	spec.Subject // a role or policy; of a byName, one of them
	profile      bool
	same         bool // of the same name as the construct
	byName       bool // all of an Each, by name
	foreign      bool // its name depends on the name of another stack
	export       bool // its stack exports all that the construct names of it
	strong       bool // it must be there before the construct: IAM checks, or CloudFormation makes its name
	late         bool // it is created after the construct, a method of which takes it instead of a prop
	object       *object
	want         string // the prop's name if it is free
	prop         string // the prop's name
	local        string // the parameter of that method
}

// refs are the refs of a construct, in the order in which it names them.
type refs struct {
	list  []*ref
	stack *spec.Stack // that the construct is in
}

// refsOf collects what a role or policy names other than itself.
func refsOf(r *spec.Role, p *spec.Policy) refs {
	rs := refs{}
	switch {
	case r != nil:
		rs.stack = r.Stack
	case p != nil:
		rs.stack = p.Stack
	}
	if p != nil {
		rs.document(p.Document, unnamed)
		for _, h := range p.Holders {
			rs.value(spec.Value{spec.RoleRef{Role: h, Attr: spec.AttrARN}}, always)
		}
	}
	if r != nil {
		rs.document(r.Trust, unnamed)
		rs.items(r.Boundary, always)
		rs.items(r.Attaches(), always)
		for _, t := range r.Tags {
			rs.value(t.Value.Value, unnamed)
		}
		for _, rp := range r.Policies {
			if rp.Apart {
				rs.document(rp.Document, never)
			} else {
				rs.document(rp.Document, unnamed)
			}
		}
		rs.otherwise(r)
	}
	rs.remove(r, p)
	return rs
}

// Which refs are strong.
var (
	always  = func(*ref) bool { return true }
	unnamed = (*ref).nameless
	never   = func(*ref) bool { return false } // what names them can be created later
)

// document collects what a document names. IAM checks principals.
func (rs *refs) document(d *spec.Document, strong func(*ref) bool) {
	for _, st := range d.Statements {
		for _, p := range st.Principals {
			rs.items(p.Values, always)
		}
		rs.items(st.Actions, strong)
		rs.items(st.Resources, strong)
		for _, cond := range st.Conditions {
			rs.items(cond.Values, strong)
		}
	}
}

// otherwise collects what the outputs of a role name where it does not exist.
func (rs *refs) otherwise(r *spec.Role) {
	for _, o := range slices.Concat(r.Deployed.Outputs, r.OfProfile.Outputs) {
		rs.value(o.Otherwise, never)
	}
}

func (rs *refs) items(items []spec.Item, strong func(*ref) bool) {
	for _, it := range spec.Runs(items) {
		rs.parts(it.Value, it.Each != nil, strong)
	}
}

func (rs *refs) value(v spec.Value, strong func(*ref) bool) { rs.parts(v, false, strong) }

func (rs *refs) parts(v spec.Value, byName bool, strong func(*ref) bool) {
	for _, part := range v {
		if r := newRef(part, byName); r != nil {
			r.foreign, r.export = rs.isForeign(part), rs.exported(part) != nil
			r.strong = strong(r)
			rs.add(r)
		}
	}
}

// newRef is the ref for a part, or nil if it names no role or policy.
func newRef(part spec.Part, byName bool) *ref {
	var r *ref
	switch part := part.(type) {
	case spec.RoleRef:
		r = &ref{Subject: spec.Subject{Role: part.Role}, same: part.Same, object: roleObject, want: naming.CDK(part.Role.Name)}
		if part.Same {
			r.want = naming.CDK(part.Role.Written())
		}
		if part.Attr == spec.AttrProfileARN {
			r.profile, r.object, r.want = true, profileObject, r.want+"Profile"
		}
	case spec.PolicyRef:
		r = &ref{Subject: spec.Subject{Policy: part.Policy}, same: part.Same, object: policyObject, want: naming.CDK(part.Policy.Name)}
		if part.Same {
			r.want = naming.CDK(part.Policy.Written())
		}
	default:
		return nil
	}
	if byName && r.same {
		return r.all()
	}
	return r
}

// all is r for all of its Each instead of one.
func (r *ref) all() *ref {
	out := *r
	out.same, out.byName = false, true
	out.want = naming.Plural(r.want)
	return &out
}

// each is what r is one of, or all of; or nil.
func (r *ref) each() *spec.Each { return r.Header().Each }

func (rs *refs) add(r *ref) {
	for _, o := range rs.list {
		if o.is(r) {
			o.strong, o.export = o.strong || r.strong, o.export && r.export
			return
		}
	}
	rs.list = append(rs.list, r)
}

func (r *ref) is(o *ref) bool {
	if r.profile != o.profile || r.same != o.same || r.byName != o.byName {
		return false
	}
	if r.same || r.byName {
		return r.each() != nil && o.each() != nil && r.each().Group == o.each().Group
	}
	return r.Subject == o.Subject
}

// remove takes out what a role or policy names of itself.
func (rs *refs) remove(r *spec.Role, p *spec.Policy) {
	rs.list = slices.DeleteFunc(rs.list, func(o *ref) bool {
		return o.same == (o.each() != nil) && (o.Role != nil && o.Role == r || o.Policy != nil && o.Policy == p)
	})
}

// find returns the ref for a part of a value, whose object gives the text that
// the part stands for, in a loop over names or not.
func (rs refs) find(part spec.Part, loop bool) (*ref, *object) {
	want := newRef(part, loop)
	if part, ok := part.(spec.RoleRef); ok && part.Attr == spec.AttrName {
		want.object = nameObject
	}
	for _, r := range rs.list {
		if r.is(want) {
			return r, want.object
		}
	}
	panic(fmt.Sprintf("cdk: no prop for %v", part))
}

// nameless reports whether the spec gives r no name, so that it must be there before
// the construct is.
func (r *ref) nameless() bool {
	switch {
	case r.foreign:
		return true
	case r.Policy != nil:
		return !r.Policy.Named()
	case r.profile:
		return isMade(r.Role.Profile)
	}
	return !r.Role.Named()
}

// required reports whether the construct cannot do without r.
func (r *ref) required() bool { return r.nameless() && !r.export }

// exists are the conditions of which one holds where there is what r refers to, nil if
// it always exists.
func (r *ref) exists() []spec.When {
	switch {
	case r.Policy != nil:
		return r.Policy.Document.Presence()
	case len(r.Role.When) > 0:
		return []spec.When{r.Role.When}
	}
	return nil
}

// exported is the export that a construct imports a part by, as a parameter that is
// looked up, or nil. An export whose name depends on parameters has none: a construct
// has the parameters of its own role or policy.
func (rs *refs) exported(part spec.Part) *spec.Param {
	p := rs.stack.Imported(part)
	if p == nil || len(p.Export().Params()) > 0 {
		return nil
	}
	return p
}

// isForeign reports whether a part depends on the name of another stack.
func (rs *refs) isForeign(part spec.Part) bool {
	return slices.ContainsFunc(spec.Value{part}.Expand().Params(), func(p *spec.Param) bool {
		return p.Made != nil && p.Made.Stack != nil && p.Made.Stack != rs.stack
	})
}

// given prints the prop, or the parameter, for r.
func (r *ref) given() *jen.Statement {
	if r.late {
		return jen.Id(r.local)
	}
	return jen.Id("p").Dot(r.prop)
}

// typ is the type of the prop.
func (r *ref) typ() *jen.Statement {
	if r.byName {
		return jen.Map(jen.String()).Add(r.object.typ())
	}
	return r.object.typ()
}

func (r *ref) doc() string {
	var what, name string
	var called spec.Value
	switch {
	case r.Policy != nil:
		what, name, called = "managed policy", r.Policy.Name, r.Policy.PolicyName
	case r.profile:
		what, name, called = "instance profile of the role", r.Role.Name, r.Role.Profile
	default:
		what, name, called = "role", r.Role.Name, r.Role.RoleName
	}
	switch {
	case r.required():
		return "The " + what + " " + name + ". Required."
	case r.export:
		return "The " + what + " " + name + ". Default: what its stack exports."
	case r.byName:
		return "The " + what + " " + r.Header().Written() + " of each name. Default: " + showAs(called, "name") + " in this account."
	case r.same:
		return "The " + what + " " + r.Header().Written() + " of the same name. Default: " + show(called) + " in this account."
	}
	return "The " + what + " " + name + ". Default: " + called.Named().String() + " in this account."
}
