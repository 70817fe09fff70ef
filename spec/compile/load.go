package compile

import (
	"io/fs"
	"path/filepath"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// Loader compiles specs.
type Loader struct {
	Templates fs.FS // in which a template is NAME.yaml

	// ReadFile reads a spec that another extends. If it is nil, a spec can
	// extend the built-in one only. It returns an OutsideError for a file that it
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
	sc := newScope(syntax.NewSource(file, text), l)
	fields := (&chain{read: ld.ReadFile}).open(sc, text)
	if l.HasErrors() {
		return nil, l
	}
	written := decode(sc, fields)
	if l.HasErrors() {
		return nil, l
	}
	written.derive()
	if l.HasErrors() {
		return nil, l
	}
	out := written.declare()
	written.expand(newTemplates(ld.Templates, l))
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
	written.divide(out)
	keepListsApart(out) // again, since lists were divided
	out.File = filepath.Base(file)
	return out, l
}
