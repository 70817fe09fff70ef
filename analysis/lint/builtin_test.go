package lint_test

import (
	"bytes"
	"io/fs"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// TestBuiltIn wants no finding in the spec that the command carries, other
// than those that it, or a template, suppresses with a reason.
func TestBuiltIn(t *testing.T) {
	t.Parallel()
	_, l := lint.Finish(compile.Load(spec.BuiltInFile, spec.BuiltIn, templates.FS))
	for _, f := range l.Findings() {
		t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
	}
}

var ignore = regexp.MustCompile(`(?m)# emriam:ignore (\S+)`)

// TestTemplatesNeedTheirSuppressions takes every suppression out of the
// templates and wants its finding on the line below. A user of a template
// could not remove a needless one, so that nobody else is told of it.
func TestTemplatesNeedTheirSuppressions(t *testing.T) {
	t.Parallel()
	bare, want := fstest.MapFS{}, map[diag.Pos]string{}
	files, err := fs.Glob(templates.FS, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(templates.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			if m := ignore.FindSubmatch(line); m != nil {
				want[diag.Pos{File: "templates/" + file, Line: i + 2}] = string(m[1])
			}
		}
		bare[file] = &fstest.MapFile{Data: ignore.ReplaceAll(text, []byte("# was $1"))}
	}
	_, l := lint.Finish(compile.Load(spec.BuiltInFile, spec.BuiltIn, bare))
	for _, f := range l.Findings() {
		for _, at := range []diag.Span{f.Span, f.Cause} {
			if at := (diag.Pos{File: at.File, Line: at.Line}); want[at] == f.Code {
				delete(want, at)
			}
		}
	}
	for at, code := range want {
		t.Errorf("%s: nothing needs the suppression of %s", at, code)
	}
}
