package cdk

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/ident"
	"github.com/emriam/emriam/spec"
)

// stackConstruct is the construct of a stack, in the making.
type stackConstruct struct {
	*construct
	stack   *spec.Stack
	members []*member // in an order in which they can be made
}

// member is a role, a policy or a security configuration of a stack.
type member struct {
	*construct
	id    string // the logical name
	field string // of the struct behind the interface
}

// newStack begins the construct of a stack. all are the constructs of
// its members.
func (k *pkg) newStack(name string, st *spec.Stack, all map[any]*construct) *stackConstruct {
	var members []*member
	scope := &ident.Scope{}
	add := func(key any, id string) {
		members = append(members, &member{all[key], id, scope.Name(ident.UnexportedCDK(all[key].name))})
	}
	for _, r := range st.Roles {
		add(r, r.Name)
	}
	for _, p := range st.Policies {
		add(p, p.Name)
	}
	for _, s := range st.SecurityConfigurations {
		add(s, s.Name)
	}
	c, _ := k.newConstruct(name, k.spec.ParamsOf(st), outside(members))
	return &stackConstruct{c, st, order(members)}
}

// outside are the refs of members to what is not in the stack.
func outside(members []*member) refs {
	var rs refs
	for _, m := range members {
		for _, r := range m.refs.list {
			if memberOf(members, r) == nil {
				copied := *r
				rs.add(&copied)
			}
		}
	}
	return rs
}

func memberOf(members []*member, r *ref) *member {
	for _, m := range members {
		if r.role != nil && r.role == m.role || r.policy != nil && r.policy == m.policy {
			return m
		}
	}
	return nil
}

// write prints the file of the stack.
func (c *stackConstruct) write(f *gofile.File) {
	var accessors []accessor
	for _, m := range c.inOrder() {
		accessors = append(accessors, accessor{accessorName(m.name), m.field, jen.Id(m.name), c.docOf(m)})
	}
	c.declare(f, accessors, "", c.name+" makes "+c.contents()+" of the stack "+c.stack.Name)
	c.declareProps(f)
	f.Decl(
		gofile.Doc("", "New"+c.name+" makes "+c.contents()+" of the stack"),
		c.constructor(func(g *jen.Group) {
			g.Id("c").Op(":=").Op("&").Id(c.structName()).Values(gofile.Field("Construct", jen.Id("construct")))
			made := map[*construct]bool{}
			for _, m := range c.members {
				g.Id("c").Dot(m.field).Op("=").Id("New"+m.name).Call(
					jen.Id("construct"), jsiiString(m.id), c.propsOf(m, made),
				)
				made[m.construct] = true
			}
			g.Return(jen.Id("c"))
		}),
	)
	c.define(f, accessors)
	if len(c.props) > 0 {
		c.defineComplete(f)
	}
}

// contents says what is in the stack.
func (c *stackConstruct) contents() string {
	if len(c.stack.SecurityConfigurations) > 0 {
		return "the roles, policies and security configurations"
	}
	return "the roles and policies"
}

func (c *stackConstruct) docOf(m *member) string {
	switch {
	case m.role != nil:
		return accessorName(m.name) + " is the role " + m.role.RoleName.String() + "."
	case m.policy != nil:
		return accessorName(m.name) + " is the managed policy " + m.policy.PolicyName.String() + "."
	default:
		return accessorName(m.name) + " is the security configuration " + m.configuration.ConfigurationName.String() + "."
	}
}

// accessorName keeps clear of what every construct has.
func accessorName(name string) string {
	switch name {
	case "Node", "ToString", "With":
		return name + "Construct"
	}
	return name
}

// inOrder are the members in the order of the spec: roles, policies, then
// security configurations.
func (c *stackConstruct) inOrder() []*member {
	var out []*member
	for _, r := range c.stack.Roles {
		out = append(out, memberOf(c.members, &ref{role: r}))
	}
	for _, p := range c.stack.Policies {
		out = append(out, memberOf(c.members, &ref{policy: p}))
	}
	for _, s := range c.stack.SecurityConfigurations {
		i := slices.IndexFunc(c.members, func(m *member) bool { return m.configuration == s })
		out = append(out, c.members[i])
	}
	return out
}

// propsOf prints the props of a member: the stack's own, and what is already
// made.
func (c *stackConstruct) propsOf(m *member, made map[*construct]bool) jen.Code {
	var fields []jen.Code
	for _, pr := range m.props {
		if pr.param != nil {
			fields = append(fields, gofile.Field(pr.name, c.field(pr.param)))
		}
	}
	for _, r := range m.refs.list {
		if other := memberOf(c.members, r); other == nil {
			fields = append(fields, gofile.Field(r.prop, jen.Id("p").Dot(c.refs.same(r).prop)))
		} else if made[other.construct] {
			fields = append(fields, gofile.Field(r.prop, jen.Id("c").Dot(other.field).Dot(r.accessor()).Call()))
		}
	}
	if fields == nil {
		return jen.Nil()
	}
	return jen.Op("&").Id(m.propsName()).Add(gofile.Struct(fields...))
}

// accessor is the method of a construct that gives what r stands for.
func (r *ref) accessor() string {
	switch {
	case r.policy != nil:
		return "ManagedPolicy"
	case r.profile:
		return "InstanceProfile"
	default:
		return "Role"
	}
}

// same returns the ref of rs to what r refers to.
func (rs refs) same(r *ref) *ref {
	for _, o := range rs.list {
		if o.same(r) {
			return o
		}
	}
	panic("cdk: no prop for " + r.want)
}
