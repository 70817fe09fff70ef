// Package specfile compiles specs for the tests of targets.
package specfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// Load compiles the spec in a file, which may extend others beside it and has
// no finding.
func Load(t testing.TB, file string) *spec.Spec {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return load(t, filepath.Dir(file), filepath.Base(file), text)
}

// Compile compiles the text of a spec that has no finding.
func Compile(t testing.TB, name string, text []byte) *spec.Spec {
	t.Helper()
	return load(t, t.TempDir(), name, text)
}

func load(t testing.TB, dir, name string, text []byte) *spec.Spec {
	t.Helper()
	ld := compile.Loader{Templates: templates.FS, ReadFile: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(dir, name))
	}}
	s, found := ld.Load(name, text)
	if s == nil || found.Len() > 0 {
		var out strings.Builder
		if err := found.Print(&out, false, true); err != nil {
			t.Fatal(err)
		}
		t.Fatalf("%s has findings:\n%s", name, &out)
	}
	return s
}
