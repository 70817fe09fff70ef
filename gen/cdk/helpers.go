package cdk

import (
	"github.com/emriam/emriam/gen/internal/gocode"
	"github.com/emriam/emriam/gen/internal/gofile"
)

// helpers are the functions that the package's constructs share. Only those
// that are used are printed.
type helpers struct{ used map[string]func(*gofile.File) }

func newHelpers() helpers { return helpers{map[string]func(*gofile.File){}} }

// use prints the name of a helper.
func (h helpers) use(name string) *gocode.Statement {
	h.used[name] = helperFuncs[name]
	return gocode.Id(name)
}

// or prints the name of the helper that takes a default for the text of an
// object.
func (h helpers) or(o *object) *gocode.Statement {
	h.used[o.or] = o.declareOr
	return gocode.Id(o.or)
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
		gocode.Func().Id(o.or).Params(gocode.Id(o.arg).Add(o.typ()), gocode.Id("otherwise").Op("*").String()).Op("*").String().Block(
			gocode.If(gocode.Id(o.arg).Op("==").Nil()).Block(gocode.Return(gocode.Id("otherwise"))),
			gocode.Return(gocode.Id(o.arg).Dot(o.text).Call()),
		),
	)
}

func declareNumber(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "number returns n as a string"),
		gocode.Func().Id("number").Params(gocode.Id("n").Op("*").Id("float64")).Op("*").String().Block(
			gocode.If(gocode.Op("*").Qual(awscdk, "Token_IsUnresolved").Call(gocode.Id("n"))).Block(
				gocode.Return(gocode.Qual(awscdk, "Token_AsString").Call(gocode.Id("n"), gocode.Nil())),
			),
			gocode.Return(gocode.Qual(jsii, "String").Call(
				gocode.Qual("strconv", "FormatFloat").Call(gocode.Op("*").Id("n"), gocode.Id("'f'"), gocode.Lit(-1), gocode.Lit(64)),
			)),
		),
	)
}

func declareAction(f *gofile.File) {
	f.Decl(
		gofile.Doc("", `action accepts an action with a "?", which IAM allows and the CDK rejects`),
		gocode.Func().Id("action").Params(gocode.Id("name").String()).Op("*").String().Block(
			gocode.Return(gocode.Qual(awscdk, "Token_AsString").Call(
				gocode.Qual(awscdk, "NewIntrinsic").Call(gocode.Id("name"), gocode.Nil()), gocode.Nil(),
			)),
		),
	)
}

func declarePolicyIndex(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "policyIndex is the index of an inline policy in the CDK's order, which is by name"),
		gocode.Func().Id("policyIndex").Params(
			gocode.Id("policies").Map(gocode.String()).Qual(awsiam, "PolicyDocument"), gocode.Id("name").String(),
		).Id("int").Block(
			gocode.Return(gocode.Qual("slices", "Index").Call(
				gocode.Qual("slices", "Sorted").Call(gocode.Qual("maps", "Keys").Call(gocode.Id("policies"))), gocode.Id("name"),
			)),
		),
	)
}

func declareKnown(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "known returns the values of a list. The values of a token are not known yet"),
		gocode.Func().Id("known").Params(gocode.Id("list").Op("*").Index().Op("*").String()).Index().Op("*").String().Block(
			gocode.If(gocode.Op("*").Qual(awscdk, "Token_IsUnresolved").Call(gocode.Id("list"))).Block(gocode.Return(gocode.Nil())),
			gocode.Return(gocode.Op("*").Id("list")),
		),
	)
}

func declareNameConstruct(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "nameConstruct adds the path of a construct to a panic about its props, when it is deferred"),
		gocode.Func().Id("nameConstruct").Params(gocode.Id("scope").Qual(constructs, "Construct"), gocode.Id("id").Op("*").String()).Block(
			gocode.If(gocode.Id("problem").Op(":=").Id("recover").Call(), gocode.Id("problem").Op("!=").Nil()).Block(
				gocode.Panic(gocode.Qual("fmt", "Sprintf").Call(gocode.Lit("%s/%s: %v"), gocode.Op("*").Id("scope").Dot("Node").Call().Dot("Path").Call(), gocode.Op("*").Id("id"), gocode.Id("problem"))),
			),
		),
	)
}

func declareMustNotBeEmpty(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "mustNotBeEmpty panics if a list that is given has no values, or a nil value: a statement needs resources"),
		gocode.Func().Id("mustNotBeEmpty").Params(gocode.Id("prop").String(), gocode.Id("list").Op("*").Index().Op("*").String()).Block(
			gocode.If(gocode.Len(gocode.Op("*").Id("list")).Op("==").Lit(0)).Block(
				gocode.Panic(gocode.Id("prop").Op("+").Lit(" is empty")),
			),
			gocode.If(gocode.Qual("slices", "Contains").Call(gocode.Op("*").Id("list"), gocode.Nil())).Block(
				gocode.Panic(gocode.Id("prop").Op("+").Lit(" has a nil value")),
			),
		),
	)
}

func declareMustMatch(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "mustMatch panics if one of values does not fully match pattern. It accepts tokens, whose values are not known yet"),
		gocode.Func().Id("mustMatch").Params(
			gocode.List(gocode.Id("prop"), gocode.Id("pattern")).String(), gocode.Id("values").Op("...").Op("*").String(),
		).Block(
			gocode.Id("whole").Op(":=").Qual("regexp", "MustCompile").Call(gocode.Lit("^(?:").Op("+").Id("pattern").Op("+").Lit(")$")),
			eachValue(gocode.Op("!").Id("whole").Dot("MatchString").Call(gocode.Op("*").Id("value")),
				"%s is %q, which does not match %s", gocode.Id("pattern")),
		),
	)
}

func declareMustBeKnown(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "mustBeKnown panics if a value is a token: what is created depends on it"),
		gocode.Func().Id("mustBeKnown").Params(gocode.Id("prop").String(), gocode.Id("value").Op("*").String()).Block(
			gocode.If(gocode.Op("*").Qual(awscdk, "Token_IsUnresolved").Call(gocode.Id("value"))).Block(
				gocode.Panic(gocode.Id("prop").Op("+").Lit(" is compared with a value and cannot be a token")),
			),
		),
	)
}

func declareMustBeOneOf(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "mustBeOneOf panics if one of values is not allowed. It accepts tokens, whose values are not known yet"),
		gocode.Func().Id("mustBeOneOf").Params(
			gocode.Id("prop").String(), gocode.Id("allowed").Index().String(), gocode.Id("values").Op("...").Op("*").String(),
		).Block(
			eachValue(gocode.Op("!").Qual("slices", "Contains").Call(gocode.Id("allowed"), gocode.Op("*").Id("value")),
				"%s is %q, which is not one of %q", gocode.Id("allowed")),
		),
	)
}

// eachValue prints the loop that panics at a value that is bad.
func eachValue(bad gocode.Code, message string, want gocode.Code) gocode.Code {
	return gocode.For(gocode.List(gocode.Id("_"), gocode.Id("value")).Op(":=").Range().Id("values")).Block(
		gocode.If(gocode.Add(bad).Op("&&").Op("!").Op("*").Qual(awscdk, "Token_IsUnresolved").Call(gocode.Id("value"))).Block(
			gocode.Panic(gocode.Qual("fmt", "Sprintf").Call(gocode.Lit(message), gocode.Id("prop"), gocode.Op("*").Id("value"), want)),
		),
	)
}
