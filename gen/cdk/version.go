package cdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/spec"
)

// unwritten is a field of a document that the CDK does not write by itself.
type unwritten struct{ field, value string }

func overrides(d *spec.Document) []unwritten {
	var out []unwritten
	if d.Version != "2012-10-17" {
		out = append(out, unwritten{"Version", d.Version})
	}
	if d.ID != "" {
		out = append(out, unwritten{"Id", d.ID})
	}
	return out
}

// versions prints the overrides for the documents of a role.
func (c *roleConstruct) versions(g *jen.Group) {
	for _, o := range overrides(c.inside.Trust) {
		g.Add(override(cfnRole(), jsiiString("AssumeRolePolicyDocument."+o.field), o.value))
	}
	for _, p := range c.inside.Policies {
		if p.Apart {
			continue
		}
		for _, o := range overrides(p.Document) {
			path := sprintf("Policies.%d.PolicyDocument."+o.field,
				c.helpers.use("policyIndex").Call(jen.Id("policies"), c.policyName(p)))
			c.ifPresent(g, p.Document.Presence(), func(g *jen.Group) { g.Add(override(cfnRole(), path, o.value)) })
		}
	}
}

// versions prints the overrides for the document of a customer managed policy.
func (c *policyConstruct) versions(g *jen.Group) {
	for _, o := range overrides(c.Policy.Document) {
		g.Add(override(resource(jen.Id("c").Dot("policy"), "CfnManagedPolicy"), jsiiString("PolicyDocument."+o.field), o.value))
	}
}
