package lint

import (
	"io/fs"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Load is spec.Load, then Check, then what the spec and its templates say about
// findings. The Spec is nil if spec.Load found an error; if Check did, it is
// there, and the list says so.
func Load(file string, src []byte, fsys fs.FS) (*spec.Spec, *diag.List) {
	return settle(spec.Load(file, src, fsys))
}

// LoadDocument is the same for a policy document, see spec.LoadDocument.
func LoadDocument(file string, src []byte, kind string) (*spec.Spec, *diag.List) {
	return settle(spec.LoadDocument(file, src, kind))
}

func settle(s *spec.Spec, l *diag.List) (*spec.Spec, *diag.List) {
	if s != nil {
		Check(s, l)
	}
	l.Settle(spec.Rules, s != nil)
	return s, l
}
