package cdk

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// boundary prints the permissions boundary, after what it needs, or nil.
func (c *roleConstruct) boundary(g *jen.Group) jen.Code {
	all := c.inside.Boundary
	if len(all) == 0 {
		return nil
	}
	policy := func(it spec.Item) *jen.Statement { return c.managedPolicy(it.Value, jsiiString("PermissionsBoundary")) }
	if b := all[0]; len(b.When) == 0 || len(all) == 1 && len(b.When) == 1 && b.When[0] == spec.Given(b.When[0].Param) && c.isProp(b.Value, b.When[0].Param) {
		return policy(b) // nil if the prop is
	}
	g.Var().Id("boundary").Qual(awsiam, "IManagedPolicy")
	chain := jen.Null()
	for i, it := range all {
		if i > 0 {
			chain.Else()
		}
		if i == 0 || i < len(all)-1 || !c.inside.AlwaysBounded() {
			chain.If(c.condition(it.When))
		}
		chain.Block(jen.Id("boundary").Op("=").Add(policy(it)))
	}
	g.Add(chain)
	return jen.Id("boundary")
}

// isProp reports whether v is nothing but the prop of p.
func (c *construct) isProp(v spec.Value, p *spec.Param) bool {
	if len(v) != 1 || p.Default != nil || p.Resolve != nil || c.params[p].object != policyObject {
		return false
	}
	ref, ok := v[0].(spec.ParamRef)
	return ok && ref.Param == p
}

// managed prints the managed policies, after what they need, or nil.
func (c *roleConstruct) managed(g *jen.Group) jen.Code {
	items := c.inside.Attaches()
	if len(items) == 0 {
		return nil
	}
	l := newList(items, nil)
	var at []jen.Code
	for i, it := range l.items {
		at = append(at, c.managedPolicy(it.Value, jsiiString("ManagedPolicy"+strconv.Itoa(i+1))))
	}
	slice := jen.Index().Qual(awsiam, "IManagedPolicy").Add(gofile.List(at...))
	if l.simple() {
		return jen.Op("&").Add(slice)
	}
	v := jen.Id("managedPolicies")
	g.Add(v.Clone().Op(":=").Add(slice))
	for _, it := range l.rest {
		if policy := c.knownPolicy(it.Value); policy != nil && it.Each == nil {
			c.ifHolds(g, it.When, func(g *jen.Group) { g.Add(appendTo(v, policy)) })
			continue
		}
		c.addRest(g, list{rest: []spec.Run{it}}, func(value *jen.Statement) *jen.Statement {
			id := sprintf("ManagedPolicy%d", jen.Len(v.Clone()).Op("+").Lit(1))
			return appendTo(v, policyFrom(value, id))
		})
	}
	return jen.Op("&").Add(v)
}

func (c *construct) managedPolicy(v spec.Value, id *jen.Statement) *jen.Statement {
	if policy := c.knownPolicy(v); policy != nil {
		return policy
	}
	return policyFrom(c.value(v), id)
}

// policyFrom prints a managed policy with an ARN that arn prints.
func policyFrom(arn, id *jen.Statement) *jen.Statement {
	return jen.Qual(awsiam, "ManagedPolicy_FromManagedPolicyArn").Call(jen.Id("construct"), id, arn)
}

// knownPolicy prints a managed policy that is a prop or one of AWS, or nil.
func (c *construct) knownPolicy(v spec.Value) *jen.Statement {
	if len(v) == 1 {
		if ref, ok := v[0].(spec.ParamRef); ok && c.isProp(v, ref.Param) {
			return c.field(ref.Param)
		}
	}
	if name, ok := strings.CutPrefix(v.String(), "arn:${AWS::Partition}:iam::aws:policy/"); ok && len(v) == 3 {
		return jen.Qual(awsiam, "ManagedPolicy_FromAwsManagedPolicyName").Call(jsiiString(name))
	}
	return nil
}
