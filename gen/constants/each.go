package constants

import (
	"github.com/emriam/emriam/gen/internal/gocode"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
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
		var consts, items []gocode.Code
		for _, name := range l.Names {
			consts = append(consts, gocode.Id(l.idents[name]).Op("=").Lit(name))
			items = append(items, gocode.Id(l.idents[name]))
		}
		what := names.String()
		f.Decl(gofile.Doc("", "The "+what), gocode.Const().Defs(consts...))
		f.Decl(
			gofile.Doc("", l.fn+" are the "+what),
			gocode.Func().Id(l.fn).Params().Index().String().Block(gocode.Return(gocode.Index().String().Add(gofile.List(items...)))),
		)
	}
	for _, names := range p.spec.NameLists {
		if len(names.Keys) > 0 {
			p.declareValues(f, p.lists[names])
		}
	}
	f.Decl(
		gocode.Var().Id("nameForm").Op("=").Qual("regexp", "MustCompile").Call(gocode.Lit("^" + spec.NamePattern + "$")),
	)
	f.Decl(
		gofile.Doc("", "mustBeName panics if name does not have the form of names in a spec: a wildcard would match other names, too"),
		gocode.Func().Id("mustBeName").Params(gocode.Id("name").String()).Block(
			gocode.If(gocode.Op("!").Id("nameForm").Dot("MatchString").Call(gocode.Id("name"))).Block(
				gocode.Panic(gocode.Lit(p.name+": ").Op("+").Qual("strconv", "Quote").Call(gocode.Id("name")).Op("+").Lit(" is not a name of letters, digits and hyphens")),
			),
		),
	)
	return f
}

// declareValues prints the values of names: a struct for each name.
func (p *pkg) declareValues(f *gofile.File, l *nameList) {
	var fields, cases []gocode.Code
	for _, key := range l.Keys {
		fields = append(fields, gocode.Id(naming.Exported(key)).String())
	}
	for i, name := range l.Names {
		var values []gocode.Code
		for _, key := range l.Keys {
			values = append(values, gofile.Field(naming.Exported(key), gocode.Lit(l.Values[i][key])))
		}
		cases = append(cases, gocode.Case(gocode.Id(l.idents[name])).Block(gocode.Return(gocode.Id(l.typ).Add(gofile.Struct(values...)))))
	}
	cases = append(cases, gocode.Default().Block(gocode.Panic(
		gocode.Lit(p.name+": ").Op("+").Qual("strconv", "Quote").Call(gocode.Id("name")).Op("+").Lit(" has no values in the spec"),
	)))
	f.Decl(gofile.Doc("", l.typ+" are the values of one of "+l.fn), gocode.Type().Id(l.typ).Struct(fields...))
	f.Decl(
		gofile.Doc("", l.values+" returns the values of a name. It panics for a name that is none of "+l.fn),
		gocode.Func().Id(l.values).Params(gocode.Id("name").String()).Id(l.typ).Block(gocode.Switch(gocode.Id("name")).Block(cases...)),
	)
}
