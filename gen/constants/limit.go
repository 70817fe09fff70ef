package constants

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// checks are the statements that panic if the value of a field, or one of its
// values, is not one that the spec allows. What is not given is not checked.
func (p *pkg) checks(q *spec.Param, name string, field jen.Code) []jen.Code {
	if q.Type == spec.Boolean {
		return nil // of type bool
	}
	values := jen.Add(field).Op("...")
	if !q.List {
		values = jen.Add(fieldText(q, field))
	}
	return p.textChecks(q, name, values)
}

// textChecks are the same for values that are strings.
func (p *pkg) textChecks(q *spec.Param, name string, values jen.Code) []jen.Code {
	allowed := q.Values
	if q.Type == spec.Boolean {
		allowed = []string{"true", "false"}
	}
	if allowed != nil {
		p.usesOneOf = true
		items := lists.Map(allowed, func(v string) jen.Code { return jen.Lit(v) })
		return []jen.Code{jen.Id("mustBeOneOf").Call(jen.Lit(name), jen.Index().String().Values(items...), values)}
	}
	var out []jen.Code
	for _, pattern := range q.Patterns() {
		p.usesMatch = true
		out = append(out, jen.Id("mustMatch").Call(jen.Lit(name), gofile.Text(pattern), values))
	}
	return out
}

// limitFile has the functions that hold values against what the spec allows.
func (p *pkg) limitFile() *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	if p.usesMatch {
		f.Decl(
			gofile.Doc("", "mustMatch panics if one of values does not fully match pattern"),
			jen.Func().Id("mustMatch").Params(jen.List(jen.Id("field"), jen.Id("pattern")).String(), jen.Id("values").Op("...").String()).Block(
				jen.Id("whole").Op(":=").Qual("regexp", "MustCompile").Call(jen.Lit("^(?:").Op("+").Id("pattern").Op("+").Lit(")$")),
				p.eachValue(jen.Op("!").Id("whole").Dot("MatchString").Call(jen.Id("value")), "%s is %q, which does not match %s", jen.Id("pattern")),
			),
		)
	}
	if p.usesOneOf {
		f.Decl(
			gofile.Doc("", "mustBeOneOf panics if one of values is not allowed"),
			jen.Func().Id("mustBeOneOf").Params(jen.Id("field").String(), jen.Id("allowed").Index().String(), jen.Id("values").Op("...").String()).Block(
				p.eachValue(jen.Op("!").Qual("slices", "Contains").Call(jen.Id("allowed"), jen.Id("value")), "%s is %q, which is not one of %q", jen.Id("allowed")),
			),
		)
	}
	return f
}

// eachValue prints the loop that panics at a value that is bad.
func (p *pkg) eachValue(bad jen.Code, message string, want jen.Code) jen.Code {
	return jen.For(jen.List(jen.Id("_"), jen.Id("value")).Op(":=").Range().Id("values")).Block(
		jen.If(bad).Block(
			jen.Panic(jen.Qual("fmt", "Sprintf").Call(jen.Lit(p.name+": "+message), jen.Id("field"), jen.Id("value"), want)),
		),
	)
}
