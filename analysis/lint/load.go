package lint

import (
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// Finish is Check, and then what the spec and its templates say about findings,
// for those who ask no target: Finish(compile.Load(…)). It returns its arguments.
func Finish(s *spec.Spec, found *diag.List) (*spec.Spec, *diag.List) {
	Check(s, found)
	found.Finish(rules.All, s != nil)
	return s, found
}
