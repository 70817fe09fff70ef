package compile_test

import (
	"testing"

	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// TestEmptyDoc: an empty doc removes the description of a template, and no doc
// keeps it.
func TestEmptyDoc(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]bool{"": true, `, doc: ""`: false, ", doc: Ours.": true} {
		s, l := compile.Load("t.yaml", []byte("version: 1\nname: t\nroles: {Scaling: {template: autoscaling, roleName: scaling"+doc+"}}\n"), templates.FS)
		if s == nil {
			t.Fatal(l.Findings())
		}
		if got := s.Roles[0].Doc; (got != "") != want {
			t.Errorf("%q: the description is %q", doc, got)
		}
	}
}
