package cdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/spec"
)

// override is a field of a document that the CDK does not write by itself.
type override struct{ field, value string }

func overrides(d *spec.Document) []override {
	var out []override
	if d.Version != "2012-10-17" {
		out = append(out, override{"Version", d.Version})
	}
	if d.ID != "" {
		out = append(out, override{"Id", d.ID})
	}
	return out
}

// versions prints the overrides for the documents of a role.
func (c *roleConstruct) versions(g *jen.Group) {
	for _, o := range overrides(c.inside.Trust) {
		g.Add(cfnRole().Dot("AddPropertyOverride").Call(jsiiString("AssumeRolePolicyDocument."+o.field), jsiiString(o.value)))
	}
	for _, p := range c.inside.Policies {
		if p.Apart {
			continue
		}
		for _, o := range overrides(p.Document) {
			path := sprintf("Policies.%d.PolicyDocument."+o.field,
				c.helpers.use("policyIndex").Call(jen.Id("policies"), c.policyName(p)))
			set := cfnRole().Dot("AddPropertyOverride").Call(path, jsiiString(o.value))
			if when := p.Document.Presence(); when != nil {
				g.If(c.conditions(when)).Block(set)
				continue
			}
			g.Add(set)
		}
	}
}

// versions prints the overrides for the document of a customer managed policy.
func (c *policyConstruct) versions(g *jen.Group) {
	for _, o := range overrides(c.Policy.Document) {
		g.Add(resource(jen.Id("c").Dot("policy"), "CfnManagedPolicy").
			Dot("AddPropertyOverride").Call(jsiiString("PolicyDocument."+o.field), jsiiString(o.value)))
	}
}
