package cdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// doc prints the documentation of the package.
func (k *pkg) doc(f *gofile.File) {
	f.Package(
		"Package "+k.name+" holds the IAM roles and policies of "+k.spec.Name+" as constructs of the AWS CDK.",
		gofile.Sentence(k.spec.Doc),
		"There is a construct for each role and policy, and one for each stack, which creates all of the stack's roles and policies and connects them. Props are values that are known only at deployment. A missing required prop panics with its name and the path of the construct.",
		k.namesDoc(),
	)
}

// examples prints an example for each stack. They have no output to compare, so that
// the tests of whoever has the package compile them and do not start Node.
func (k *pkg) examples(f *gofile.File) {
	for _, c := range k.stacks {
		f.Decl(jen.Func().Id("ExampleNew" + c.name).Params().BlockFunc(func(g *jen.Group) {
			g.Id("app").Op(":=").Qual(awscdk, "NewApp").Call(jen.Nil())
			g.Id("stack").Op(":=").Qual(awscdk, "NewStack").Call(jen.Id("app"), jsiiString(c.stack.Name), jen.Nil())
			g.Id("New"+c.name).Call(jen.Id("stack"), jsiiString("Roles"), c.exampleProps())
			g.Id("app").Dot("Synth").Call(jen.Nil())
		}))
	}
}

// exampleProps prints props with an example for each that is required.
func (c *stackConstruct) exampleProps() jen.Code {
	var fields []jen.Code
	for _, pr := range c.props {
		if pr.param != nil && pr.param.Default == nil && pr.param.Resolve == nil && !pr.param.Optional {
			fields = append(fields, gofile.Field(pr.name, exampleOf(pr)))
		}
	}
	for _, r := range c.refs.list {
		if r.required() {
			args := []jen.Code{jen.Id("stack"), jsiiString(r.want), jsiiString(c.spec.Example().Text(r.ARN()))}
			if r.object == roleObject {
				args = append(args, jen.Nil()) // options
			}
			fields = append(fields, gofile.Field(r.prop, jen.Qual(r.object.pkg, r.object.from).Call(args...)))
		}
	}
	if fields == nil {
		return jen.Nil()
	}
	return jen.Op("&").Id(c.propsName()).Add(gofile.Struct(fields...))
}

func exampleOf(pr prop) jen.Code {
	p := pr.param
	if pr.object == nil {
		asDefault := *p
		asDefault.Default = p.Example
		return defaultOf(&asDefault)
	}
	return jen.Qual(pr.object.pkg, pr.object.from).Call(fromArguments(p)...)
}

func fromArguments(p *spec.Param) []jen.Code {
	args := []jen.Code{jen.Id("stack"), jsiiString(p.Name), jsiiString(p.Example[0])}
	if p.Type == spec.RoleARN {
		args = append(args, jen.Nil()) // options
	}
	return args
}

// namesDoc says how often a stack can be deployed.
func (k *pkg) namesDoc() string {
	if len(k.spec.MadeNames()) > 0 {
		return "CloudFormation makes the names of roles and policies that the spec gives none. Another construct takes these as props."
	}
	return "The roles have fixed names, so a stack can be deployed only once in an account unless its names are overridden."
}
