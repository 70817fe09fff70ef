package cdk

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// later is a method of a role's construct that creates what names roles and policies
// that are created after the role.
type later struct {
	method string // e.g., "AddPolicies"
	what   string // that it creates
	field  string // that says whether it has been called
	refs   []*ref // its parameters
	body   func(*roleConstruct, *jen.Group, later)
}

// later are the methods that create what the constructor cannot.
func (c *construct) later() []later {
	if !slices.ContainsFunc(c.refs.list, func(r *ref) bool { return r.late }) {
		return nil
	}
	var names []string
	var policies, outputs []*ref
	for _, p := range c.Role.Policies {
		if rs := c.lateOf(p); rs != nil {
			names, policies = append(names, p.Name), append(policies, rs...)
		}
	}
	for _, o := range slices.Concat(c.Role.Deployed.Outputs, c.Role.OfProfile.Outputs) {
		outputs = append(outputs, c.lateIn(o.Otherwise)...)
	}
	what := "the inline policy "
	if len(names) > 1 {
		what = "the inline policies "
	}
	all := []later{
		{"AddPolicies", what + strings.Join(names, ", "), "addPolicies", policies, (*roleConstruct).laterPolicies},
		{"AddOutputs", "the outputs that a stack without this role has", "addOutputs", outputs, (*roleConstruct).laterOutputs},
	}
	for i, l := range all {
		all[i].refs = lists.Filter(c.refs.list, func(r *ref) bool { return slices.Contains(l.refs, r) }) // each once
	}
	return lists.Filter(all, func(l later) bool { return l.refs != nil })
}

// lateOf are the late refs of an inline policy.
func (c *construct) lateOf(p *spec.RolePolicy) []*ref {
	if !p.Apart {
		return nil
	}
	return c.lateAmong(func(rs *refs) { rs.document(p.Document, never) })
}

// lateIn are the late refs of a value.
func (c *construct) lateIn(v spec.Value) []*ref {
	return c.lateAmong(func(rs *refs) { rs.value(v, never) })
}

func (c *construct) lateAmong(collect func(*refs)) []*ref {
	some := refs{stack: c.refs.stack}
	collect(&some)
	return lists.Filter(c.refs.list, func(r *ref) bool { return r.late && slices.ContainsFunc(some.list, r.is) })
}

func (l later) doc() string {
	var names []string
	for _, r := range l.refs {
		if name := r.Header().Written(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return l.method + " creates " + l.what + ", which must wait for " + strings.Join(names, ", ") + ". Without this call, synthesis fails."
}

func (l later) signature() *jen.Statement {
	return jen.Id(l.method).Params(parameters(l.refs)...)
}

func parameters(rs []*ref) []jen.Code {
	return lists.Map(rs, func(r *ref) jen.Code { return jen.Id(r.local).Add(r.typ()) })
}

// defineLater prints the methods.
func (c *roleConstruct) defineLater(f *gofile.File) {
	for _, l := range c.later() {
		f.Decl(jen.Func().Params(jen.Id("c").Op("*").Id(c.structName())).Add(l.signature()).BlockFunc(func(g *jen.Group) {
			g.Id("c").Dot(l.field).Dot("called").Op("=").True()
			c.sharing(g, func() { l.body(c, g, l) })
		}))
	}
}

// laterPolicies prints the inline policies that name what is created later.
func (c *roleConstruct) laterPolicies(g *jen.Group, l later) {
	g.List(jen.Id(c.ownProps()), jen.Id("construct"), jen.Id("role")).Op(":=").
		List(jen.Id("c").Dot("props"), jen.Id("c").Dot("Construct"), jen.Id("c").Dot("role"))
	if len(c.Role.When) > 0 {
		g.If(jen.Id("role").Op("==").Nil()).Block(jen.Return())
	}
	c.requireAll(g, l)
	c.apart(g, true)
}

// laterOutputs prints the outputs that have a value of what is created later.
func (c *roleConstruct) laterOutputs(g *jen.Group, l later) {
	g.List(jen.Id("p"), jen.Id("construct")).Op(":=").List(jen.Id("c").Dot("props"), jen.Id("c").Dot("Construct"))
	g.If(c.fails(c.Role.When)).BlockFunc(func(g *jen.Group) {
		c.requireAll(g, l)
		c.otherwise(g, c.Role.Entity(), true)
		c.otherwise(g, c.Role.ProfileEntity(), true)
	})
}

func (c *roleConstruct) requireAll(g *jen.Group, l later) {
	for _, r := range l.refs {
		c.require(g, r.Exists(), jen.Id(r.local), c.name+"."+l.method+": "+r.local)
	}
}
