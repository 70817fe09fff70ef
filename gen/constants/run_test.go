package constants

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/spec"
)

// TestRun compiles the generated packages and holds what each function
// returns, in each partition and for each choice of the parameters that a
// document depends on, against what the model says.
func TestRun(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles Go")
	}
	r := newRunner(t)
	specs := map[string]*spec.Spec{"builtin": specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn)}
	for _, pattern := range []string{"testdata/*.yaml", "../testdata/*/spec.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no cases %s: %v", pattern, err)
		}
		for _, file := range files {
			specs[caseName(file)] = specfile.Load(t, file)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(specs)) {
		r.add(name, specs[name], compile(t, specs[name]))
	}
	for label, text := range r.run() {
		t.Errorf("%s %s", label, text)
	}
	if t.Logf("%d calls", r.Calls()); r.Calls() < 1000 {
		t.Error("that is too few")
	}
	r.judge()
}

// caseName is the name of a case as the folder, and in Go the name, of its
// package.
func caseName(file string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(file, "/spec.yaml"), ".yaml")
	return strings.ReplaceAll(filepath.Base(name), "-", "")
}
