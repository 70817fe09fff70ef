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
	spec.Entity      // a role, its instance profile or a policy; of a byName, one of them
	same        bool // of the same name as the construct
	byName      bool // all of an Each, by name
	foreign     bool // its name depends on the name of another stack
	export      bool // its stack exports all that the construct names of it
	strong      bool // it must be there before the construct: IAM checks, or CloudFormation makes its name
	late        bool // it is created after the construct, a method of which takes it instead of a prop
	object      *object
	want        string // the prop's name if it is free
	prop        string // the prop's name
	local       string // the parameter of that method
}

// refs are the refs of a construct, in the order in which it names them.
type refs struct {
	list  []*ref
	stack *spec.Stack // that the construct is in
}

// refsOf collects what a role, policy or security configuration names other than itself.
func refsOf(of spec.Subject) refs {
	rs := refs{stack: of.Header().Stack}
	switch {
	case of.Policy != nil:
		rs.document(of.Policy.Document, unnamed)
		for _, h := range of.Policy.Holders {
			rs.value(spec.Value{spec.RoleRef{Role: h, Attr: spec.AttrARN}}, always)
		}
	case of.Role != nil:
		r := of.Role
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
		rs.otherwise(r.Deployed, never)
		rs.otherwise(r.OfProfile, never)
	default:
		for _, m := range of.Configuration.Mappings {
			rs.value(m.Role, always)
			rs.items(m.Identifiers, unnamed)
		}
		rs.items(of.Configuration.Settings(), always)
		rs.otherwise(of.Configuration.Deployed, unnamed)
	}
	// What it names of itself is no ref.
	rs.list = slices.DeleteFunc(rs.list, func(o *ref) bool { return o.same == (o.each() != nil) && o.Subject == of })
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

// otherwise collects what outputs name where what they are of does not exist.
func (rs *refs) otherwise(d spec.Deployed, strong func(*ref) bool) {
	for _, o := range d.Outputs {
		rs.value(o.Otherwise, strong)
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
	r := &ref{object: roleObject}
	switch part := part.(type) {
	case spec.RoleRef:
		r.Entity, r.same = part.Role.Entity(), part.Same
		if r.Profile = part.Attr == spec.AttrProfileARN; r.Profile {
			r.object = profileObject
		}
	case spec.PolicyRef:
		r.Entity, r.same, r.object = part.Policy.Entity(), part.Same, policyObject
	default:
		return nil
	}
	name := r.Header().Name
	if r.same {
		name = r.Header().Written()
	}
	r.want = naming.CDK(name)
	if r.Profile {
		r.want += "Profile"
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
	if r.Profile != o.Profile || r.same != o.same || r.byName != o.byName {
		return false
	}
	if r.same || r.byName {
		return r.each() != nil && o.each() != nil && r.each().Group == o.each().Group
	}
	return r.Subject == o.Subject
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
	return r.foreign || !r.Named() || r.Profile && isMade(r.AWSName())
}

// required reports whether the construct cannot do without r.
func (r *ref) required() bool { return r.nameless() && !r.export }

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
	what, name, called := kindOf(r.Entity).what, r.Header().Name, r.AWSName()
	if r.Profile {
		what += " of the role"
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
