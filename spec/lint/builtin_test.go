package lint_test

import (
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/lint"
	"github.com/emriam/emriam/templates"
)

// TestBuiltIn wants no finding in the spec that the command carries, other
// than those that it, or a template, suppresses with a reason.
func TestBuiltIn(t *testing.T) {
	t.Parallel()
	_, l := lint.Load(spec.BuiltInFile, spec.BuiltIn, templates.FS)
	for _, f := range l.Findings() {
		t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
	}
}
