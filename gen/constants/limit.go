package constants

import (
	"github.com/emriam/emriam/gen/internal/gocode"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// checks are the statements that panic if the value of a field, or one of its
// values, is not one that the spec allows. What is not given is not checked.
func (p *pkg) checks(q *spec.Param, name string, field gocode.Code) []gocode.Code {
	if q.Type == spec.Boolean {
		return nil // of type bool
	}
	values := gocode.Add(field).Op("...")
	if !q.List {
		values = gocode.Add(fieldText(q, field))
	}
	return p.textChecks(q, name, values)
}

// textChecks are the same for values that are strings.
func (p *pkg) textChecks(q *spec.Param, name string, values gocode.Code) []gocode.Code {
	allowed := q.Values
	if q.Type == spec.Boolean {
		allowed = []string{"true", "false"}
	}
	if allowed != nil {
		p.usesOneOf = true
		var items []gocode.Code
		for _, v := range allowed {
			items = append(items, gocode.Lit(v))
		}
		return []gocode.Code{gocode.Id("mustBeOneOf").Call(gocode.Lit(name), gocode.Index().String().Values(items...), values)}
	}
	var out []gocode.Code
	for _, pattern := range q.Patterns() {
		p.usesMatch = true
		out = append(out, gocode.Id("mustMatch").Call(gocode.Lit(name), gofile.Text(pattern), values))
	}
	return out
}

// limitFile has the functions that hold values against what the spec allows.
func (p *pkg) limitFile() *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	if p.usesMatch {
		f.Decl(
			gofile.Doc("", "mustMatch panics if one of values does not fully match pattern"),
			gocode.Func().Id("mustMatch").Params(gocode.List(gocode.Id("field"), gocode.Id("pattern")).String(), gocode.Id("values").Op("...").String()).Block(
				gocode.Id("whole").Op(":=").Qual("regexp", "MustCompile").Call(gocode.Lit("^(?:").Op("+").Id("pattern").Op("+").Lit(")$")),
				p.eachValue(gocode.Op("!").Id("whole").Dot("MatchString").Call(gocode.Id("value")), "%s is %q, which does not match %s", gocode.Id("pattern")),
			),
		)
	}
	if p.usesOneOf {
		f.Decl(
			gofile.Doc("", "mustBeOneOf panics if one of values is not allowed"),
			gocode.Func().Id("mustBeOneOf").Params(gocode.Id("field").String(), gocode.Id("allowed").Index().String(), gocode.Id("values").Op("...").String()).Block(
				p.eachValue(gocode.Op("!").Qual("slices", "Contains").Call(gocode.Id("allowed"), gocode.Id("value")), "%s is %q, which is not one of %q", gocode.Id("allowed")),
			),
		)
	}
	return f
}

// eachValue prints the loop that panics at a value that is bad.
func (p *pkg) eachValue(bad gocode.Code, message string, want gocode.Code) gocode.Code {
	return gocode.For(gocode.List(gocode.Id("_"), gocode.Id("value")).Op(":=").Range().Id("values")).Block(
		gocode.If(bad).Block(
			gocode.Panic(gocode.Qual("fmt", "Sprintf").Call(gocode.Lit(p.name+": "+message), gocode.Id("field"), gocode.Id("value"), want)),
		),
	)
}
