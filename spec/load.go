package spec

import (
	"bytes"
	_ "embed"
	"io/fs"
	"path/filepath"

	"github.com/emriam/emriam/spec/diag"
)

// BuiltInFile is the name that findings and generated files give the built-in
// spec.
const BuiltInFile = "emr.yaml"

// BuiltIn is the built-in spec: the IAM roles of Amazon EMR as AWS documents
// them.
//
//go:embed emr.yaml
var BuiltIn []byte

// Load compiles the text of a spec to the model. Templates are read from
// fsys, as NAME.yaml. The Spec is nil if any finding is an error.
//
// Each stage runs only if the ones before it found no error, so that one
// mistake is one finding.
func Load(file string, src []byte, fsys fs.FS) (*Spec, *diag.List) {
	l := &diag.List{}
	l.AddSource(file, src)
	s := newSource(file, src)
	root := readSpec(s, src, l)
	if root == nil {
		return nil, l
	}
	sc := &scope{src: s, diags: l, params: map[string]*Param{}, used: map[*Param]bool{}, refs: newSymbols()}
	written := decode(sc, root)
	if l.HasErrors() {
		return nil, l
	}
	written.derive()
	if l.HasErrors() {
		return nil, l
	}
	out := written.declare()
	written.expand(newTemplates(fsys, l))
	if l.HasErrors() {
		return nil, l
	}
	written.resolve(out)
	if l.HasErrors() {
		return nil, l
	}
	written.check(out)
	if l.HasErrors() {
		return nil, l
	}
	written.place(out)
	if l.HasErrors() {
		return nil, l
	}
	out.File = filepath.Base(file)
	return out, l
}

func readSpec(src *source, text []byte, l *diag.List) *node {
	if bytes.Equal(text, BuiltIn) {
		return read(src, text, builtInTree, l)
	}
	return parse(src, text, l)
}
