package lint

import (
	"io/fs"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// More adds findings that are made elsewhere: by targets. It returns false if
// it made only some of those that there can be.
type More func(*spec.Spec, *diag.List) (complete bool)

// Load is compile.Load, then Check and more, then what the spec and its templates
// say about findings. The Spec is nil if compile.Load found an error; if Check or
// more did, it is there, and the list says so.
func Load(file string, src []byte, fsys fs.FS, more ...More) (*spec.Spec, *diag.List) {
	return LoadBy(compile.Loader{Templates: fsys}, file, src, more...)
}

// LoadBy is Load for a spec that may extend files.
func LoadBy(ld compile.Loader, file string, src []byte, more ...More) (*spec.Spec, *diag.List) {
	s, l := ld.Load(file, src)
	return settle(s, l, more)
}

// LoadDocument is the same for a policy document, see compile.LoadDocument.
func LoadDocument(file string, src []byte, kind string) (*spec.Spec, *diag.List) {
	s, l := compile.LoadDocument(file, src, kind)
	return settle(s, l, nil)
}

func settle(s *spec.Spec, l *diag.List, more []More) (*spec.Spec, *diag.List) {
	complete := s != nil
	if s != nil {
		Check(s, l)
		for _, m := range more {
			complete = m(s, l) && complete
		}
	}
	l.Settle(rules.All, complete)
	return s, l
}
