package constants

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// subjectFile is the file of a role or policy: its parameters and its
// documents.
func (p *pkg) subjectFile(sub *subject) *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	p.declareParams(f, sub)
	for _, d := range sub.documents {
		f.Decl(p.documentFunc(sub, d)...)
	}
	if sub.managedFn != "" {
		f.Decl(p.managedFunc(sub)...)
	}
	return f
}

func (p *pkg) declareParams(f *gofile.File, sub *subject) {
	if sub.params == nil {
		return
	}
	f.Decl(paramsStruct(sub)...)
	f.Decl(p.completeMethod(sub)...)
}

func paramsStruct(sub *subject) []jen.Code {
	var fields []jen.Code
	for _, q := range sub.params {
		fields = append(fields, gofile.Item(gofile.DocAt(1, "", fieldDoc(q)), jen.Id(sub.fields[q]).Add(fieldType(q))))
	}
	doc := sub.paramType + " are the parameters of " + sub.name + ". A field with its zero value is not given."
	return []jen.Code{gofile.Doc("", doc), jen.Type().Id(sub.paramType).Struct(fields...)}
}

// fieldDoc says what a parameter is, and what holds if it is not given.
func fieldDoc(q *spec.Param) string {
	doc := gofile.Sentence(q.Doc)
	if doc != "" {
		doc += " "
	}
	switch {
	case q.Optional:
		return doc + "Optional."
	case q.Default != nil:
		return doc + "Default: " + strings.Join(q.Default, ", ") + "."
	default:
		return doc + "Required."
	}
}

// fieldType is the type of a parameter's field. Its zero value is none that
// the parameter can have.
func fieldType(q *spec.Param) jen.Code {
	switch {
	case q.List:
		return jen.Index().String()
	case q.Type == spec.Boolean:
		return jen.Op("*").Bool()
	case q.Type == spec.Number:
		return jen.Op("*").Int64()
	default:
		return jen.String()
	}
}

func (p *pkg) completeMethod(sub *subject) []jen.Code {
	var body []jen.Code
	for _, q := range sub.params {
		name := sub.paramType + "." + sub.fields[q]
		field := jen.Id("p").Dot(sub.fields[q])
		checks := p.checks(q, name, field)
		switch {
		case q.Optional && q.List: // which has no value to check if it is not given
		case q.Optional:
			checks = []jen.Code{jen.If(isGiven(q, field, true)).Block(checks...)}
		case q.Default != nil:
			body = append(body, jen.If(isGiven(q, field, false)).Block(jen.Add(field).Op("=").Add(fieldValue(q, q.Default))))
		default:
			body = append(body, jen.If(isGiven(q, field, false)).Block(jen.Panic(jen.Lit(p.name+": "+name+" is required"))))
		}
		body = append(body, checks...)
	}
	body = append(body, jen.Return(jen.Id("p")))
	return []jen.Code{
		gofile.Doc("", "complete sets the defaults. It panics if a required parameter is not given, or if a value is not allowed."),
		jen.Func().Params(jen.Id("p").Id(sub.paramType)).Id("complete").Params().Id(sub.paramType).Block(body...),
	}
}

// isGiven is that a field has a value, or that it has none.
func isGiven(q *spec.Param, field jen.Code, given bool) jen.Code {
	operator, least := "==", "=="
	if given {
		operator, least = "!=", ">"
	}
	switch {
	case q.List:
		return jen.Len(field).Op(least).Lit(0)
	case isPointer(q):
		return jen.Add(field).Op(operator).Nil()
	default:
		return jen.Add(field).Op(operator).Lit("")
	}
}

// fieldValue is what a field is set to for values of a parameter.
func fieldValue(q *spec.Param, values []string) jen.Code {
	switch {
	case q.List:
		items := lists.Map(values, func(v string) jen.Code { return jen.Lit(v) })
		return jen.Index().String().Add(gofile.List(items...))
	case q.Type == spec.Boolean:
		return jen.Id("PointerTo").Call(jen.Lit(values[0] == "true"))
	case q.Type == spec.Number:
		n, err := strconv.ParseInt(values[0], 10, 64)
		if err != nil {
			panic("constants: parameter " + q.Name + ": " + err.Error())
		}
		return jen.Id("PointerTo").Call(jen.Lit(n))
	default:
		return jen.Lit(values[0])
	}
}

// usesPointers reports whether a field of parameters is a pointer.
func (p *pkg) usesPointers() bool {
	for _, c := range p.configurations {
		if slices.ContainsFunc(c.params, isPointer) {
			return true
		}
	}
	return slices.ContainsFunc(p.subjects, func(sub *subject) bool { return slices.ContainsFunc(sub.params, isPointer) })
}

func isPointer(q *spec.Param) bool {
	return !q.List && (q.Type == spec.Boolean || q.Type == spec.Number)
}

// pointerFile has the function that makes the values of pointer fields.
func (p *pkg) pointerFile() *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	f.Decl(
		gofile.Doc("", "PointerTo returns a pointer to v, for parameter fields that are pointers."),
		jen.Func().Id("PointerTo").Types(jen.Id("T").Any()).Params(jen.Id("v").Id("T")).Op("*").Id("T").
			Block(jen.Return(jen.Op("&").Id("v"))),
	)
	return f
}

// managedFunc is the function that returns the managed policies of a role.
func (p *pkg) managedFunc(sub *subject) []jen.Code {
	f := p.newFunction(sub)
	f.add(jen.Return(f.list(stringKind, "arns", sub.managed, nil, true)))
	doc := gofile.Doc("", sub.managedFn+" are the ARNs of the managed policies that are attached to "+sub.name+".")
	return f.declaration(doc, sub.managedFn, paramsOfItems(p.spec, sub.managed), jen.Index().String())
}
