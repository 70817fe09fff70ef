package constants

import (
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/gen/internal/gocode"
	"github.com/emriam/emriam/gen/internal/gofile"
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

func paramsStruct(sub *subject) []gocode.Code {
	var fields []gocode.Code
	for _, q := range sub.params {
		fields = append(fields, gofile.Item(gofile.DocAt(1, "", fieldDoc(q)), gocode.Id(sub.fields[q]).Add(fieldType(q))))
	}
	doc := sub.paramType + " are the parameters of " + sub.name + ". A field with its zero value is not given."
	return []gocode.Code{gofile.Doc("", doc), gocode.Type().Id(sub.paramType).Struct(fields...)}
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
func fieldType(q *spec.Param) gocode.Code {
	switch {
	case q.List:
		return gocode.Index().String()
	case q.Type == spec.Boolean:
		return gocode.Op("*").Bool()
	case q.Type == spec.Number:
		return gocode.Op("*").Id("int64")
	default:
		return gocode.String()
	}
}

func (p *pkg) completeMethod(sub *subject) []gocode.Code {
	var body []gocode.Code
	for _, q := range sub.params {
		name := sub.paramType + "." + sub.fields[q]
		field := gocode.Id("p").Dot(sub.fields[q])
		checks := p.checks(q, name, field)
		switch {
		case q.Optional && q.List: // which has no value to check if it is not given
		case q.Optional:
			checks = []gocode.Code{gocode.If(isGiven(q, field)).Block(checks...)}
		case q.Default != nil:
			body = append(body, gocode.If(isZero(q, field)).Block(gocode.Add(field).Op("=").Add(fieldValue(q, q.Default))))
		default:
			body = append(body, gocode.If(isZero(q, field)).Block(gocode.Panic(gocode.Lit(p.name+": "+name+" is required"))))
		}
		body = append(body, checks...)
	}
	body = append(body, gocode.Return(gocode.Id("p")))
	return []gocode.Code{
		gofile.Doc("", "complete sets the defaults. It panics if a required parameter is not given, or if a value is not allowed."),
		gocode.Func().Params(gocode.Id("p").Id(sub.paramType)).Id("complete").Params().Id(sub.paramType).Block(body...),
	}
}

func isGiven(q *spec.Param, field gocode.Code) gocode.Code {
	switch {
	case q.List:
		return gocode.Len(field).Op(">").Lit(0)
	case isPointer(q):
		return gocode.Add(field).Op("!=").Nil()
	default:
		return gocode.Add(field).Op("!=").Lit("")
	}
}

func isZero(q *spec.Param, field gocode.Code) gocode.Code {
	switch {
	case q.List:
		return gocode.Len(field).Op("==").Lit(0)
	case isPointer(q):
		return gocode.Add(field).Op("==").Nil()
	default:
		return gocode.Add(field).Op("==").Lit("")
	}
}

// fieldValue is what a field is set to for values of a parameter.
func fieldValue(q *spec.Param, values []string) gocode.Code {
	switch {
	case q.List:
		var items []gocode.Code
		for _, v := range values {
			items = append(items, gocode.Lit(v))
		}
		return gocode.Index().String().Add(gofile.List(items...))
	case q.Type == spec.Boolean:
		return gocode.Id("PointerTo").Call(gocode.Lit(values[0] == "true"))
	case q.Type == spec.Number:
		n, err := strconv.Atoi(values[0])
		if err != nil {
			panic("constants: parameter " + q.Name + ": " + err.Error())
		}
		return gocode.Id("PointerTo").Call(gocode.Id("int64").Call(gocode.Lit(n)))
	default:
		return gocode.Lit(values[0])
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
		gocode.Func().Id("PointerTo").Types(gocode.Id("T").Any()).Params(gocode.Id("v").Id("T")).Op("*").Id("T").
			Block(gocode.Return(gocode.Op("&").Id("v"))),
	)
	return f
}

// managedFunc is the function that returns the managed policies of a role.
func (p *pkg) managedFunc(sub *subject) []gocode.Code {
	f := p.newFunction(sub)
	f.add(gocode.Return(f.list(stringKind, "arns", sub.managed, nil, true)))
	doc := gofile.Doc("", sub.managedFn+" are the ARNs of the managed policies that are attached to "+sub.name+".")
	return f.declaration(doc, sub.managedFn, paramsOfItems(p.spec, sub.managed), gocode.Index().String())
}
