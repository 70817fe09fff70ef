package cdk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// declareProps prints the struct of the props.
func (c *construct) declareProps(f *gofile.File) {
	var fields []jen.Code
	for i, pr := range c.props {
		field := jen.Add(gofile.DocAt(1, "", pr.doc)).Id(pr.name).Add(pr.typ)
		if i > 0 {
			field = jen.Line().Add(field)
		}
		fields = append(fields, field)
	}
	f.Decl(
		gofile.Doc("", c.propsName()+" are the props of "+c.name),
		jen.Type().Id(c.propsName()).Struct(fields...),
	)
}

// paramDoc says what a parameter is for, and what happens without it.
func paramDoc(p *spec.Param) string {
	doc := []string{gofile.Sentence(p.Doc)}
	switch {
	case p.Default != nil:
		doc = append(doc, "Default: "+strings.Join(p.Default, ", ")+".")
	case p.Export() != nil:
		doc = append(doc, "Default: the value that another stack exports as "+p.Export().String()+".")
	case p.Resolve != nil:
		doc = append(doc, "Default: "+p.Reference().String()+", which CloudFormation looks up.")
	case p.Optional:
		doc = append(doc, "Optional.")
	default:
		doc = append(doc, "Required.")
	}
	if p.Values != nil {
		doc = append(doc, "One of "+strings.Join(p.Values, ", ")+".")
	}
	if p.Example != nil {
		doc = append(doc, "For example, "+strings.Join(p.Example, ", ")+".")
	}
	return strings.Join(doc, " ")
}

// defineComplete prints the method complete of the props.
func (c *construct) defineComplete(f *gofile.File) {
	if len(c.props) == 0 {
		return
	}
	f.Decl(
		gofile.Doc("", "complete returns a copy of the props with all defaults. It panics, with the path of the construct, if a required prop is missing or a value is not allowed"),
		jen.Func().Params(jen.Id("p").Op("*").Id(c.propsName())).Id("complete").Params(
			jen.Id("scope").Qual(constructs, "Construct"), jen.Id("id").Op("*").String(),
		).Op("*").Id(c.propsName()).BlockFunc(func(g *jen.Group) {
			g.Defer().Add(c.helpers.use("nameConstruct").Call(jen.Id("scope"), jen.Id("id")))
			g.Var().Id("props").Id(c.propsName())
			g.If(jen.Id("p").Op("!=").Nil()).Block(jen.Id("props").Op("=").Op("*").Id("p"))
			g.Id("p").Op("=").Op("&").Id("props")
			c.sharing(g, func() {
				for _, pr := range c.props {
					c.completeProp(g, pr)
				}
			})
			g.Return(jen.Id("p"))
		}),
	)
}

func (c *construct) completeProp(g *jen.Group, pr prop) {
	field := jen.Id("p").Dot(pr.name)
	if pr.required {
		c.require(g, pr.exists, field, c.propsName()+"."+pr.name)
	}
	if pr.param != nil {
		c.completeParam(g, pr)
	}
	if pr.text != nil {
		g.If(field.Clone().Op("==").Nil()).Block(field.Clone().Op("=").Add(c.value(pr.text)))
	}
}

// require prints the statement that panics if another role or policy, which exists where
// one of some conditions holds, is not given.
func (c *construct) require(g *jen.Group, exists []spec.When, given *jen.Statement, name string) {
	missing := given.Clone().Op("==").Nil()
	known := lists.Filter(exists, func(w spec.When) bool {
		return !slices.ContainsFunc(w, func(t spec.Term) bool { _, ok := c.params[t.Param]; return !ok })
	})
	switch {
	case exists == nil:
	case known == nil:
		return // nothing here depends on it
	case len(known) == 1:
		missing = c.condition(known[0]).Op("&&").Add(missing)
	default:
		missing = jen.Parens(c.conditions(known)).Op("&&").Add(missing)
	}
	g.If(missing).Block(jen.Panic(jen.Lit(name + " is required")))
}

func (c *construct) completeParam(g *jen.Group, pr prop) {
	p := pr.param
	isNil := c.field(p).Op("==").Nil()
	switch {
	case p.Optional || p.Resolve != nil:
	case p.Default == nil:
		g.If(isNil).Block(jen.Panic(jen.Lit(c.propsName() + "." + pr.name + " is required")))
	case pr.object == nil:
		g.If(isNil).Block(c.field(p).Op("=").Add(defaultOf(p)))
	}
	checks := c.checks(pr)
	switch {
	case checks == nil:
	case p.Resolve != nil && pr.object == nil:
		g.If(isNil).Block(c.field(p).Op("=").Add(c.lookedUp(p))).Else().Block(checks...)
	case p.Resolve != nil || p.Optional || pr.object != nil && p.Default != nil:
		g.If(c.field(p).Op("!=").Nil()).Block(checks...)
	default:
		for _, check := range checks {
			g.Add(check)
		}
	}
}

// checks are the statements that panic if the value of a prop that is given is
// not one that the spec allows.
func (c *construct) checks(pr prop) []jen.Code {
	p := pr.param
	if p.Type == spec.Boolean {
		return nil
	}
	label := jen.Lit(c.propsName() + "." + pr.name)
	var values jen.Code
	var out []jen.Code
	switch {
	case p.List:
		out = append(out, c.helpers.use("mustNotBeEmpty").Call(label, c.field(p)))
		values = c.helpers.use("known").Call(c.field(p)).Op("...")
	case pr.object != nil:
		values = c.field(p).Dot(pr.object.text).Call()
	default:
		values = c.paramPointer(p)
	}
	for _, pattern := range p.Patterns() {
		out = append(out, c.helpers.use("mustMatch").Call(label, gofile.Text(pattern), values))
	}
	if p.Compared != nil {
		out = append(out, c.helpers.use("mustBeKnown").Call(label, values))
	}
	if p.Values != nil {
		allowed := jen.Index().String().Values(lits(p.Values)...)
		out = append(out, c.helpers.use("mustBeOneOf").Call(label, allowed, values))
	}
	return out
}

func defaultOf(p *spec.Param) jen.Code {
	switch {
	case p.List:
		return jen.Qual(jsii, "Strings").Add(arguments(lits(p.Default)))
	case p.Type == spec.Boolean:
		return jen.Qual(jsii, "Bool").Call(jen.Lit(p.Default[0] == "true"))
	case p.Type == spec.Number:
		return jen.Qual(jsii, "Number").Call(number(p.Default[0]))
	default:
		return jsiiString(p.Default[0])
	}
}

func number(text string) jen.Code {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("cdk: number %q", text))
	}
	return jen.Id(strconv.FormatInt(n, 10))
}

// singular is the name for one value of a prop that is a list.
//
//	BucketArns → bucketArn
func singular(prop string) string {
	one, ok := strings.CutSuffix(prop, "s")
	if !ok || strings.HasSuffix(one, "s") || one == "" {
		one = prop + "Value"
	}
	one = naming.UnexportedCDK(one)
	if slices.Contains(allHelpers().names, one) || slices.Contains(constructorNames, one) {
		return one + "Value"
	}
	return one
}
