package constants

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// namesFile has the names of everything, by kind, and then the ARNs.
func (p *pkg) namesFile() *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	var roles, profiles, inline, managed, arns []*text
	for _, sub := range p.subjects {
		if sub.arn != nil {
			arns = append(arns, sub.arn)
		}
		if sub.profARN != nil {
			profiles = append(profiles, sub.profile)
			arns = append(arns, sub.profARN)
		}
		for _, d := range sub.documents {
			if d.name != nil {
				inline = append(inline, d.name)
			}
		}
		switch {
		case sub.isRole:
			roles = append(roles, sub.iamName)
		case sub.iamName != nil:
			managed = append(managed, sub.iamName)
		}
	}
	p.names(f, "The names of the roles.", roles)
	p.names(f, "The names of the instance profiles.", profiles)
	p.names(f, "The names of the roles' inline policies.", inline)
	p.names(f, "The names of the customer managed policies.", managed)
	configurations := lists.Map(p.configurations, func(c *configuration) *text { return c.iamName })
	p.names(f, "The names of the security configurations.", configurations)
	for _, x := range arns {
		f.Decl(p.textFunc(x)...)
	}
	return f
}

// names declares names: constants in one group, and then functions for those with
// placeholders.
func (p *pkg) names(f *gofile.File, doc string, names []*text) {
	var consts []jen.Code
	for _, x := range names {
		if x.isConst() {
			if x.doc != "" && len(consts) > 0 {
				consts = append(consts, jen.Line())
			}
			code := jen.Id(x.ident).Id(x.typ).Op("=").Lit(x.text())
			consts = append(consts, gofile.Item(gofile.DocAt(1, "", x.doc), code))
		}
	}
	if consts != nil {
		f.Decl(gofile.Doc("", doc), jen.Const().Defs(consts...))
	}
	for _, x := range names {
		if !x.isConst() {
			f.Decl(p.textFunc(x)...)
		}
	}
}

// textFunc declares the function that returns a text with placeholders, from the
// account and its parameters.
func (p *pkg) textFunc(x *text) []jen.Code {
	locals := naming.NewScope("a", "name")
	names := map[*spec.Param]string{}
	var args, body, strings []jen.Code
	if x.usesAccount() {
		args = append(args, jen.Id("a").Id("Account"))
	}
	if x.varies() {
		strings = append(strings, jen.Id("name"))
		body = append(body, mustBeName())
	}
	for _, q := range x.value.Params() {
		names[q] = locals.Name(naming.Unexported(q.Name))
		strings = append(strings, jen.Id(names[q]))
		body = append(body, p.textChecks(q, "the "+names[q]+" of "+x.ident, jen.Id(names[q]))...)
	}
	if len(strings) > 0 {
		args = append(args, jen.List(strings...).String())
	}
	t := texts{pkg: p, name: "name", param: func(q *spec.Param) jen.Code { return jen.Id(names[q]) }}
	result := t.expr(x.value)
	if x.typ != "string" {
		result = jen.Id(x.typ).Call(result)
	}
	return []jen.Code{
		gofile.Doc("", x.ident+" is "+x.what, x.doc),
		jen.Func().Id(x.ident).Params(args...).Id(x.typ).Block(append(body, jen.Return(result))...),
	}
}

// mustBeName checks that the argument of a function has the form of a name.
func mustBeName() jen.Code { return jen.Id("mustBeName").Call(jen.Id("name")) }
