package cdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// configurationConstruct is the construct of a security configuration, in the
// making.
type configurationConstruct struct{ *construct }

// write prints the file of the security configuration.
func (c *configurationConstruct) write(f *gofile.File) {
	s := c.Configuration
	absent := ""
	if len(s.When) > 0 {
		absent = " It is nil if it does not exist with these props."
	}
	accessors := []accessor{{
		"SecurityConfiguration", "configuration", jen.Qual(awsemr, "CfnSecurityConfiguration"),
		"SecurityConfiguration is the security configuration. Its Ref is the name that a cluster takes." + absent,
	}}
	c.declare(f, accessors, s.Source, c.name+" is the security configuration"+called(s.ConfigurationName), s.Doc)
	c.declareProps(f)
	f.Decl(
		gofile.Doc("", "New"+c.name+" creates the security configuration"),
		c.constructor(func(g *jen.Group) {
			if len(s.When) > 0 {
				none := jen.Op("&").Id(c.structName()).Values(gofile.Field("Construct", jen.Id("construct")))
				g.If(c.fails(s.When)).BlockFunc(func(g *jen.Group) {
					c.otherwise(g, s.Entity(), false)
					g.Return(none)
				})
			}
			g.Id("configuration").Op(":=").Add(child(awsemr, "CfnSecurityConfiguration", "SecurityConfiguration",
				gofile.Field("Name", c.field(c.selfName)),
				gofile.Field("SecurityConfiguration", jen.Id("p").Dot("document").Call()),
			))
			c.deployed(g, s.Entity())
			g.Return(jen.Op("&").Id(c.structName()).Values(jen.Id("construct"), jen.Id("configuration")))
		}),
	)
	c.define(f, accessors)
	c.defineComplete(f)
	f.Decl(
		gofile.Doc("", "document is the document of the security configuration"),
		jen.Func().Params(jen.Id("p").Op("*").Id(c.propsName())).Id("document").Params().Map(jen.String()).Any().
			BlockFunc(func(g *jen.Group) {
				c.sharing(g, func() { g.Return(c.json(g, c.locals(), s.Document())) })
			}),
	)
}

// json prints a document that is no policy, after the lists that it needs.
func (c *construct) json(g *jen.Group, locals *naming.Scope, j spec.JSON) jen.Code {
	return spec.JSONPrinter[jen.Code]{
		Object: func(fields []statement.Field[jen.Code]) jen.Code {
			entries := lists.Map(fields, func(f statement.Field[jen.Code]) jen.Code { return gofile.Entry(jen.Lit(f.Key), f.Value) })
			return jen.Map(jen.String()).Any().Add(gofile.Struct(entries...))
		},
		Array: func(items []jen.Code) jen.Code { return jen.Index().Any().Add(gofile.Struct(items...)) },
		Text: func(v spec.Value) jen.Code {
			if text, ok := v.Static(); ok {
				return jen.Lit(text)
			}
			return c.value(v)
		},
		Texts: func(items []spec.Item) jen.Code { return c.jsonTexts(g, locals, items) },
		Plain: func(v any) jen.Code { return jen.Lit(v) },
	}.Print(j)
}

// jsonTexts prints an array of texts.
func (c *construct) jsonTexts(g *jen.Group, locals *naming.Scope, items []spec.Item) *jen.Statement {
	l := newList(items, c.Configuration.When)
	switch p := l.wholeList(); {
	case p != nil:
		return c.field(p)
	case l.simple():
		return c.strings(l.items)
	}
	return c.variable(g, locals, "texts", l)
}
