package cdk

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// accessor is a method of a construct's interface, and the field behind it.
type accessor struct {
	method, field string
	typ           *jen.Statement
	doc           string
}

// declare prints the interface of a construct.
func (c *construct) declare(f *gofile.File, accessors []accessor, source string, doc ...string) {
	methods := []jen.Code{jen.Qual(constructs, "Construct")}
	for _, a := range accessors {
		methods = append(methods, jen.Line().Add(gofile.DocAt(1, "", a.doc)).Id(a.method).Params().Add(a.typ))
	}
	for _, l := range c.later() {
		methods = append(methods, jen.Line().Add(gofile.DocAt(1, "", l.doc())).Add(l.signature()))
	}
	f.Decl(gofile.Doc(source, slices.Compact(doc)...), jen.Type().Id(c.name).Interface(methods...))
}

// define prints the struct behind the interface of a construct.
func (c *construct) define(f *gofile.File, accessors []accessor) {
	fields := []jen.Code{jen.Qual(constructs, "Construct")}
	fields = append(fields, lists.Map(accessors, func(a accessor) jen.Code { return jen.Id(a.field).Add(a.typ) })...)
	if all := c.later(); all != nil {
		fields = append(fields, jen.Id("props").Op("*").Id(c.propsName()))
		fields = append(fields, lists.Map(all, func(l later) jen.Code { return jen.Id(l.field).Op("*").Add(c.helpers.use("call")) })...)
	}
	f.Decl(jen.Type().Id(c.structName()).Struct(fields...))
	for _, a := range accessors {
		f.Decl(jen.Func().Params(jen.Id("c").Op("*").Id(c.structName())).Id(a.method).Params().Add(a.typ).
			Block(jen.Return(jen.Id("c").Dot(a.field))))
	}
}

// constructor prints the function that makes the construct.
func (c *construct) constructor(body func(*jen.Group)) *jen.Statement {
	return jen.Func().Id("New"+c.name).Params(
		jen.Id("scope").Qual(constructs, "Construct"),
		jen.Id("id").Op("*").String(),
		jen.Id("props").Op("*").Id(c.propsName()),
	).Id(c.name).BlockFunc(func(g *jen.Group) {
		if len(c.props) > 0 {
			g.Id("p").Op(":=").Id("props").Dot("complete").Call(jen.Id("scope"), jen.Id("id"))
		}
		g.Id("construct").Op(":=").Qual(constructs, "NewConstruct").Call(jen.Id("scope"), jen.Id("id"))
		c.sharing(g, func() { body(g) })
	})
}

// child prints the call that makes a construct of the CDK inside ours, from the fields of
// its props.
func child(pkg, class, id string, fields ...jen.Code) *jen.Statement {
	return jen.Qual(pkg, "New"+class).Call(jen.Id("construct"), jsiiString(id), jen.Op("&").Qual(pkg, class+"Props").Add(gofile.Struct(fields...)))
}

// defineDocument prints the method of the props that makes a document. It is
// called only if the document has a statement.
func (c *construct) defineDocument(f *gofile.File, method, what string, d *spec.Document, late ...*ref) {
	f.Decl(
		gofile.Doc("", method+" is the document of "+what),
		jen.Func().Params(jen.Id("p").Op("*").Id(c.propsName())).Id(method).Params(parameters(late)...).
			Qual(awsiam, "PolicyDocument").BlockFunc(func(g *jen.Group) {
			known := spec.Certain(d.Presence()) // the method is called only if it holds
			c.sharing(g, func() {
				g.Id("document").Op(":=").Qual(awsiam, "NewPolicyDocument").Call(jen.Nil())
				c.statements(g, "document", c.locals(), d.Statements, known)
			})
			g.Return(jen.Id("document"))
		}),
	)
}
