package cdk

import (
	"slices"

	"github.com/emriam/emriam/gen/internal/gocode"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// accessor is a method of a construct's interface, and the field behind it.
type accessor struct {
	method, field string
	typ           *gocode.Statement
	doc           string
}

// declare prints the interface of a construct.
func (c *construct) declare(f *gofile.File, accessors []accessor, source string, doc ...string) {
	methods := []gocode.Code{gocode.Qual(constructs, "Construct")}
	for _, a := range accessors {
		methods = append(methods, gocode.Line().Add(gofile.DocAt(1, "", a.doc)).Id(a.method).Params().Add(a.typ))
	}
	f.Decl(gofile.Doc(source, slices.Compact(doc)...), gocode.Type().Id(c.name).Interface(methods...))
}

// define prints the struct behind the interface of a construct.
func (c *construct) define(f *gofile.File, accessors []accessor) {
	fields := []gocode.Code{gocode.Qual(constructs, "Construct")}
	for _, a := range accessors {
		fields = append(fields, gocode.Id(a.field).Add(a.typ))
	}
	f.Decl(gocode.Type().Id(c.structName()).Struct(fields...))
	for _, a := range accessors {
		f.Decl(gocode.Func().Params(gocode.Id("c").Op("*").Id(c.structName())).Id(a.method).Params().Add(a.typ).
			Block(gocode.Return(gocode.Id("c").Dot(a.field))))
	}
}

// constructor prints the function that makes the construct.
func (c *construct) constructor(body func(*gocode.Group)) *gocode.Statement {
	return gocode.Func().Id("New"+c.name).Params(
		gocode.Id("scope").Qual(constructs, "Construct"),
		gocode.Id("id").Op("*").String(),
		gocode.Id("props").Op("*").Id(c.propsName()),
	).Id(c.name).BlockFunc(func(g *gocode.Group) {
		if len(c.props) > 0 {
			g.Id("p").Op(":=").Id("props").Dot("complete").Call(gocode.Id("scope"), gocode.Id("id"))
		}
		g.Id("construct").Op(":=").Qual(constructs, "NewConstruct").Call(gocode.Id("scope"), gocode.Id("id"))
		body(g)
	})
}

// defineDocument prints the method of the props that makes a document. It is
// called only if the document has a statement.
func (c *construct) defineDocument(f *gofile.File, method, what string, d *spec.Document) {
	f.Decl(
		gofile.Doc("", method+" is the document of "+what),
		gocode.Func().Params(gocode.Id("p").Op("*").Id(c.propsName())).Id(method).Params().
			Qual(awsiam, "PolicyDocument").BlockFunc(func(g *gocode.Group) {
			g.Id("document").Op(":=").Qual(awsiam, "NewPolicyDocument").Call(gocode.Nil())
			var known spec.When // the method is called only if it holds
			if presence := d.Presence(); len(presence) == 1 {
				known = presence[0]
			}
			c.statements(g, "document", c.locals(), d.Statements, known)
			g.Return(gocode.Id("document"))
		}),
	)
}
