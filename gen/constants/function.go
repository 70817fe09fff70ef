package constants

import (
	"github.com/emriam/emriam/gen/internal/gocode"
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
	body   []gocode.Code
}

func (p *pkg) newFunction(sub *subject) *function {
	f := &function{sub: sub, locals: naming.NewScope("a", "name", "p", "d", "each", "oneOrList")}
	f.texts = texts{pkg: p, param: f.paramText, each: "each", name: "name"}
	return f
}

// field is the field of a parameter.
func (f *function) field(q *spec.Param) *gocode.Statement { return gocode.Id("p").Dot(f.sub.fields[q]) }

// paramText is the value of a parameter as a string.
func (f *function) paramText(q *spec.Param) gocode.Code {
	return fieldText(q, f.field(q))
}

// fieldText is the value of a field that is no list as a string.
func fieldText(q *spec.Param, field gocode.Code) gocode.Code {
	switch q.Type {
	case spec.Boolean:
		return gocode.Qual("strconv", "FormatBool").Call(gocode.Op("*").Add(field))
	case spec.Number:
		return gocode.Qual("strconv", "FormatInt").Call(gocode.Op("*").Add(field), gocode.Lit(10))
	default:
		return field
	}
}

func (f *function) add(code gocode.Code) { f.body = append(f.body, code) }

// guarded adds code that is executed if w holds, below a comment.
func (f *function) guarded(comment gocode.Code, w spec.When, code []gocode.Code) {
	if len(w) > 0 {
		code = []gocode.Code{gocode.If(f.condition(w)).Block(code...)}
	}
	code[0] = gofile.Item(comment, code[0])
	f.body = append(f.body, code...)
}

// condition is w as a condition.
func (f *function) condition(w spec.When) gocode.Code {
	out := gocode.Add(f.given(w[0]))
	for _, q := range w[1:] {
		out.Op("&&").Add(f.given(q))
	}
	return out
}

// equals is that a parameter, which may be optional, has a value.
func (f *function) equals(q *spec.Param, value string) gocode.Code {
	out := gocode.Add(f.paramText(q)).Op("==").Lit(value)
	if q.Optional && isPointer(q) {
		return gocode.Parens(gocode.Add(isGiven(q, f.field(q))).Op("&&").Add(out))
	}
	return out
}

func (f *function) given(t spec.Term) gocode.Code {
	field := f.field(t.Param)
	switch {
	case t.Values != "":
		out := gocode.Null()
		for i, v := range t.Options() {
			if i > 0 {
				out.Op("||")
			}
			out.Add(f.equals(t.Param, v))
		}
		if t.Not {
			return gocode.Op("!").Parens(out)
		}
		return gocode.Parens(out)
	case t.Type == spec.Boolean && t.Not:
		return gocode.Op("!").Op("*").Add(field)
	case t.Type == spec.Boolean:
		return gocode.Op("*").Add(field)
	case t.Not:
		return gocode.Op("!").Parens(isGiven(t.Param, field))
	}
	return isGiven(t.Param, field)
}

// unknown is what of w does not follow from given.
func (f *function) unknown(w, given spec.When) spec.When {
	var out spec.When
	for _, q := range w {
		if !given.Implies(spec.When{q}) {
			out = append(out, q)
		}
	}
	return out
}

// declaration is the function as a whole. It takes a name if its subject is
// made for several, and the parameters if it uses any, even if only to ask
// whether they are complete.
func (f *function) declaration(doc gocode.Code, name string, uses []*spec.Param, results gocode.Code) []gocode.Code {
	account := "_"
	if f.usesAccount {
		account = "a"
	}
	args := []gocode.Code{gocode.Id(account).Id("Account")}
	var begin []gocode.Code
	if f.sub.list != nil {
		args = append(args, gocode.Id("name").String())
		begin = append(begin, mustBeName())
	}
	if len(uses) > 0 {
		args = append(args, gocode.Id("p").Id(f.sub.paramType))
		begin = append(begin, gocode.Id("p").Op("=").Id("p").Dot("complete").Call())
	}
	return []gocode.Code{doc, gocode.Func().Id(name).Params(args...).Add(results).Block(append(begin, f.body...)...)}
}
