package cdk

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// stackPrinter prints how the construct of a stack makes its members.
type stackPrinter struct {
	*stackConstruct
	g      *jen.Group
	locals *naming.Scope
	made   map[*construct]bool
	maps   map[string]jen.Code // what is made of an Each, by what is taken of it
	early  map[string]jen.Code // what is named before it is made, by what is taken of it
}

// member prints how m is made: in a loop over names if there are several.
func (p *stackPrinter) member(m *member) {
	if m.each == nil {
		props := p.props(m, "") // may print what it needs
		p.g.Add(made(m)).Op("=").Id("New"+m.name).Call(jen.Id("construct"), jsiiString(m.id), props)
		return
	}
	for _, names := range m.parts(p.members) {
		props := p.props(m, names[0])
		p.g.For(jen.List(jen.Id("_"), jen.Id("name")).Op(":=").Range().Add(p.namesOf(m.each.List, names))).Block(
			made(m).Index(jen.Id("name")).Op("=").Id("New"+m.name).Call(
				jen.Id("construct"), jen.Qual(jsii, "String").Call(jen.Lit(m.id+"-").Op("+").Id("name")), props,
			),
		)
	}
}

// later prints the calls of the methods that make what m could not make at first.
func (p *stackPrinter) later(m *member) {
	for _, l := range m.later() {
		call := func(of *jen.Statement, name string) *jen.Statement {
			return of.Dot(l.method).Call(lists.Map(l.refs, func(r *ref) jen.Code { return p.ref(r, name) })...)
		}
		if m.each == nil {
			p.g.Add(call(made(m), ""))
			continue
		}
		for _, names := range m.parts(p.members) {
			p.g.For(jen.List(jen.Id("_"), jen.Id("name")).Op(":=").Range().Add(p.namesOf(m.each.List, names))).
				Block(call(made(m).Index(jen.Id("name")), names[0]))
		}
	}
}

func made(m *member) *jen.Statement { return jen.Id("c").Dot(m.field) }

// namesOf prints some names of a list: all, those from one to another, or by
// themselves.
func (p *stackPrinter) namesOf(l *spec.NameList, names []string) *jen.Statement {
	out := jen.Id(p.names[l]).Call()
	from := slices.Index(l.Names, names[0])
	to := from + len(names)
	switch {
	case to > len(l.Names) || !slices.Equal(l.Names[from:to], names):
		return jen.Index().String().Add(gofile.List(lits(names)...))
	case len(names) == len(l.Names):
		return out
	case from == 0:
		return out.Index(jen.Empty(), jen.Lit(to))
	case to == len(l.Names):
		return out.Index(jen.Lit(from), jen.Empty())
	default:
		return out.Index(jen.Lit(from), jen.Lit(to))
	}
}

// props prints the props of what a member makes for a name: the stack's own,
// and what is already made.
func (p *stackPrinter) props(m *member, name string) jen.Code {
	var fields []jen.Code
	for _, pr := range m.props {
		switch {
		case pr.param == nil:
		case pr.param == m.nameParam:
			fields = append(fields, gofile.Field(pr.name, jen.Qual(jsii, "String").Call(jen.Id("name"))))
		default:
			fields = append(fields, gofile.Field(pr.name, p.field(pr.param)))
		}
	}
	for _, r := range m.refs.list {
		if r.late {
			continue
		}
		if value := p.ref(r, name); value != nil {
			fields = append(fields, gofile.Field(r.prop, value))
		}
	}
	if m.override != nil {
		value := p.field(m.override)
		if m.each != nil {
			value.Index(jen.Id("name"))
		}
		fields = append(fields, gofile.Field(m.params[m.selfName].name, value))
	}
	if fields == nil {
		return jen.Nil()
	}
	return jen.Op("&").Id(m.propsName()).Add(gofile.Struct(fields...))
}

// ref prints what a member gets for a ref, or nil if there is nothing yet.
func (p *stackPrinter) ref(r *ref, name string) jen.Code {
	m := makes(p.members, r, name)
	other := memberOf(p.members, r)
	switch {
	case r.byName && other != nil && p.made[other.construct]:
		return p.mapOf(r, other, m == nil)
	case m == nil && r.same:
		return p.given(r.all()).Index(jen.Id("name"))
	case m == nil:
		return p.given(r)
	case !p.made[m.construct]:
		return p.named(r, m)
	case r.same:
		return made(m).Index(jen.Id("name")).Dot(r.accessor()).Call()
	case m.each != nil:
		return made(m).Index(jen.Lit(r.each().Name)).Dot(r.accessor()).Call()
	default:
		return made(m).Dot(r.accessor()).Call()
	}
}

// named prints what m will be under its name, or nil if it cannot have another one. What
// is given it cannot wait for m.
func (p *stackPrinter) named(r *ref, m *member) jen.Code {
	if m.override == nil {
		return nil
	}
	key := r.accessor() + " " + m.id
	if v, ok := p.early[key]; ok {
		return v
	}
	part := spec.RoleRef{Attr: spec.AttrARN}
	if r.Profile {
		part.Attr = spec.AttrProfileARN
	}
	args := []jen.Code{jen.Id("construct"), jsiiString(m.id + "Named"), p.value(m.called(part, m.override))}
	if r.object == roleObject {
		args = append(args, jen.Nil()) // options
	}
	v := jen.Id(p.locals.Name(m.field))
	p.early[key] = v
	p.g.Add(v.Clone().Op(":=").Qual(r.object.pkg, r.object.from).Call(args...))
	return v
}

// given prints the stack's own prop for a ref.
func (p *stackPrinter) given(r *ref) *jen.Statement {
	i := slices.IndexFunc(p.refs.list, func(o *ref) bool { return o.is(r) })
	if i < 0 {
		panic("cdk: no prop for " + r.want)
	}
	return jen.Id("p").Dot(p.refs.list[i].prop)
}

// mapOf prints the code that brings together what is made of an Each, with
// what the stack's props have of it if the rest is elsewhere. It returns the
// variable.
func (p *stackPrinter) mapOf(r *ref, m *member, rest bool) jen.Code {
	key := r.accessor() + " " + r.each().Group
	if v, ok := p.maps[key]; ok {
		return v
	}
	v := jen.Id(p.locals.Name(naming.UnexportedCDK(r.prop)))
	p.maps[key] = v
	p.g.Add(v.Clone().Op(":=").Add(r.typ()).Values())
	if rest {
		p.g.Qual("maps", "Copy").Call(v.Clone(), p.given(r))
	}
	p.g.For(jen.List(jen.Id("name"), jen.Id("made")).Op(":=").Range().Add(made(m))).Block(
		v.Clone().Index(jen.Id("name")).Op("=").Id("made").Dot(r.accessor()).Call(),
	)
	return v
}
