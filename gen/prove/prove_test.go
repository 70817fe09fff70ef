package prove_test

import (
	"path/filepath"
	"regexp"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/gen/prove"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec"
)

// specs are the built-in one and those of all golden cases.
func specs(t *testing.T) map[string]*spec.Spec {
	t.Helper()
	out := map[string]*spec.Spec{"built-in": specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn)}
	files, err := filepath.Glob("../testdata/*/spec.yaml")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	out["conditions"] = conditions(t)
	out["rich"] = specfile.Load(t, "../cloudformation/testdata/rich.yaml")
	out["escape"] = specfile.Load(t, "../terraform/testdata/escape.yaml")
	for _, file := range files {
		out[filepath.Base(filepath.Dir(file))] = specfile.Load(t, file)
	}
	return out
}

func compiled(t *testing.T, s *spec.Spec) []gen.File {
	t.Helper()
	files, found := gen.Run(s, targets.All, gen.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings())
	}
	return files
}

// readable are the files that prove reads.
var readable = regexp.MustCompile(`^(cloudformation|terraform|policies)/|^environments/[^/]+/(policies|parameters|terraform)/`)

func TestFiles(t *testing.T) {
	t.Parallel()
	for name, s := range specs(t) {
		files := compiled(t, s)
		r := prove.Files(s, files, policies.Under)
		for _, d := range r.Differences {
			t.Errorf("%s: %s", name, d)
		}
		for _, u := range r.Unknown {
			t.Errorf("%s: %s", name, u)
		}
		read := 0
		for _, f := range files {
			if readable.MatchString(f.Path) {
				read++
			}
		}
		if r.Files != read || r.Comparisons < read {
			t.Errorf("%s: %d files, %d comparisons", name, r.Files, r.Comparisons)
		}
		t.Logf("%s: %d files, %d comparisons", name, r.Files, r.Comparisons)
	}
}

func conditions(t *testing.T) *spec.Spec {
	t.Helper()
	return specfile.Load(t, "testdata/conditions.yaml")
}
