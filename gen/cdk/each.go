package cdk

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// nameLists names the function of each list of names, with a name that no
// construct wants.
func (k *pkg) nameLists() {
	functions := &naming.Scope{}
	for _, name := range k.wanted() {
		functions.Name(name)
	}
	for _, l := range k.spec.NameLists {
		k.names[l] = functions.Name(naming.CDK(l.Groups[0]) + "Names")
		k.taken[k.names[l]] = true
		if len(l.Keys) > 0 {
			v := values{typ: functions.Name(naming.CDK(l.Groups[0]) + "Values"), fn: functions.Name(naming.CDK(l.Groups[0]) + "ValuesOf")}
			k.values[l] = v
			k.taken[v.typ], k.taken[v.fn] = true, true
		}
	}
}

// wanted are the names that constructs would have if all were free.
func (k *pkg) wanted() []string {
	var out []string
	add := func(name string) {
		name = naming.CDK(name)
		out = append(out, name, name+"Props", "New"+name)
	}
	for m := range k.spec.Subjects() {
		if m.Resource == nil {
			add(m.Header().Written())
		}
	}
	for _, st := range k.spec.Stacks {
		add(st.Name)
	}
	return out
}

// declareNames prints the functions that return names.
func (k *pkg) declareNames(f *gofile.File) {
	for _, l := range k.spec.NameLists {
		name := k.names[l]
		f.Decl(
			gofile.Doc("", name+" are the "+l.String()),
			jen.Func().Id(name).Params().Index().String().
				Block(jen.Return(jen.Index().String().Add(gofile.List(lits(l.Names)...)))),
		)
	}
}

// values are the type of the values of names, and the function that returns those of a
// name.
type values struct{ typ, fn string }

// declareValues prints the values of names: a struct for each name.
func (k *pkg) declareValues(f *gofile.File) {
	for _, l := range k.spec.NameLists {
		v, ok := k.values[l]
		if !ok {
			continue
		}
		var fields, cases []jen.Code
		fields = append(fields, lists.Map(l.Keys, func(key string) jen.Code { return jen.Id(naming.CDK(key)).String() })...)
		for i, name := range l.Names {
			all := lists.Map(l.Keys, func(key string) jen.Code { return gofile.Field(naming.CDK(key), jen.Lit(l.Values[i][key])) })
			cases = append(cases, jen.Case(jen.Lit(name)).Block(jen.Return(jen.Id(v.typ).Add(gofile.Struct(all...)))))
		}
		cases = append(cases, jen.Default().Block(jen.Panic(
			jen.Lit(k.name+": ").Op("+").Qual("strconv", "Quote").Call(jen.Id("name")).Op("+").Lit(" has no values in the spec"),
		)))
		f.Decl(gofile.Doc("", v.typ+" are the values of one of "+k.names[l]), jen.Type().Id(v.typ).Struct(fields...))
		f.Decl(
			gofile.Doc("", v.fn+" returns the values of a name. It panics for a name that is not one of "+k.names[l]),
			jen.Func().Id(v.fn).Params(jen.Id("name").String()).Id(v.typ).Block(jen.Switch(jen.Id("name")).Block(cases...)),
		)
	}
}

// newNameParam stands for the prop that says which role or policy of several a
// construct makes.
func (k *pkg) newNameParam(e *spec.Each) *spec.Param {
	return &spec.Param{
		Name: "Name", Type: spec.String, Pattern: spec.NamePattern, Example: e.List.Names[:1],
		Doc: "The name of the member; " + k.names[e.List] + " lists the names in the spec.",
	}
}

// show is v in the words of docs, where names are the prop's.
func show(v spec.Value) string { return showAs(v, "Name") }

// called is a name in the words of docs, after what has it.
func called(name spec.Value) string {
	if isMade(name) {
		return ", whose name CloudFormation makes"
	}
	return " " + show(name)
}

func showAs(v spec.Value, name string) string {
	v = slices.Clone(v)
	for i, p := range v {
		switch p := p.(type) {
		case spec.EachName:
			v[i] = spec.ParamRef{Param: &spec.Param{Name: name}}
		case spec.EachValue:
			v[i] = spec.ParamRef{Param: &spec.Param{Name: name + "." + p.Key}}
		}
	}
	return v.String()
}

// overNames prints the loop that adds a value for each name.
func (c *construct) overNames(g *jen.Group, it spec.Run, add func(value *jen.Statement) *jen.Statement) {
	c.loop = jen.Id("name")
	value := c.value(it.Value)
	c.loop = nil
	g.For(jen.List(jen.Id("_"), jen.Id("name")).Op(":=").Range().Id(c.names[it.Each.List]).Call()).Block(add(value))
}
