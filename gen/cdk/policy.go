package cdk

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// policyConstruct is the construct of a customer managed policy, in the
// making.
type policyConstruct struct{ *construct }

// write prints the file of the policy.
func (c *policyConstruct) write(f *gofile.File) {
	presence := c.Policy.Document.Presence()
	doc := "ManagedPolicy is the managed policy."
	if presence != nil {
		doc = "ManagedPolicy is the managed policy. It is nil if it has no statements with these props."
	}
	accessors := []accessor{{"ManagedPolicy", "policy", jen.Qual(awsiam, "ManagedPolicy"), doc}}
	c.declare(f, accessors, c.Policy.Source, c.name+" is the managed policy"+called(c.Policy.PolicyName), c.Policy.Doc)
	c.declareProps(f)
	f.Decl(
		gofile.Doc("", "New"+c.name+" creates the policy"),
		c.constructor(func(g *jen.Group) {
			g.Id("c").Op(":=").Op("&").Id(c.structName()).Values(gofile.Field("Construct", jen.Id("construct")))
			c.ifPresent(g, presence, func(g *jen.Group) {
				g.Id("c").Dot("policy").Op("=").Add(c.newPolicy())
				c.versions(g)
				c.attach(g)
				c.sessions(g)
				c.deployed(g, c.Policy.Entity())
			})
			g.Return(jen.Id("c"))
		}),
	)
	c.define(f, accessors)
	c.defineComplete(f)
	c.defineDocument(f, "document", "the policy", c.Policy.Document)
}

func (c *policyConstruct) newPolicy() *jen.Statement {
	return child(awsiam, "ManagedPolicy", "Policy",
		gofile.Field("ManagedPolicyName", c.field(c.selfName)),
		gofile.Field("Path", c.path(c.Policy.Entity())),
		gofile.Field("Description", optional(c.Policy.Doc)),
		gofile.Field("Document", jen.Id("p").Dot("document").Call()),
	)
}

// attach prints what attaches the policy to groups, users and roles. The CDK's own
// constructs for those outside of the spec take names apart again, which fails for names
// that only the deployment knows, so such names go to the resource.
func (c *policyConstruct) attach(g *jen.Group) {
	for i, kind := range spec.AttachmentKinds {
		names := c.Policy.AttachedTo(kind)
		holders := kind == "role" && len(c.Policy.Holders) > 0
		if len(names) == 0 {
			if holders {
				c.eachHolder(g, func(g *jen.Group, role *jen.Statement) { g.Id("c").Dot("policy").Dot("AttachToRole").Call(role) })
			}
			continue
		}
		field := []string{"Groups", "Users", "Roles"}[i]
		set := resource(jen.Id("c").Dot("policy"), "CfnManagedPolicy").Dot("Set" + field)
		l := newList(names, nil)
		if l.simple() && !holders {
			g.Add(set.Call(c.strings(names)))
			continue
		}
		variable := jen.Id(strings.ToLower(field))
		declareList(g, variable, jen.Op("*").String(), c.values(l.items))
		if holders {
			c.eachHolder(g, func(g *jen.Group, role *jen.Statement) { g.Add(appendTo(variable, role.Dot("RoleName").Call())) })
		}
		for _, it := range l.rest {
			c.ifHolds(g, it.When, func(g *jen.Group) {
				if list := it.Value.List(); list != nil {
					g.Add(appendTo(variable, jen.Op("*").Add(c.field(list)).Op("...")))
				} else {
					g.Add(appendTo(variable, c.value(it.Value)))
				}
			})
		}
		set.Call(jen.Op("&").Add(variable.Clone()))
		if slices.ContainsFunc(names, func(it spec.Item) bool { return len(it.When) == 0 && it.Value.List() == nil }) {
			g.Add(set)
		} else {
			g.If(jen.Len(variable.Clone()).Op(">").Lit(0)).Block(set)
		}
	}
}

// eachHolder prints something for each role of the spec that cannot name the policy,
// where it has the policy.
func (c *policyConstruct) eachHolder(g *jen.Group, print func(g *jen.Group, role *jen.Statement)) {
	for _, it := range c.Policy.HeldBy() {
		r, _ := c.refs.find(it.Value[0], false)
		c.ifHolds(g, it.When, func(g *jen.Group) { print(g, r.given()) })
	}
}

// sessions prints the mappings of the policy to Studios.
func (c *policyConstruct) sessions(g *jen.Group) {
	ids := &naming.Scope{}
	for _, a := range c.Policy.Sessions() {
		c.ifHolds(g, a.Name.When.Without(spec.Certain(c.Policy.Document.Presence())), func(g *jen.Group) {
			mapping := child(awsemr, "CfnStudioSessionMapping", ids.Name(c.Policy.SessionName(a)),
				gofile.Field("StudioId", c.value(a.Studio)),
				gofile.Field("IdentityType", jsiiString(strings.ToUpper(a.To))),
				gofile.Field("IdentityName", c.value(a.Name.Value)),
				gofile.Field("SessionPolicyArn", jen.Id("c").Dot("policy").Dot("ManagedPolicyArn").Call()),
			)
			if a.LogicalID != "" {
				mapping.Dot("OverrideLogicalId").Call(jsiiString(a.LogicalID))
			}
			g.Add(mapping)
		})
	}
}
