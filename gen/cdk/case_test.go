package cdk

import (
	"path/filepath"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// testCase is a spec, and the package that it compiles to.
type testCase struct {
	name  string // a Go identifier
	spec  *spec.Spec
	pkg   *pkg
	files []gen.File
	space *deploy.Space

	faults map[string]string // planted in the files, by construct; none but for one case
}

// testCases are the built-in spec, those of all targets, and those of this
// one.
func testCases(t *testing.T) []*testCase {
	t.Helper()
	return append(casesOf(t, "../testdata/*/spec.yaml", "testdata/*/spec.yaml"), loadCase(t, "builtin", "../../spec/emr.yaml"))
}

func casesOf(t *testing.T, patterns ...string) []*testCase {
	t.Helper()
	var cases []*testCase
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no cases %s: %v", pattern, err)
		}
		for _, path := range paths {
			cases = append(cases, loadCase(t, filepath.Base(filepath.Dir(path)), path))
		}
	}
	return cases
}

func loadCase(t *testing.T, name, path string) *testCase {
	t.Helper()
	return newCase(name, specfile.Load(t, path))
}

func newCase(name string, s *spec.Spec) *testCase {
	k := newPkg(s, "emrcdk")
	return &testCase{name: name, spec: s, pkg: k, files: k.files(), space: deploy.New(s)}
}
