package compile

import (
	"io/fs"
	"path/filepath"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/packing"
	"github.com/emriam/emriam/spec/syntax"
)

// Loader compiles specs.
type Loader struct {
	Templates fs.FS // in which a template is NAME.yaml

	// ReadFile reads a spec that another extends, or a document that a spec
	// names. If it is nil, a spec can extend the built-in one only. It returns an OutsideError for a file that it
	// does not read because of where it is.
	ReadFile func(name string) ([]byte, error)
}

// Load is Loader.Load for a spec that extends no file.
func Load(file string, text []byte, templates fs.FS) (*spec.Spec, *diag.List) {
	return Loader{Templates: templates}.Load(file, text)
}

// Load compiles the text of a spec to the model. The Spec is nil if any
// finding is an error.
//
// Each stage runs only if the ones before it found no error, so that one
// mistake is one finding.
func (ld Loader) Load(file string, text []byte) (*spec.Spec, *diag.List) {
	l := &diag.List{}
	l.AddSource(file, text)
	sc := &scope{src: syntax.NewSource(file, text), collector: newCollector(l), params: map[string]*spec.Param{}, refs: newSymbols()}
	fields := (&chain{read: ld.ReadFile}).open(sc, text)
	if l.HasErrors() {
		return nil, noSpec(file, text, l)
	}
	written := decode(sc, fields)
	written.read = ld.ReadFile
	if l.HasErrors() {
		return nil, l
	}
	var out *spec.Spec
	for _, stage := range []func(){
		written.derive,
		func() { out = written.declare(); written.expand(newTemplates(ld.Templates, l)) },
		func() { written.resolve(out) },
		func() { written.check(out) },
		func() { packing.Policies(out, l) },
		func() { written.bindNames(out) }, // again, with those of policies that packing made
		func() { packing.Stacks(out); written.breakCycles(out) },
	} {
		if stage(); l.HasErrors() {
			return nil, l
		}
	}
	excludeDelimiters(out) // again, since packing splits lists
	out.File = filepath.Base(file)
	return out, l
}

// noSpec is l, or if the file is something else than a spec, only that.
func noSpec(file string, text []byte, l *diag.List) *diag.List {
	form := syntax.FormOf(text)
	help, ok := notSpecHelp[form]
	if !ok {
		return l
	}
	out := &diag.List{}
	out.AddSource(file, text)
	out.Add(diag.Finding{
		Span: diag.Span{Pos: diag.Pos{File: file, Line: 1, Col: 1}, Len: 1}, Code: "not-a-spec",
		Message: "the file is " + string(form) + ", not a spec", Help: help,
	})
	return out
}

// notSpecHelp says what to do with a file that is not a spec.
var notSpecHelp = map[syntax.Form]string{
	syntax.TemplateForm:  "emriam import makes a spec of its roles and policies, and emriam diff compares it as it is",
	syntax.ExportForm:    "emriam import makes a spec of the roles that EMR may assume, or of those that --role names, and emriam drift --account compares it with a spec",
	syntax.DocumentForm:  "emriam validate checks it as it is, and emriam import makes a spec of it",
	syntax.TerraformForm: "import the policy documents that Terraform has made, or the account: aws iam get-account-authorization-details > account.json, and emriam import account.json",
}
