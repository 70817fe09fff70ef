package compile

import (
	"fmt"
	"io/fs"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// Template is what a template says of itself.
type Template struct {
	Name   string // e.g., "studio-service"
	Kind   string // what it makes: "role", "policy" or "resourcePolicy"
	Doc    string
	Source string // the AWS page, or ""
	Rows   []int  // of the table of kinds in docs/templates.md that it is for
	Params []*spec.Param
}

// TemplateNames are the names of the templates in fsys, sorted.
func TemplateNames(fsys fs.FS) []string { return newTemplates(fsys, nil).names() }

// ReadTemplate reads what a template says of itself.
func ReadTemplate(fsys fs.FS, name string) (*Template, error) {
	l := &diag.List{}
	sc := &scope{src: syntax.NewSource("", nil), collector: &collector{diags: l}}
	t := newTemplates(fsys, l).load(sc, &syntax.Node{Kind: syntax.Scalar, Text: name}, "template")
	if t == nil || t.root == nil {
		return nil, fmt.Errorf("template %s: %s", name, l.Findings()[0].Message)
	}
	if t.found.HasErrors() {
		return nil, fmt.Errorf("template %s: %s", name, t.found.Findings()[0].Message)
	}
	return templateInfo(t), nil
}

func templateInfo(t *template) *Template {
	kind, _ := kindIn(t.fields)
	return &Template{Name: t.name, Kind: kind.key, Doc: oneLine(t.doc), Source: t.source, Rows: t.rows, Params: t.params}
}
