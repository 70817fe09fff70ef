package cdk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
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
func (k *pkg) newStack(name string, st *spec.Stack, all map[*spec.Header]*construct) *stackConstruct {
	members := newMembers(st, all)
	c, scope := k.newConstruct(name, k.spec.ParamsOfConstruct(st), outside(members), nil)
	sc := &stackConstruct{c, st, order(slices.Clone(members))}
	for _, m := range members {
		m.separate(sc.members)
		sc.addOverride(m, scope)
	}
	return sc
}

// addOverride adds the prop that overrides the name of a member, or the names of those of
// an Each, unless a member has no such prop or takes its name from a parameter.
func (c *stackConstruct) addOverride(m *member, scope *naming.Scope) {
	if m.selfName == nil || m.params[m.selfName].param != nil {
		return
	}
	what := kindOf(m.entity()).what
	own := m.params[m.selfName]
	_, def, _ := strings.Cut(own.doc, " Default: ")
	pr := prop{name: m.name + "Name", typ: own.typ, doc: "The name of the " + what + " " + m.id + ". Default: " + def}
	switch {
	case m.each != nil && c.namedEarly(m):
		return // what comes before has no way to learn the names
	case m.each != nil:
		pr.name, pr.typ = m.name+"Names", jen.Map(jen.String()).Op("*").String()
		pr.doc = "The name of each " + what + " " + m.id + ", by the name that it is made for. Default: " + def
	case c.namedEarly(m):
		pr.text = own.text
	}
	pr.name = scope.Name(pr.name)
	m.override = &spec.Param{Name: pr.name, Type: spec.String}
	c.params[m.override] = pr
	c.props = append(c.props, pr)
}

// namedEarly reports whether a construct that is made before m names it.
func (c *stackConstruct) namedEarly(m *member) bool {
	for _, o := range c.members[:slices.Index(c.members, m)] {
		if slices.ContainsFunc(o.refs.list, func(r *ref) bool { return memberOf(c.members, r) == m }) {
			return true
		}
	}
	return false
}

// write prints the file of the stack.
func (c *stackConstruct) write(f *gofile.File) {
	accessors := lists.Map(c.inOrder(), func(m *member) accessor { return accessor{m.accessor, m.field, m.typ(), m.doc()} })
	c.declare(f, accessors, "", c.name+" makes "+c.contents()+" of the stack "+c.stack.Name)
	c.declareProps(f)
	f.Decl(
		gofile.Doc("", "New"+c.name+" creates "+c.contents()+" of the stack"),
		c.constructor(func(g *jen.Group) {
			g.Id("c").Op(":=").Op("&").Id(c.structName()).Add(c.begin())
			p := &stackPrinter{c, g, c.locals(), map[*construct]bool{}, map[string]jen.Code{}, map[string]jen.Code{}}
			for _, m := range c.members {
				p.member(m)
				p.made[m.construct] = true
			}
			for _, m := range c.members {
				p.later(m)
			}
			g.Return(jen.Id("c"))
		}),
	)
	c.define(f, accessors)
	c.defineComplete(f)
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
func (r *ref) accessor() string { return kindOf(r.Entity).accessor }
