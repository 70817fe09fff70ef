package cdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
)

// helpers are the functions that the package's constructs share. Only those
// that are used are printed.
type helpers struct{ used map[string]func(*gofile.File) }

func newHelpers() helpers { return helpers{map[string]func(*gofile.File){}} }

// use prints the name of a helper.
func (h helpers) use(name string) *jen.Statement {
	h.used[name] = helperFuncs[name]
	return jen.Id(name)
}

// or prints the name of the helper that takes a default for the text of an
// object.
func (h helpers) or(o *object) *jen.Statement {
	h.used[o.or] = o.declareOr
	return jen.Id(o.or)
}

// helperOrder is the order in which helpers are printed.
var helperOrder = []string{
	bucketObject.or, keyObject.or, roleObject.or, nameObject.or, policyObject.or, profileObject.or,
	"number", "action", "policyIndex", "known", "nameConstruct", "mustNotBeEmpty", "mustMatch", "mustBeKnown", "mustBeOneOf",
}

// helperFuncs print the helpers that do not belong to an object.
var helperFuncs = map[string]func(*gofile.File){
	"number":         declareNumber,
	"action":         declareAction,
	"policyIndex":    declarePolicyIndex,
	"known":          declareKnown,
	"nameConstruct":  declareNameConstruct,
	"mustNotBeEmpty": declareMustNotBeEmpty,
	"mustMatch":      declareMustMatch,
	"mustBeKnown":    declareMustBeKnown,
	"mustBeOneOf":    declareMustBeOneOf,
}

// file prints the helpers.
func (h helpers) file(f *gofile.File) {
	for _, name := range helperOrder {
		if declare := h.used[name]; declare != nil {
			declare(f)
		}
	}
}

func (o *object) declareOr(f *gofile.File) {
	f.Decl(
		gofile.Doc("", o.or+" is the "+o.text+" of "+o.arg+", or otherwise if it is nil"),
		jen.Func().Id(o.or).Params(jen.Id(o.arg).Add(o.typ()), jen.Id("otherwise").Op("*").String()).Op("*").String().Block(
			jen.If(jen.Id(o.arg).Op("==").Nil()).Block(jen.Return(jen.Id("otherwise"))),
			jen.Return(jen.Id(o.arg).Dot(o.text).Call()),
		),
	)
}

func declareNumber(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "number returns n as a string"),
		jen.Func().Id("number").Params(jen.Id("n").Op("*").Float64()).Op("*").String().Block(
			jen.If(jen.Op("*").Qual(awscdk, "Token_IsUnresolved").Call(jen.Id("n"))).Block(
				jen.Return(jen.Qual(awscdk, "Token_AsString").Call(jen.Id("n"), jen.Nil())),
			),
			jen.Return(jen.Qual(jsii, "String").Call(
				jen.Qual("strconv", "FormatFloat").Call(jen.Op("*").Id("n"), jen.LitRune('f'), jen.Lit(-1), jen.Lit(64)),
			)),
		),
	)
}

func declareAction(f *gofile.File) {
	f.Decl(
		gofile.Doc("", `action accepts an action with a "?", which IAM allows and the CDK rejects`),
		jen.Func().Id("action").Params(jen.Id("name").String()).Op("*").String().Block(
			jen.Return(jen.Qual(awscdk, "Token_AsString").Call(
				jen.Qual(awscdk, "NewIntrinsic").Call(jen.Id("name"), jen.Nil()), jen.Nil(),
			)),
		),
	)
}

func declarePolicyIndex(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "policyIndex is the index of an inline policy in the CDK's order, which is by name"),
		jen.Func().Id("policyIndex").Params(
			jen.Id("policies").Map(jen.String()).Qual(awsiam, "PolicyDocument"), jen.Id("name").String(),
		).Int().Block(
			jen.Return(jen.Qual("slices", "Index").Call(
				jen.Qual("slices", "Sorted").Call(jen.Qual("maps", "Keys").Call(jen.Id("policies"))), jen.Id("name"),
			)),
		),
	)
}

func declareKnown(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "known returns the values of a list. The values of a token are not known yet"),
		jen.Func().Id("known").Params(jen.Id("list").Op("*").Index().Op("*").String()).Index().Op("*").String().Block(
			jen.If(jen.Op("*").Qual(awscdk, "Token_IsUnresolved").Call(jen.Id("list"))).Block(jen.Return(jen.Nil())),
			jen.Return(jen.Op("*").Id("list")),
		),
	)
}

func declareNameConstruct(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "nameConstruct adds the path of a construct to a panic about its props, when it is deferred"),
		jen.Func().Id("nameConstruct").Params(jen.Id("scope").Qual(constructs, "Construct"), jen.Id("id").Op("*").String()).Block(
			jen.If(jen.Id("problem").Op(":=").Recover(), jen.Id("problem").Op("!=").Nil()).Block(
				jen.Panic(jen.Qual("fmt", "Sprintf").Call(jen.Lit("%s/%s: %v"), jen.Op("*").Id("scope").Dot("Node").Call().Dot("Path").Call(), jen.Op("*").Id("id"), jen.Id("problem"))),
			),
		),
	)
}

func declareMustNotBeEmpty(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "mustNotBeEmpty panics if a list that is given has no values, or a nil value: a statement needs resources"),
		jen.Func().Id("mustNotBeEmpty").Params(jen.Id("prop").String(), jen.Id("list").Op("*").Index().Op("*").String()).Block(
			jen.If(jen.Len(jen.Op("*").Id("list")).Op("==").Lit(0)).Block(
				jen.Panic(jen.Id("prop").Op("+").Lit(" is empty")),
			),
			jen.If(jen.Qual("slices", "Contains").Call(jen.Op("*").Id("list"), jen.Nil())).Block(
				jen.Panic(jen.Id("prop").Op("+").Lit(" has a nil value")),
			),
		),
	)
}

func declareMustMatch(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "mustMatch panics if one of values does not fully match pattern. It accepts tokens, whose values are not known yet"),
		jen.Func().Id("mustMatch").Params(
			jen.List(jen.Id("prop"), jen.Id("pattern")).String(), jen.Id("values").Op("...").Op("*").String(),
		).Block(
			jen.Id("whole").Op(":=").Qual("regexp", "MustCompile").Call(jen.Lit("^(?:").Op("+").Id("pattern").Op("+").Lit(")$")),
			eachValue(jen.Op("!").Id("whole").Dot("MatchString").Call(jen.Op("*").Id("value")),
				"%s is %q, which does not match %s", jen.Id("pattern")),
		),
	)
}

func declareMustBeKnown(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "mustBeKnown panics if a value is a token: what is created depends on it"),
		jen.Func().Id("mustBeKnown").Params(jen.Id("prop").String(), jen.Id("value").Op("*").String()).Block(
			jen.If(jen.Op("*").Qual(awscdk, "Token_IsUnresolved").Call(jen.Id("value"))).Block(
				jen.Panic(jen.Id("prop").Op("+").Lit(" is compared with a value and cannot be a token")),
			),
		),
	)
}

func declareMustBeOneOf(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "mustBeOneOf panics if one of values is not allowed. It accepts tokens, whose values are not known yet"),
		jen.Func().Id("mustBeOneOf").Params(
			jen.Id("prop").String(), jen.Id("allowed").Index().String(), jen.Id("values").Op("...").Op("*").String(),
		).Block(
			eachValue(jen.Op("!").Qual("slices", "Contains").Call(jen.Id("allowed"), jen.Op("*").Id("value")),
				"%s is %q, which is not one of %q", jen.Id("allowed")),
		),
	)
}

// eachValue prints the loop that panics at a value that is bad.
func eachValue(bad jen.Code, message string, want jen.Code) jen.Code {
	return jen.For(jen.List(jen.Id("_"), jen.Id("value")).Op(":=").Range().Id("values")).Block(
		jen.If(jen.Add(bad).Op("&&").Op("!").Op("*").Qual(awscdk, "Token_IsUnresolved").Call(jen.Id("value"))).Block(
			jen.Panic(jen.Qual("fmt", "Sprintf").Call(jen.Lit(message), jen.Id("prop"), jen.Op("*").Id("value"), want)),
		),
	)
}
