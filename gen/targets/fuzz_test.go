package targets_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// FuzzGenerate compiles any text: to findings, or to files of the target whose
// turn it is, and never to a panic. Targets check nothing again, so what Load
// lets through is what they must be able to print. Texts are small, so that many
// are tried.
func FuzzGenerate(f *testing.F) {
	cases, err := filepath.Glob(testdata + "/*/spec.yaml")
	if err != nil {
		f.Fatal(err)
	}
	const fuzzed = 1500
	for _, file := range cases {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(src) <= fuzzed {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > fuzzed {
			return
		}
		s, l := compile.Load("fuzz.yaml", src, templates.FS)
		if (s == nil) != l.HasErrors() {
			t.Fatalf("a spec is there: %t, and so are errors: %t", s != nil, l.HasErrors())
		}
		if s == nil {
			return
		}
		target := targets.All[len(src)%len(targets.All)]
		one := gen.Options{Targets: []string{target.Name}}
		files, l := gen.Run(s, targets.All, one)
		if len(files) == 0 && !target.OptIn {
			t.Fatalf("no files of %s", target.Name)
		}
		if diff := cmp.Diff(l.Findings(), gen.Findings(s, targets.All, one).Findings()); diff != "" {
			t.Fatalf("of Run and Findings (-run +findings):\n%s", diff)
		}
	})
}
