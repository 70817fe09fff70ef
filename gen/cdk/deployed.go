package cdk

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// deployed prints what keeps a resource what it is in a stack that is deployed.
func (c *construct) deployed(g *jen.Group, e spec.Entity) {
	r, d := kindOf(e), e.Deployed()
	if d.Retain {
		args := []jen.Code{jen.Qual(awscdk, "RemovalPolicy_RETAIN")}
		if r.class == "" {
			args = append(args, jen.Nil()) // options
		}
		g.Add(r.value.Clone().Dot("ApplyRemovalPolicy").Call(args...))
	}
	if d.LogicalID != "" {
		g.Add(resource(r.value, r.class).Dot("OverrideLogicalId").Call(jsiiString(d.LogicalID)))
	}
	c.outputs(g, e, func(o spec.StackOutput) jen.Code { return r.value.Clone().Dot(r.texts[o.Attr]).Call() })
}

// resource prints the resource of CloudFormation that a construct makes, or is.
func resource(of *jen.Statement, class string) *jen.Statement {
	if class == "" {
		return of.Clone()
	}
	return of.Clone().Dot("Node").Call().Dot("DefaultChild").Call().Assert(jen.Qual(awsiam, class))
}

// override prints the statement that sets what the CDK does not write itself.
func override(resource *jen.Statement, path jen.Code, value string) *jen.Statement {
	return resource.Dot("AddPropertyOverride").Call(path, jsiiString(value))
}

// otherwise prints the outputs that exist where the resource does not: those that name
// what is created later, or the others.
func (c *construct) otherwise(g *jen.Group, e spec.Entity, late bool) {
	c.outputs(g, e, func(o spec.StackOutput) jen.Code {
		if o.Otherwise == nil || late != (c.lateIn(o.Otherwise) != nil) {
			return nil
		}
		return c.value(o.Otherwise)
	})
}

// outputs prints the outputs of which there is a value.
func (c *construct) outputs(g *jen.Group, e spec.Entity, value func(spec.StackOutput) jen.Code) {
	ids := map[string]int{}
	for _, o := range e.Deployed().Outputs {
		id := kindOf(e).texts[o.Attr]
		if ids[id]++; ids[id] > 1 {
			id += strconv.Itoa(ids[id])
		}
		of := value(o)
		if of == nil {
			continue
		}
		var export jen.Code
		if o.Export != nil {
			export = gofile.Field("ExportName", c.value(o.Export))
		}
		output := child(awscdk, "CfnOutput", id, gofile.Field("Value", of), export)
		if o.Name != "" {
			output = output.Dot("OverrideLogicalId").Call(jsiiString(o.Name))
		}
		c.ifHolds(g, o.When, func(g *jen.Group) { g.Add(output) })
	}
}
