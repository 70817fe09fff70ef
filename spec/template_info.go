package spec

import (
	"fmt"
	"io/fs"

	"github.com/emriam/emriam/spec/diag"
)

// Template is what a template says of itself.
type Template struct {
	Name   string // e.g., "studio-service"
	Kind   string // what it makes: "role", "policy" or "resourcePolicy"
	Doc    string
	Source string // the AWS page, or ""
	Params []*Param
}

// TemplateNames are the names of the templates in fsys, sorted.
func TemplateNames(fsys fs.FS) []string { return newTemplates(fsys, nil).names() }

// ReadTemplate reads what a template says of itself.
func ReadTemplate(fsys fs.FS, name string) (*Template, error) {
	l := &diag.List{}
	sc := &scope{src: newSource("", nil), diags: l}
	t := newTemplates(fsys, l).load(sc, &node{kind: scalarNode, text: name}, "template")
	if t == nil || t.root == nil {
		return nil, fmt.Errorf("template %s: %s", name, l.Findings()[0].Message)
	}
	what := "template " + name
	sc = &scope{src: t.src, diags: l, template: name, params: map[string]*Param{}}
	fields := sc.fields(t.root, what, templateKeys...)
	out := &Template{
		Name: name, Doc: oneLine(sc.text(fields, "doc", what)), Source: sc.text(fields, "source", what),
		Params: decodeParams(fields),
	}
	kind, _ := kindIn(fields)
	out.Kind = kind.key
	if l.HasErrors() {
		return nil, fmt.Errorf("template %s: %s", name, l.Findings()[0].Message)
	}
	return out, nil
}
