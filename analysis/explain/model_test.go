package explain_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/explain"
)

// TestModel compares the model of each golden case with the model.yaml beside its
// spec. UPDATE=1 rewrites them, and fails if that changed any.
func TestModel(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("../../gen/testdata/*/spec.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range cases {
		f := &files{t: t, dir: filepath.Dir(file), lines: map[string][]string{}}
		got := explain.Model(f.load("spec.yaml"))
		var decoded map[string]any
		if err := yaml.Unmarshal(got, &decoded); err != nil {
			t.Errorf("%s: the model is no YAML: %v", file, err)
		}
		golden := filepath.Join(f.dir, "model.yaml")
		want, _ := os.ReadFile(golden)
		if bytes.Equal(got, want) {
			continue
		}
		if os.Getenv("UPDATE") == "" {
			t.Errorf("%s (-want +got):\n%s", golden, cmp.Diff(string(want), string(got)))
			continue
		}
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s was rewritten", golden)
	}
}
