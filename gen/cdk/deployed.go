package cdk

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// resourceOf is a construct of the CDK that makes one resource.
type resourceOf struct {
	value *jen.Statement // e.g., role
	class string         // of the resource, e.g., "CfnRole"
	texts map[spec.Attr]string
}

func roleResource() resourceOf {
	return resourceOf{jen.Id("role"), "CfnRole", map[spec.Attr]string{spec.AttrARN: "RoleArn", spec.AttrName: "RoleName"}}
}

func profileResource() resourceOf {
	return resourceOf{jen.Id("instanceProfile"), "CfnInstanceProfile", map[spec.Attr]string{spec.AttrARN: "InstanceProfileArn", spec.AttrName: "InstanceProfileName"}}
}

func policyResource() resourceOf {
	return resourceOf{jen.Id("c").Dot("policy"), "CfnManagedPolicy", map[spec.Attr]string{spec.AttrARN: "ManagedPolicyArn", spec.AttrName: "ManagedPolicyName"}}
}

// deployed prints what keeps a resource what it is in a stack that is deployed.
func (c *construct) deployed(g *jen.Group, r resourceOf, d spec.Deployed) {
	if d.Retain {
		g.Add(r.value.Clone().Dot("ApplyRemovalPolicy").Call(jen.Qual(awscdk, "RemovalPolicy_RETAIN")))
	}
	if d.LogicalID != "" {
		g.Add(r.value.Clone().Dot("Node").Call().Dot("DefaultChild").Call().Assert(jen.Qual(awsiam, r.class)).
			Dot("OverrideLogicalId").Call(jsiiString(d.LogicalID)))
	}
	ids := map[string]int{}
	for _, o := range d.Outputs {
		id := r.texts[o.Attr]
		if ids[id]++; ids[id] > 1 {
			id += strconv.Itoa(ids[id])
		}
		var export jen.Code
		if o.Export != nil {
			export = gofile.Field("ExportName", c.value(o.Export))
		}
		output := jen.Qual(awscdk, "NewCfnOutput").Call(
			jen.Id("construct"), jsiiString(id),
			jen.Op("&").Qual(awscdk, "CfnOutputProps").Add(gofile.Struct(given([]jen.Code{
				gofile.Field("Value", r.value.Clone().Dot(r.texts[o.Attr]).Call()),
				export,
			})...)),
		)
		if o.Name != "" {
			output = output.Dot("OverrideLogicalId").Call(jsiiString(o.Name))
		}
		c.ifHolds(g, o.When, func(g *jen.Group) { g.Add(output) })
	}
}
