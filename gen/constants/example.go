package constants

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag/show"
)

// exampleFile has runnable examples: an ARN, who may assume a role, and a
// document that depends on parameters. What they print is what the model says
// under the example binding; the test of the generated package then holds it
// against what the generated functions say.
func (p *pkg) exampleFile() *gofile.File {
	f := gofile.New(p.name, p.spec.File)
	b := p.spec.Example()
	first := p.subjects[0] // roles and policies come before resource policies
	f.Decl(exampleARN(first, b)...)
	if first.isRole {
		f.Decl(p.exampleDocument(first, first.documents[0], b)...)
	}
	if sub, d := p.shortest(b); d != nil && !(first.isRole && d == first.documents[0]) {
		f.Decl(p.exampleDocument(sub, d, b)...)
	}
	return f
}

// shortest is the smallest document among those that depend on parameters and are there
// under b.
func (p *pkg) shortest(b spec.Binding) (*subject, *policyDocument) {
	var sub *subject
	var doc *policyDocument
	size := 0
	for _, s := range p.subjects {
		for _, d := range s.documents {
			if p.spec.ParamsOfDocument(d.doc) == nil {
				continue
			}
			if n := b.Size(d.doc); n > 0 && (doc == nil || n < size) {
				sub, doc, size = s, d, n
			}
		}
	}
	return sub, doc
}

// arguments are what the functions of s take before any parameters: the
// account and, if there are several, the first name.
func (s *subject) arguments() []jen.Code {
	args := []jen.Code{jen.Id("a")}
	if s.list != nil {
		args = append(args, jen.Id(s.list.idents[s.list.Names[0]]))
	}
	return args
}

func exampleARN(sub *subject, b spec.Binding) []jen.Code {
	args := sub.arguments()
	args = append(args, lists.Map(sub.arn.value.Params(), func(q *spec.Param) jen.Code { return jen.Lit(b.Values[q.Name][0]) })...)
	return exampleFunc(sub.arn.ident, b.Text(sub.arn.value), exampleAccount(b),
		jen.Qual("fmt", "Println").Call(jen.Id(sub.arn.ident).Call(args...)))
}

func (p *pkg) exampleDocument(sub *subject, d *policyDocument, b spec.Binding) []jen.Code {
	body := []jen.Code{exampleAccount(b)}
	args := sub.arguments()
	if p.spec.ParamsOfDocument(d.doc) != nil {
		body = append(body, jen.Id("p").Op(":=").Id(sub.paramType).Add(gofile.List(exampleFields(sub, b)...)))
		args = append(args, jen.Id("p"))
	}
	call := jen.Id(d.fn).Call(args...)
	if d.doc.Presence() != nil {
		printed := jen.Qual("fmt", "Println").Call(jen.Id("d"))
		body = append(body, jen.If(jen.List(jen.Id("d"), jen.Id("ok")).Op(":=").Add(call), jen.Id("ok")).Block(printed))
	} else {
		body = append(body, jen.Qual("fmt", "Println").Call(call))
	}
	return exampleFunc(d.fn, bind(d.doc, b).String(), body...)
}

// exampleFields are the fields of a subject's parameters that b binds to
// something else than their default.
func exampleFields(sub *subject, b spec.Binding) []jen.Code {
	var fields []jen.Code
	for _, q := range sub.params {
		if values, ok := b.Values[q.Name]; ok && (q.Optional || q.Default == nil) {
			fields = append(fields, gofile.Field(sub.fields[q], fieldValue(q, values)))
		}
	}
	return fields
}

func exampleAccount(b spec.Binding) jen.Code {
	return jen.Id("a").Op(":=").Id("Account").Values(
		gofile.Field("Partition", jen.Lit(b.Partition)),
		gofile.Field("Region", jen.Lit(b.Region)),
		gofile.Field("ID", jen.Lit(b.AccountID)),
	)
}

// exampleFunc is an example, with what it prints unless a comment cannot hold
// that.
func exampleFunc(name, output string, body ...jen.Code) []jen.Code {
	comment := "// Output:"
	if strings.ContainsFunc(output, func(r rune) bool { return r != '\n' && !show.Visible(r) }) {
		comment = "// The output has characters that are not visible."
	} else if strings.Contains(output, "\n") {
		comment += "\n// " + strings.ReplaceAll(output, "\n", "\n// ")
	} else {
		comment += " " + output
	}
	body = append(body, gofile.Inner(jen.Comment(comment)))
	return []jen.Code{jen.Func().Id("Example" + name).Params().Block(body...)}
}
