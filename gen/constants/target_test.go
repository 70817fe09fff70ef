package constants

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/spec"
)

// compile is what this target makes of s. Other targets that s asks for are not there.
func compile(t testing.TB, s *spec.Spec) []gen.File {
	t.Helper()
	own := *s
	own.Outputs = slices.DeleteFunc(slices.Clone(s.Outputs), func(o spec.Output) bool { return o.Target != Target.Name })
	files, l := gen.Run(&own, []gen.Target{Target}, gen.Options{})
	if l.Len() > 0 {
		t.Fatalf("findings: %v", l.Findings())
	}
	return files
}

// TestGolden holds what testdata/placeholders.yaml becomes against the files in
// testdata/placeholders. UPDATE=1 rewrites them, and fails if that changed any.
func TestGolden(t *testing.T) {
	t.Parallel()
	left := map[string]bool{}
	goldens, err := filepath.Glob("testdata/placeholders/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range goldens {
		left[g] = true
	}
	for _, f := range compile(t, specfile.Load(t, "testdata/placeholders.yaml")) {
		golden := filepath.Join("testdata/placeholders", f.Path)
		delete(left, golden)
		want, err := os.ReadFile(golden)
		if err == nil && bytes.Equal(want, f.Content) {
			continue
		}
		t.Errorf("%s (-want +got):\n%s", golden, cmp.Diff(string(want), string(f.Content)))
		if os.Getenv("UPDATE") != "" {
			write(t, golden, f.Content)
		}
	}
	for g := range left {
		t.Errorf("nothing makes the golden %s", g)
	}
}

func write(t testing.TB, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	first := compile(t, specfile.Load(t, "testdata/placeholders.yaml"))
	for range 4 {
		if next := compile(t, specfile.Load(t, "testdata/placeholders.yaml")); !reflect.DeepEqual(first, next) { // cmp takes ten times as long
			t.Fatalf("-first +later\n%s", cmp.Diff(first, next))
		}
	}
}

func TestPackageOption(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		bad  bool
	}{
		{name: "roles"},
		{name: "main", bad: true},
		{name: "my-roles", bad: true},
	}
	for _, tt := range tests {
		src := "version: 1\nname: n\nroles: {Role: {kind: instance, roleName: role, trust: {service: ec2}}}\noutputs: {constants: {package: " + tt.name + "}}\n"
		s := specfile.Compile(t, "emr.yaml", []byte(src))
		files, l := gen.Run(s, []gen.Target{Target}, gen.Options{})
		if tt.bad {
			if l.Len() != 1 || len(files) > 0 || l.Findings()[0].Line != 4 || l.Findings()[0].Col != 32 {
				t.Errorf("%s: %d files, findings %v", tt.name, len(files), l.Findings())
			}
			continue
		}
		if l.HasErrors() || len(files) == 0 {
			t.Errorf("%s: findings %v", tt.name, l.Findings())
			continue
		}
		for _, f := range files {
			if !strings.HasPrefix(f.Path, tt.name+"/") || !strings.Contains(string(f.Content), "\npackage "+tt.name+"\n") {
				t.Errorf("%s: file %s", tt.name, f.Path)
			}
		}
	}
}
