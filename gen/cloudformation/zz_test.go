package cloudformation

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/templates"
)

func TestZZ(t *testing.T) {
	src := spec.BuiltIn
	if f := os.Getenv("ZSPEC"); f != "" {
		src, _ = os.ReadFile(f)
	}
	s, l := spec.Load("emr.yaml", src, templates.FS)
	if s == nil {
		for _, f := range l.Findings() {
			t.Log(f)
		}
		t.FailNow()
	}
	for _, f := range (Target{}).Files(s, spec.Options{}, l) {
		p := "/tmp/cfnout/" + f.Path
		os.MkdirAll(filepath.Dir(p), 0o755)
		os.WriteFile(p, f.Content, 0o644)
	}
}
