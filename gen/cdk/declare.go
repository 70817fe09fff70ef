package cdk

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
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
	f.Decl(gofile.Doc(source, slices.Compact(doc)...), jen.Type().Id(c.name).Interface(methods...))
}

// define prints the struct behind the interface of a construct.
func (c *construct) define(f *gofile.File, accessors []accessor) {
	fields := []jen.Code{jen.Qual(constructs, "Construct")}
	for _, a := range accessors {
		fields = append(fields, jen.Id(a.field).Add(a.typ))
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
			g.Id("p").Op(":=").Id("props").Dot("complete").Call()
		}
		g.Id("construct").Op(":=").Qual(constructs, "NewConstruct").Call(jen.Id("scope"), jen.Id("id"))
		body(g)
	})
}

// defineDocument prints the method of the props that makes a document. It is
// called only if the document has a statement.
func (c *construct) defineDocument(f *gofile.File, method, what string, d *spec.Document) {
	var params []jen.Code
	if byPartition(d) != nil {
		params = append(params, jen.Id("principals").Qual(awscdk, "CfnMapping"))
	}
	f.Decl(
		gofile.Doc("", method+" is the document of "+what),
		jen.Func().Params(jen.Id("p").Op("*").Id(c.propsName())).Id(method).Params(params...).
			Qual(awsiam, "PolicyDocument").BlockFunc(func(g *jen.Group) {
			g.Id("document").Op(":=").Qual(awsiam, "NewPolicyDocument").Call(jen.Nil())
			var known spec.When // the method is called only if it holds
			if presence := d.Presence(); len(presence) == 1 {
				known = presence[0]
			}
			c.statements(g, "document", c.locals(), d.Statements, known)
			g.Return(jen.Id("document"))
		}),
	)
}

// documentCall prints the call of the method that makes a document.
func (c *construct) documentCall(method string, d *spec.Document) *jen.Statement {
	call := jen.Id("p").Dot(method)
	if byPartition(d) != nil {
		return call.Call(jen.Id("principals"))
	}
	return call.Call()
}

// mapping prints the mapping of what differs by partition, if anything does.
func (c *construct) mapping(g *jen.Group, texts []spec.ByPartition) {
	if texts == nil {
		return
	}
	var rows []jen.Code
	for _, partition := range spec.Partitions {
		var cells []jen.Code
		for _, b := range texts {
			cells = append(cells, gofile.Entry(jen.Lit(b.Key), jen.Lit(b.In[partition])))
		}
		rows = append(rows, gofile.Entry(jen.Lit(partition), gofile.List(cells...)))
	}
	g.Id("principals").Op(":=").Qual(awscdk, "NewCfnMapping").Call(
		jen.Id("construct"), jsiiString("Principals"),
		jen.Op("&").Qual(awscdk, "CfnMappingProps").Add(gofile.Struct(gofile.Field("Mapping",
			jen.Op("&").Map(jen.String()).Op("*").Map(jen.String()).Any().Add(gofile.Struct(rows...))))),
	)
}

// principalsOf are the texts in the documents of a role that differ by
// partition.
func principalsOf(r *spec.Role) []spec.ByPartition {
	docs := []*spec.Document{r.Trust}
	for _, p := range r.Policies {
		docs = append(docs, p.Document)
	}
	return byPartition(docs...)
}

// byPartition are the texts in documents that differ by partition, each once.
func byPartition(docs ...*spec.Document) []spec.ByPartition {
	var out []spec.ByPartition
	add := func(items []spec.Item) {
		for _, it := range items {
			for _, part := range it.Value {
				b, ok := part.(spec.ByPartition)
				if ok && !slices.ContainsFunc(out, func(o spec.ByPartition) bool { return o.Key == b.Key }) {
					out = append(out, b)
				}
			}
		}
	}
	for _, d := range docs {
		for _, st := range d.Statements {
			for _, p := range st.Principals {
				add(p.Values)
			}
			add(st.Resources)
			for _, cond := range st.Conditions {
				add(cond.Values)
			}
		}
	}
	return out
}
