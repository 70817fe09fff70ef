package importer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

var importer = New(templates.FS)

// TestCases imports the files of each folder under testdata and holds the spec
// and the notes against want.yaml and want.notes there. UPDATE=1 rewrites them,
// and fails if that changed any.
func TestCases(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("testdata/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, dir := range dirs {
		if filepath.Base(dir) == "fuzz" { // the corpus of FuzzImport
			continue
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			r, err := importer.Import(inputs(t, dir), Options{})
			if refused := new(Refused); errors.As(err, &refused) {
				for _, f := range refused.Findings.Findings() {
					t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var notes strings.Builder
			for _, n := range r.Notes {
				fmt.Fprintf(&notes, "%s%s\n", map[bool]string{true: "LOST "}[n.Lost], n)
			}
			golden(t, filepath.Join(dir, "want.yaml"), string(r.Spec))
			golden(t, filepath.Join(dir, "want.notes"), notes.String())
			s, l := lint.Finish(compile.Load("want.yaml", r.Spec, templates.FS))
			for _, f := range l.Findings() {
				if f.Severity == diag.Error && !r.tells(f.Code) || strings.HasSuffix(f.Code, "-suppression") {
					t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
				}
			}
			if s == nil {
				t.Error("the spec has errors")
			}
		})
	}
}

func inputs(t *testing.T, dir string) []File {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []File
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "want.") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, File{Name: e.Name(), Text: text})
	}
	return out
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// tells reports whether a note is about a finding with the code.
func (r *Result) tells(code string) bool {
	return slices.ContainsFunc(r.Notes, func(n Note) bool { return n.Code == code })
}

// TestIncomplete imports files whose specs do not load: a mistake of the file is no bug
// of import, and is told by its line.
func TestIncomplete(t *testing.T) {
	t.Parallel()
	const head = "Resources:\n  Job:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: job\n      AssumeRolePolicyDocument:\n"
	for _, c := range []struct{ file, want string }{
		{head + "        Statement: [{Effect: Allow, Principal: {Service: emr-serverless.amazonaws.com}}]\n", "role Job has no trust [missing-key]; correct the file and import it again, or complete the spec"},
		{strings.ReplaceAll(head, "RoleName: job", "RoleName: job 1") + "        Statement: [{Effect: Allow, Principal: {Service: emr-serverless.amazonaws.com}, Action: 'sts:AssumeRole'}]\n", `roleName of role Job is "job 1", which IAM does not accept as a name [bad-iam-name]; if AWS accepts it, this is a bug in emriam import: please report it`},
	} {
		r, err := importer.Import([]File{{Name: "roles.yaml", Text: []byte(c.file)}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if want := "roles.yaml:3:5: " + c.want; !slices.ContainsFunc(r.Notes, func(n Note) bool { return n.Lost && n.String() == want }) {
			t.Errorf("want %q; have %v", want, r.Notes)
		}
	}
}
