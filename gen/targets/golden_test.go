package targets_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/rules"
	"github.com/emriam/emriam/templates"
)

const testdata = "../testdata"

// TestGolden compiles each case under gen/testdata by every target and holds
// the files against those in the case's out folder. UPDATE=1 rewrites them,
// and fails if that changed any: read the diff before you commit it.
func TestGolden(t *testing.T) {
	cases, err := filepath.Glob(testdata + "/*/spec.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range cases {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			compareTree(t, filepath.Join(dir, "out"), compileAll(t, file))
		})
	}
}

// compile compiles a spec that has no mistakes.
func compileAll(t testing.TB, file string) map[string][]byte {
	t.Helper()
	s := specfile.Load(t, file)
	files, l := gen.Run(s, targets.All, gen.Options{})
	l.Merge(gen.Findings(s, targets.All, gen.Options{}))
	if l.Len() > 0 {
		t.Fatalf("%s: %v", file, l.Findings())
	}
	out := map[string][]byte{}
	for _, f := range files {
		if !matches(t, f) {
			t.Errorf("%s: no pattern of %s matches %s, so that it would never be removed", file, f.Target, f.Path)
		}
		out[f.Path] = f.Content
	}
	return out
}

// matches reports whether a pattern of a file's target matches its path.
func matches(t testing.TB, f gen.File) bool {
	t.Helper()
	at := slices.IndexFunc(targets.All, func(t gen.Target) bool { return t.Name == f.Target })
	return slices.ContainsFunc(targets.All[at].Patterns, func(pattern string) bool {
		ok, err := path.Match(pattern, f.Path)
		return ok && err == nil
	})
}

// shared holds files that are the same in most cases: a case that has no golden
// of its own for one of them is compared with that.
const shared = testdata + "/shared"

// compareTree compares files with a folder, in which there is nothing else.
func compareTree(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if common := filepath.Join(shared, filepath.FromSlash(name)); !exists(file) && exists(common) {
			file = common
		}
		golden(t, file, files[name])
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if _, ok := files[filepath.ToSlash(rel)]; ok {
			return nil
		}
		if update() {
			err = os.Remove(path)
		}
		t.Errorf("nothing makes the golden %s", path)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func update() bool { return os.Getenv("UPDATE") != "" }

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err == nil && bytes.Equal(got, want) {
		return
	}
	if !update() {
		t.Errorf("%s (-want +got):\n%s", file, cmp.Diff(string(want), string(got)))
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, got, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Errorf("%s was rewritten", file)
}

// TestBad holds the findings that only targets make against the .diag file of
// each case under gen/testdata/bad.
func TestBad(t *testing.T) {
	cases, err := filepath.Glob(testdata + "/bad/*.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, loaded := compile.Load(filepath.Base(file), src, templates.FS)
			if s == nil {
				t.Fatal(loaded.Findings())
			}
			_, l := gen.Run(s, targets.All, gen.Options{})
			if l.Len() == 0 {
				t.Fatal("no finding")
			}
			alone := gen.Findings(s, targets.All, gen.Options{}).Findings()
			if diff := cmp.Diff(l.Findings(), alone); diff != "" {
				t.Errorf("of Run and Findings (-run +findings):\n%s", diff)
			}
			l.AddSource(filepath.Base(file), src)
			var out bytes.Buffer
			if err := l.Print(&out, false, true); err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".diag", out.Bytes())
			for _, f := range l.Findings() {
				if _, known := rules.Find(f.Code); !known {
					t.Errorf("the code %s is not in rules.All", f.Code)
				}
			}
		})
	}
}

// TestDeterministic compiles the built-in spec five times.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	compile := func() []gen.File {
		files, _ := gen.Run(specfile.Load(t, "../../spec/emr.yaml"), targets.All, gen.Options{})
		return files
	}
	first := compile()
	for range 4 {
		if next := compile(); !reflect.DeepEqual(first, next) { // cmp takes ten times as long
			t.Fatal(cmp.Diff(first, next))
		}
	}
}

// TestFresh holds the checked-in out against what the built-in spec compiles
// to today.
func TestFresh(t *testing.T) {
	t.Parallel()
	for name, content := range compileAll(t, "../../spec/emr.yaml") {
		got, err := os.ReadFile(filepath.Join("../../out", filepath.FromSlash(name)))
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("out/%s is not fresh: run make generate", name)
		}
	}
}
