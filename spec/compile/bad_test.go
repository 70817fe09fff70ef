package compile_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
	"github.com/emriam/emriam/templates"
)

// testTemplates are the real templates, and those under testdata/templates.
func testTemplates(t testing.TB) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	for _, fsys := range []fs.FS{templates.FS, os.DirFS("testdata/templates")} {
		files, err := fs.Glob(fsys, "*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := fs.ReadFile(fsys, f)
			if err != nil {
				t.Fatal(err)
			}
			out[f] = &fstest.MapFile{Data: text}
		}
	}
	return out
}

// check is what validate does; with --as trust for a document whose name says
// so.
func check(t testing.TB, file string) *diag.List {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(file)
	var s *spec.Spec
	var l *diag.List
	if compile.IsDocument(src) {
		kind := ""
		if strings.Contains(name, "-as-trust") {
			kind = compile.Trust
		}
		s, l = lint.Finish(compile.LoadDocument(name, src, kind))
	} else {
		ld := compile.Loader{Templates: testTemplates(t), ReadFile: func(name string) ([]byte, error) {
			if strings.HasPrefix(name, "../../") {
				return nil, compile.OutsideError("is outside the folder of the spec")
			}
			return os.ReadFile(filepath.Join(filepath.Dir(file), name))
		}}
		s, l = lint.Finish(ld.Load(name, src))
	}
	if s == nil && !l.HasErrors() {
		t.Error("there is neither a spec nor an error")
	}
	return l
}

// TestBad holds each case under testdata/bad, and each document of IAM's under
// testdata/documents, against its .diag file, which has the findings as a user
// sees them. A case whose code only a target finds is
// among the cases of package gen.
func TestBad(t *testing.T) {
	cases, err := filepath.Glob("testdata/bad/*.yaml")
	documents, _ := filepath.Glob("testdata/documents/*.[yj]*")
	cases = append(cases, documents...)
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			l := check(t, file)
			if l.Len() == 0 {
				t.Fatal("no finding")
			}
			var out bytes.Buffer
			if err := l.Print(&out, false, true); err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(file, filepath.Ext(file))+".diag", out.Bytes())
			for _, f := range l.Findings() {
				checkRule(t, f.Code)
			}
		})
	}
}

func checkRule(t *testing.T, code string) {
	t.Helper()
	if _, known := rules.Find(code); !known {
		t.Errorf("the code %s is not in rules.All", code)
	}
}

// TestEveryRuleHasACase wants a case for each code, named after it. Some
// are found only after Load; their cases are under gen/testdata/bad.
func TestEveryRuleHasACase(t *testing.T) {
	all := rules.All
	for i, r := range all {
		dir := "testdata/bad/"
		if slices.Contains([]string{"unknown-target", "bad-option", "reserved-file-name", "same-file", "stack-too-large", "stack-over-direct", "tags-not-set", "too-many-outputs", "unknown-made-name"}, r.Code) {
			dir = "../../gen/testdata/bad/"
		}
		if r.Code == "bad-json" { // a spec is YAML
			dir = "testdata/documents/"
		}
		if files, _ := filepath.Glob(dir + r.Code + "*.[yj]*"); len(files) == 0 {
			t.Errorf("no case %s%s.yaml", dir, r.Code)
		} else if !caseFinds(t, files, r.Code) && strings.HasPrefix(dir, "testdata") {
			t.Errorf("no case named %s*.yaml has that finding", r.Code)
		}
		if i > 0 && all[i-1].Code >= r.Code {
			t.Errorf("%s is not in its place", r.Code)
		}
	}
	goldens, _ := filepath.Glob("testdata/*/*.diag")
	for _, g := range goldens {
		if cases, _ := filepath.Glob(strings.TrimSuffix(g, ".diag") + ".[yj]*"); len(cases) != 1 {
			t.Errorf("nothing makes the golden %s", g)
		}
	}
}

func caseFinds(t *testing.T, files []string, code string) bool {
	t.Helper()
	for _, file := range files {
		l := check(t, file)
		for _, f := range l.Findings() {
			if f.Code == code {
				return true
			}
		}
	}
	return false
}

// golden compares got with a file. UPDATE=1 rewrites the file, and fails if
// that changed it: read the diff before you commit it.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) && err == nil {
		return
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s was rewritten", file)
		return
	}
	t.Errorf("%s (-want +got):\n%s", file, cmp.Diff(string(want), string(got)))
}
