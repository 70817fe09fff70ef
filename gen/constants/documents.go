package constants

import (
	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
)

// documentFunc is the function that returns a document of a subject.
func (p *pkg) documentFunc(sub *subject, d *policyDocument) []jen.Code {
	f := p.newFunction(sub)
	absent := d.doc.Presence() != nil
	f.document(d.doc, absent)
	results := jen.Code(jen.Id("Document"))
	if absent {
		results = jen.Params(jen.Id("Document"), jen.Bool())
	}
	return f.declaration(documentDoc(sub, d), d.fn, p.spec.ParamsOfDocument(d.doc), results)
}

func documentDoc(sub *subject, d *policyDocument) jen.Code {
	var first, source string
	var about string
	switch {
	case d.trust:
		first, source = d.fn+" is the trust policy of "+sub.name+": it says who may assume the role.", sub.source
	case sub.isRole:
		first = d.fn + " is the inline policy " + d.name.text() + " of " + sub.name + "."
	default:
		first, about, source = d.fn+" is the document of "+sub.name+".", sub.doc, sub.source
	}
	switch {
	case d.doc.Presence() != nil && d.trust:
		first += " It reports false if there is no such role with these parameters."
	case d.doc.Presence() != nil:
		first += " It reports false if the parameters leave it without a statement: then there is no such policy."
	}
	return gofile.Doc(source, first, about)
}

// text is the text of a constant.
func (x *text) text() string {
	lit, _ := x.value.Literal()
	return lit
}

// document writes d. The statements up to the first with a condition are a
// literal; the rest is appended, so that the order stays.
func (f *function) document(d *spec.Document, absent bool) {
	n := 0
	for n < len(d.Statements) && len(d.Statements[n].When) == 0 {
		n++
	}
	literal := f.documentLiteral(d, d.Statements[:n])
	if n == len(d.Statements) {
		f.add(jen.Return(literal))
		return
	}
	f.add(jen.Id("d").Op(":=").Add(literal))
	for rest := d.Statements[n:]; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].When.Same(rest[0].When) {
			n++
		}
		f.appendStatements(rest[:n])
		rest = rest[n:]
	}
	f.add(jen.Line())
	if absent {
		f.add(jen.Return(jen.Id("d"), jen.Len(jen.Id("d").Dot("Statements")).Op(">").Lit(0)))
		return
	}
	f.add(jen.Return(jen.Id("d")))
}

func (f *function) documentLiteral(d *spec.Document, sts []*spec.Statement) jen.Code {
	var fields []jen.Code
	if d.Version != "" {
		fields = append(fields, gofile.Field("Version", jen.Lit(d.Version)))
	}
	if d.ID != "" {
		fields = append(fields, gofile.Field("ID", jen.Lit(d.ID)))
	}
	if len(sts) == 0 {
		return jen.Id("Document").Add(gofile.List(fields...))
	}
	var items []jen.Code
	for _, st := range sts {
		items = append(items, gofile.Item(statementDoc(3, st, f.sub.source), f.statement(st)))
	}
	fields = append(fields, gofile.Field("Statements", jen.Index().Id("Statement").Add(gofile.Struct(items...))))
	return jen.Id("Document").Add(gofile.Struct(fields...))
}

// appendStatements appends statements of one condition to d.
func (f *function) appendStatements(sts []*spec.Statement) {
	outer := f.body
	f.body = nil
	when := sts[0].When
	var items []jen.Code
	if len(sts) == 1 {
		items = append(items, jen.Id("Statement").Add(f.statement(sts[0])))
	} else {
		for _, st := range sts {
			code := jen.Id("Statement").Add(f.statement(st))
			items = append(items, gofile.Item(statementDoc(2+min(len(when), 1), st, f.sub.source), code))
		}
	}
	f.add(appendTo(jen.Id("d").Dot("Statements"), items...))
	inner := f.body
	f.body = append(outer, jen.Line())
	comment := jen.Code(jen.Null())
	if len(sts) == 1 {
		comment = statementDoc(1, sts[0], f.sub.source)
	}
	f.guarded(comment, when, inner)
}

// statementDoc is the comment above a statement.
func statementDoc(indent int, st *spec.Statement, shown string) jen.Code {
	locked := ""
	if st.Locked != "" {
		locked = "Locked: " + st.Locked
	}
	source := st.Source
	if source == shown {
		source = "" // stands above the function
	}
	return gofile.DocAt(indent, source, st.Doc, locked)
}
