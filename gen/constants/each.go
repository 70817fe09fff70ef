package constants

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// nameList is a list of names that roles and policies are made for.
type nameList struct {
	*spec.NameList
	fn     string            // returns the names, e.g., "Tenants"
	values string            // returns the values of a name, e.g., "TenantValuesOf"; "" if names have none
	typ    string            // of the values, e.g., "TenantValues"
	idents map[string]string // name → its constant, e.g., "acme" → "TenantAcme"
}

// takeNames gives the subject of several roles or policies the list of what
// they are made for.
func (p *pkg) takeNames(sub *subject, e *spec.Each) {
	if p.lists[e.List] == nil {
		l := &nameList{NameList: e.List, fn: p.scope.Name(naming.Plural(sub.name)), idents: map[string]string{}}
		if len(e.List.Keys) > 0 {
			l.typ, l.values = p.scope.Name(sub.name+"Values"), p.scope.Name(sub.name+"ValuesOf")
		}
		p.lists[e.List] = l
	}
	sub.list = p.lists[e.List]
	for _, x := range []*text{sub.iamName, sub.arn, sub.profile, sub.profARN} {
		if x != nil {
			x.what += " for one of " + sub.list.fn
		}
	}
}

// nameMember names the constant of the name that one of several roles or
// policies is made for, unless others have it already.
func (p *pkg) nameMember(sub *subject, logical string, e *spec.Each) {
	if e != nil && sub.list.idents[e.Name] == "" {
		sub.list.idents[e.Name] = p.scope.Name(naming.Exported(logical))
	}
}

// eachFile has the names that roles and policies are made for.
func (p *pkg) eachFile() *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	for _, names := range p.spec.NameLists {
		l := p.lists[names]
		var consts, items []jen.Code
		for _, name := range l.Names {
			consts = append(consts, jen.Id(l.idents[name]).Op("=").Lit(name))
			items = append(items, jen.Id(l.idents[name]))
		}
		what := names.String()
		f.Decl(gofile.Doc("", "The "+what), jen.Const().Defs(consts...))
		f.Decl(
			gofile.Doc("", l.fn+" are the "+what),
			jen.Func().Id(l.fn).Params().Index().String().Block(jen.Return(jen.Index().String().Add(gofile.List(items...)))),
		)
	}
	for _, names := range p.spec.NameLists {
		if len(names.Keys) > 0 {
			p.declareValues(f, p.lists[names])
		}
	}
	f.Decl(
		jen.Var().Id("nameForm").Op("=").Qual("regexp", "MustCompile").Call(jen.Lit("^" + spec.NamePattern + "$")),
	)
	f.Decl(
		gofile.Doc("", "mustBeName panics if name does not have the form of names in a spec: a wildcard would match other names, too"),
		jen.Func().Id("mustBeName").Params(jen.Id("name").String()).Block(
			jen.If(jen.Op("!").Id("nameForm").Dot("MatchString").Call(jen.Id("name"))).Block(
				jen.Panic(jen.Lit(p.name+": ").Op("+").Qual("strconv", "Quote").Call(jen.Id("name")).Op("+").Lit(" is not a name of letters, digits and hyphens")),
			),
		),
	)
	return f
}

// declareValues prints the values of names: a struct for each name.
func (p *pkg) declareValues(f *gofile.File, l *nameList) {
	var fields, cases []jen.Code
	fields = append(fields, lists.Map(l.Keys, func(key string) jen.Code { return jen.Id(naming.Exported(key)).String() })...)
	for i, name := range l.Names {
		values := lists.Map(l.Keys, func(key string) jen.Code { return gofile.Field(naming.Exported(key), jen.Lit(l.Values[i][key])) })
		cases = append(cases, jen.Case(jen.Id(l.idents[name])).Block(jen.Return(jen.Id(l.typ).Add(gofile.Struct(values...)))))
	}
	cases = append(cases, jen.Default().Block(jen.Panic(
		jen.Lit(p.name+": ").Op("+").Qual("strconv", "Quote").Call(jen.Id("name")).Op("+").Lit(" has no values in the spec"),
	)))
	f.Decl(gofile.Doc("", l.typ+" are the values of one of "+l.fn), jen.Type().Id(l.typ).Struct(fields...))
	f.Decl(
		gofile.Doc("", l.values+" returns the values of a name. It panics for a name that is not one of "+l.fn),
		jen.Func().Id(l.values).Params(jen.Id("name").String()).Id(l.typ).Block(jen.Switch(jen.Id("name")).Block(cases...)),
	)
}
