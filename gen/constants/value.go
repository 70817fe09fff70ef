package constants

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// texts writes values as Go expressions of type string.
type texts struct {
	pkg   *pkg
	param func(*spec.Param) jen.Code // a parameter as a string
	each  string                     // the variable of the loop over a list
	name  string                     // the variable of the name that is meant

	usesAccount bool // an expression names a
}

// expr is v as an expression: the operands of a sum.
func (t *texts) expr(v spec.Value) jen.Code {
	var operands []jen.Code
	literal := "" // what is not yet among the operands
	flush := func() {
		if literal != "" {
			operands = append(operands, jen.Lit(literal))
			literal = ""
		}
	}
	for _, part := range v {
		if text, ok := (spec.Value{part}).Static(); ok {
			literal += text
			continue
		}
		flush()
		operands = append(operands, t.operand(part))
	}
	flush()
	if len(operands) == 0 {
		return jen.Lit("")
	}
	sum := jen.Add(operands[0])
	for _, o := range operands[1:] {
		sum.Op("+").Add(o)
	}
	return sum
}

// operand is a part that is not literal.
func (t *texts) operand(part spec.Part) jen.Code {
	switch part := part.(type) {
	case spec.Pseudo:
		return t.pseudo(part)
	case spec.ParamRef:
		return t.param(part.Param)
	case spec.ListRef:
		return jen.Id(t.each)
	case spec.EachName:
		return jen.Id(t.name)
	case spec.EachValue:
		return jen.Id(t.pkg.lists[part.List].values).Call(jen.Id(t.name)).Dot(naming.Exported(part.Key))
	case spec.RoleRef:
		return t.roleRef(part)
	case spec.PolicyRef:
		sub := t.pkg.of[part.Policy.Entity().Subject]
		return t.call(sub.arn, t.nameOf(sub, part.Policy.Each, part.Same))
	default:
		panic(fmt.Sprintf("constants: part %T", part))
	}
}

func (t *texts) pseudo(p spec.Pseudo) jen.Code {
	t.usesAccount = true
	switch p {
	case spec.Partition:
		return jen.Id("a").Dot("Partition")
	case spec.Region:
		return jen.Id("a").Dot("Region")
	case spec.AccountID:
		return jen.Id("a").Dot("ID")
	case spec.URLSuffix:
		t.pkg.urlSuffix = true
		return jen.Id("a").Dot("urlSuffix").Call()
	default:
		panic("constants: pseudo parameter " + string(p))
	}
}

func (t *texts) roleRef(ref spec.RoleRef) jen.Code {
	sub := t.pkg.of[ref.Role.Entity().Subject]
	name := t.nameOf(sub, ref.Role.Each, ref.Same)
	switch ref.Attr {
	case spec.AttrARN:
		return t.call(sub.arn, name)
	case spec.AttrName:
		return t.call(sub.iamName, name)
	case spec.AttrProfileARN:
		return t.call(sub.profARN, name)
	default:
		panic(fmt.Sprintf("constants: role attribute %q", ref.Attr))
	}
}

// nameOf is the name for which the role or policy of a subject is meant, or
// nil.
func (t *texts) nameOf(sub *subject, e *spec.Each, same bool) jen.Code {
	switch {
	case e == nil:
		return nil
	case same:
		return jen.Id(t.name)
	default:
		return jen.Id(sub.list.idents[e.Name])
	}
}

// call is the constant, or the call of the function, of a text, as a string.
// The name is what the text varies by, if it does.
func (t *texts) call(x *text, name jen.Code) jen.Code {
	out := jen.Id(x.ident)
	if !x.isConst() {
		var args []jen.Code
		if x.usesAccount() {
			t.usesAccount = true
			args = append(args, jen.Id("a"))
		}
		if x.varies() {
			args = append(args, name)
		}
		args = append(args, lists.Map(x.value.Params(), t.param)...)
		out.Call(args...)
	}
	if x.typ == "string" {
		return out
	}
	return jen.String().Call(out)
}

func (x *text) isConst() bool {
	_, ok := x.value.Literal()
	return ok
}

// varies reports whether x has the name of an each in it, or a value of that.
func (x *text) varies() bool {
	return x.value.Varies()
}

func (x *text) usesAccount() bool {
	for _, part := range x.value {
		if _, ok := part.(spec.Pseudo); ok {
			return true
		}
	}
	return false
}
