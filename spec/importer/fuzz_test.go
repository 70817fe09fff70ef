package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// FuzzImport wants of any file a spec that loads without an error, or the words
// that something was lost.
func FuzzImport(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.*")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	const fuzzed = 2000
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if !strings.HasPrefix(filepath.Base(file), "want.") && len(text) <= fuzzed {
			f.Add(string(text))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > fuzzed {
			return
		}
		r, err := importer.Import([]File{{Name: "file.json", Text: []byte(text)}}, Options{})
		if err != nil || r.Lost() {
			return
		}
		_, l := lint.Finish(compile.Load("imported.yaml", r.Spec, templates.FS))
		for _, f := range l.Findings() {
			if f.Severity == diag.Error && !r.tells(f.Code) {
				t.Errorf("%s: %s [%s]\n%s", f.Pos, f.Message, f.Code, r.Spec)
			}
		}
	})
}
