package policies

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/bound"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// TestCases compiles the spec of each archive in testdata and compares the
// files with the rest of the archive.
func TestCases(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || cases == nil {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			testCase(t, name)
		})
	}
}

func testCase(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := string(txtar.Format(archive))
	s := specfile.Compile(t, archive.Files[0].Name, archive.Files[0].Data)
	var l diag.List
	archive.Files = archive.Files[:1]
	for _, f := range Target.Files(s, nil, &l) {
		archive.Files = append(archive.Files, txtar.File{Name: f.Path, Data: f.Content})
	}
	got := string(txtar.Format(archive))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Every document of the built-in spec is one that IAM can read, and reads back
// as itself.
func TestBuiltIn(t *testing.T) {
	t.Parallel()
	s := specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn)
	set := bound.Documents(s, s.Example())
	documents := 0
	check := func(name string, doc *iam.Document) {
		documents++
		back, err := iam.Parse(doc.JSON())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if diff := cmp.Diff(doc, back); diff != "" {
			t.Errorf("%s read back (-want +got):\n%s", name, diff)
		}
	}
	for _, r := range set.Roles {
		check(r.Name, r.Trust)
		for _, p := range r.Policies {
			check(r.Name+" "+p.Name, p.Document)
		}
	}
	for _, p := range set.Policies {
		check(p.Name, p.Document)
	}
	if documents == 0 || len(set.Roles) != len(s.Roles) {
		t.Errorf("%d documents of %d roles, want %d roles", documents, len(set.Roles), len(s.Roles))
	}
}

func TestTakesNoOptions(t *testing.T) {
	t.Parallel()
	s := specfile.Compile(t, "spec.yaml", []byte(`version: 1
name: x
roles:
  R: {kind: other, roleName: r, trust: {service: ec2}}
outputs:
  policies: {folder: x}
`))
	_, l := gen.Run(s, []gen.Target{Target}, gen.Options{})
	if !l.HasErrors() || l.Findings()[0].Pos.String() != "spec.yaml:6:14" {
		t.Errorf("findings: %v", l.Findings())
	}
}
