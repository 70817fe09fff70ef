package targets_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/templates"
)

// FuzzGenerate compiles any text: to findings, or to files of every target,
// and never to a panic. Targets check nothing again, so what Load lets through
// is what they must be able to print.
func FuzzGenerate(f *testing.F) {
	cases, err := filepath.Glob(testdata + "/*/spec.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range append(cases, "../../spec/emr.yaml") {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s, l := spec.Load("fuzz.yaml", src, templates.FS)
		if (s == nil) != l.HasErrors() {
			t.Fatalf("a spec is there: %t, and so are errors: %t", s != nil, l.HasErrors())
		}
		if s == nil {
			return
		}
		files, l := gen.Run(s, targets.All, gen.Options{})
		if len(files) == 0 && len(s.Outputs) == 0 {
			t.Fatal("no files")
		}
		if diff := cmp.Diff(l.Findings(), gen.Plan(s, targets.All, gen.Options{}).Findings()); diff != "" {
			t.Fatalf("findings of Run and Plan (-run +plan):\n%s", diff)
		}
	})
}
