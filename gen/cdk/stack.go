package cdk

import (
	"cmp"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// stackConstruct is the construct of a stack, in the making.
type stackConstruct struct {
	*construct
	stack   *spec.Stack
	members []*member // in an order in which they can be made
}

// newStack begins the construct of a stack. all are the constructs of
// its members.
func (k *pkg) newStack(name string, st *spec.Stack, all map[any]*construct) *stackConstruct {
	members := newMembers(st, all)
	c, _ := k.newConstruct(name, k.spec.ParamsOfConstruct(st), outside(members), nil)
	return &stackConstruct{c, st, order(members)}
}

// write prints the file of the stack.
func (c *stackConstruct) write(f *gofile.File) {
	var accessors []accessor
	for _, m := range c.inOrder() {
		accessors = append(accessors, accessor{m.accessor, m.field, m.typ(), m.doc()})
	}
	c.declare(f, accessors, "", c.name+" makes "+c.contents()+" of the stack "+c.stack.Name)
	c.declareProps(f)
	f.Decl(
		gofile.Doc("", "New"+c.name+" creates "+c.contents()+" of the stack"),
		c.constructor(func(g *jen.Group) {
			g.Id("c").Op(":=").Op("&").Id(c.structName()).Add(c.begin())
			p := &stackPrinter{c, g, c.locals(), map[*construct]bool{}, map[string]jen.Code{}}
			for _, m := range c.members {
				p.member(m)
				p.made[m.construct] = true
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

// inOrder are the members in the order of the spec: roles, policies, then
// security configurations.
func (c *stackConstruct) inOrder() []*member {
	return slices.SortedFunc(slices.Values(c.members), func(a, b *member) int { return cmp.Compare(a.place, b.place) })
}

// begin is what the struct has before any member is made.
func (c *stackConstruct) begin() jen.Code {
	fields := []jen.Code{gofile.Field("Construct", jen.Id("construct"))}
	for _, m := range c.inOrder() {
		if m.each != nil {
			fields = append(fields, gofile.Field(m.field, m.typ().Values()))
		}
	}
	return gofile.List(fields...)
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
