package lint_test

import (
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/lint"
	"github.com/emriam/emriam/templates"
)

// TestBuiltIn wants no error in the spec that the command carries.
func TestBuiltIn(t *testing.T) {
	t.Parallel()
	s, l := spec.Load(spec.BuiltInFile, spec.BuiltIn, templates.FS)
	lint.Check(s, l)
	for _, f := range l.Findings() {
		if f.Severity == diag.Error {
			t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
		} else {
			t.Logf("%s: %s [%s]", f.Pos, f.Message, f.Code)
		}
	}
}
