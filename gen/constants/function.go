package constants

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// function is a function in the making that takes an account and the
// parameters of its subject.
type function struct {
	texts
	sub    *subject
	locals *naming.Scope
	body   []jen.Code
}

func (p *pkg) newFunction(sub *subject) *function {
	f := &function{sub: sub, locals: naming.NewScope("a", "name", "p", "d", "each", "oneOrList")}
	f.texts = texts{pkg: p, param: f.paramText, each: "each", name: "name"}
	return f
}

// field is the field of a parameter.
func (f *function) field(q *spec.Param) *jen.Statement { return jen.Id("p").Dot(f.sub.fields[q]) }

// paramText is the value of a parameter as a string.
func (f *function) paramText(q *spec.Param) jen.Code {
	return fieldText(q, f.field(q))
}

// fieldText is the value of a field that is no list as a string.
func fieldText(q *spec.Param, field jen.Code) jen.Code {
	switch q.Type {
	case spec.Boolean:
		return jen.Qual("strconv", "FormatBool").Call(jen.Op("*").Add(field))
	case spec.Number:
		return jen.Qual("strconv", "FormatInt").Call(jen.Op("*").Add(field), jen.Lit(10))
	default:
		return field
	}
}

func (f *function) add(code jen.Code) { f.body = append(f.body, code) }

// guarded adds code that is executed if w holds, below a comment.
func (f *function) guarded(comment jen.Code, w spec.When, code []jen.Code) {
	if len(w) > 0 {
		code = []jen.Code{jen.If(f.condition(w)).Block(code...)}
	}
	code[0] = gofile.Item(comment, code[0])
	f.body = append(f.body, code...)
}

// condition is w as a condition.
func (f *function) condition(w spec.When) jen.Code {
	out := jen.Add(f.given(w[0]))
	for _, q := range w[1:] {
		out.Op("&&").Add(f.given(q))
	}
	return out
}

// equals is that a parameter, which may be optional, has a value.
func (f *function) equals(q *spec.Param, value string) jen.Code {
	out := jen.Add(f.paramText(q)).Op("==").Lit(value)
	if q.Optional && isPointer(q) {
		return jen.Parens(jen.Add(isGiven(q, f.field(q), true)).Op("&&").Add(out))
	}
	return out
}

func (f *function) given(t spec.Term) jen.Code {
	field := f.field(t.Param)
	switch {
	case t.Values != "":
		out := jen.Null()
		for i, v := range t.Options() {
			if i > 0 {
				out.Op("||")
			}
			out.Add(f.equals(t.Param, v))
		}
		if t.Not {
			return jen.Op("!").Parens(out)
		}
		return jen.Parens(out)
	case t.Type == spec.Boolean && t.Not:
		return jen.Op("!").Op("*").Add(field)
	case t.Type == spec.Boolean:
		return jen.Op("*").Add(field)
	case t.Not:
		return jen.Op("!").Parens(isGiven(t.Param, field, true))
	}
	return isGiven(t.Param, field, true)
}

// declaration is the function as a whole. It takes a name if its subject is
// made for several, and the parameters if it uses any, even if only to ask
// whether they are complete.
func (f *function) declaration(doc jen.Code, name string, uses []*spec.Param, results jen.Code) []jen.Code {
	account := "_"
	if f.usesAccount {
		account = "a"
	}
	args := []jen.Code{jen.Id(account).Id("Account")}
	var begin []jen.Code
	if f.sub.list != nil {
		args = append(args, jen.Id("name").String())
		begin = append(begin, mustBeName())
	}
	if len(uses) > 0 {
		args = append(args, jen.Id("p").Id(f.sub.paramType))
		begin = append(begin, jen.Id("p").Op("=").Id("p").Dot("complete").Call())
	}
	return []jen.Code{doc, jen.Func().Id(name).Params(args...).Add(results).Block(append(begin, f.body...)...)}
}
