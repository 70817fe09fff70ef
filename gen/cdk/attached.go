package cdk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// boundary prints the permissions boundary, after what it needs, or nil. It
// stays even if it is a policy of this spec that is not made for want of a
// statement: better no role than one without its boundary.
func (c *roleConstruct) boundary(g *jen.Group) jen.Code {
	b := c.role.Boundary
	if b == nil {
		return nil
	}
	policy := c.managedPolicy(b.Value, jsiiString("PermissionsBoundary"))
	if len(b.When) == 0 || len(b.When) == 1 && c.isProp(b.Value, b.When[0]) {
		return policy // nil if the prop is
	}
	g.Var().Id("boundary").Qual(awsiam, "IManagedPolicy")
	g.If(c.condition(b.When)).Block(jen.Id("boundary").Op("=").Add(policy))
	return jen.Id("boundary")
}

// presence says when a policy of this spec that is attached has a statement,
// where that does not follow from its When: a policy without one is not made,
// and cannot be attached.
func presence(it spec.Item) []spec.When {
	if len(it.Value) != 1 {
		return nil
	}
	ref, ok := it.Value[0].(spec.PolicyRef)
	if !ok {
		return nil
	}
	out := ref.Policy.Document.Presence()
	if slices.ContainsFunc(out, func(w spec.When) bool { return it.When.Implies(w) }) {
		return nil
	}
	return out
}

// isProp reports whether v is nothing but the prop of p.
func (c *construct) isProp(v spec.Value, p *spec.Param) bool {
	if len(v) != 1 || p.Default != nil || c.params[p].object != policyObject {
		return false
	}
	ref, ok := v[0].(spec.ParamRef)
	return ok && ref.Param == p
}

// managed prints the managed policies, after what they need, or nil.
func (c *roleConstruct) managed(g *jen.Group) jen.Code {
	items := c.role.Managed
	if len(items) == 0 {
		return nil
	}
	n := slices.IndexFunc(items, func(it spec.Item) bool {
		return len(it.When) > 0 || it.Value.List() != nil || len(presence(it)) > 0
	})
	if n < 0 {
		n = len(items)
	}
	var at []jen.Code
	for i, it := range items[:n] {
		at = append(at, c.managedPolicy(it.Value, jsiiString("ManagedPolicy"+strconv.Itoa(i+1))))
	}
	slice := jen.Index().Qual(awsiam, "IManagedPolicy").Add(gofile.List(at...))
	if n == len(items) {
		return jen.Op("&").Add(slice)
	}
	g.Id("managedPolicies").Op(":=").Add(slice)
	for _, it := range items[n:] {
		c.attach(g, it)
	}
	return jen.Op("&").Id("managedPolicies")
}

// attach prints the statement that adds a managed policy, or each of a list.
func (c *roleConstruct) attach(g *jen.Group, it spec.Item) {
	v := jen.Id("managedPolicies")
	body := func(g *jen.Group) {
		c.addRest(g, list{rest: []spec.Item{it}}, func(value *jen.Statement) *jen.Statement {
			id := sprintf("ManagedPolicy%d", jen.Len(v.Clone()).Op("+").Lit(1))
			return v.Clone().Op("=").Append(v.Clone(), c.managedPolicyOf(it.Value, value, id))
		})
	}
	if when := presence(it); when != nil {
		g.If(c.conditions(when)).BlockFunc(body)
		return
	}
	body(g)
}

func (c *construct) managedPolicy(v spec.Value, id *jen.Statement) *jen.Statement {
	return c.managedPolicyOf(v, c.value(v), id)
}

// managedPolicyOf prints a managed policy whose ARN is v, which text prints.
func (c *construct) managedPolicyOf(v spec.Value, text, id *jen.Statement) *jen.Statement {
	if len(v) == 1 {
		if ref, ok := v[0].(spec.ParamRef); ok && c.isProp(v, ref.Param) {
			return c.field(ref.Param)
		}
	}
	if name, ok := strings.CutPrefix(v.String(), "arn:${AWS::Partition}:iam::aws:policy/"); ok && len(v) == 3 {
		return jen.Qual(awsiam, "ManagedPolicy_FromAwsManagedPolicyName").Call(jsiiString(name))
	}
	return jen.Qual(awsiam, "ManagedPolicy_FromManagedPolicyArn").Call(jen.Id("construct"), id, text)
}
