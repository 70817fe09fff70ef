package explain_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// TestPlaces explains all that the built-in spec and the golden cases have. Each
// origin must be a place where the file has what is explained.
func TestPlaces(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("../../gen/testdata/*/spec.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	from := map[string]int{}
	for _, file := range append(cases, "../../spec/emr.yaml") {
		f := &files{t: t, dir: filepath.Dir(file), lines: map[string][]string{}}
		s := f.load(filepath.Base(file))
		for _, name := range explain.Names(s) {
			x := explain.Of(s, name)
			if x == nil {
				t.Fatalf("%s: %s is not explained", file, name)
			}
			f.check(x, from)
		}
	}
	for _, origin := range []spec.From{spec.FromOwn, spec.FromBase, spec.FromOther, spec.FromTemplate, spec.FromDefaults, spec.FromLanguage, spec.FromEdge} {
		if from[string(origin)] == 0 {
			t.Errorf("no case has an origin %s", origin)
		}
	}
}

// files are those that a spec was read from.
type files struct {
	t     *testing.T
	dir   string
	lines map[string][]string
}

func (f *files) load(name string) *spec.Spec {
	f.t.Helper()
	read := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(f.dir, name)) }
	text, err := read(name)
	if err != nil {
		f.t.Fatal(err)
	}
	s, l := compile.Loader{Templates: templates.FS, ReadFile: read}.Load(name, text)
	if s == nil {
		f.t.Fatal(l.Findings())
	}
	return s
}

// at is the rest of the line that begins at a place, e.g., "spec.yaml:3:4".
func (f *files) at(place string) string {
	f.t.Helper()
	parts := strings.Split(place, ":")
	if len(parts) != 3 {
		f.t.Fatalf("%q is no place", place)
	}
	file := parts[0]
	if f.lines[file] == nil {
		text, err := os.ReadFile(filepath.Join(f.dir, file))
		if name, ok := strings.CutPrefix(file, "templates/"); ok {
			text, err = fs.ReadFile(templates.FS, name)
		}
		if err != nil {
			f.t.Fatal(err)
		}
		f.lines[file] = strings.Split(string(text), "\n")
	}
	line, _ := strconv.Atoi(parts[1])
	col, _ := strconv.Atoi(parts[2])
	return string([]rune(f.lines[file][line-1])[col-1:])
}

func (f *files) check(x *explain.Explanation, from map[string]int) {
	if _, err := json.Marshal(x); err != nil {
		f.t.Error(err)
	}
	text := string(x.Text())
	for _, fd := range x.Fields {
		for _, fd := range append([]explain.Field{fd}, fd.Over...) {
			from[fd.From]++
			if fd.From == "default" {
				continue
			}
			if got, want := f.at(fd.At), firstWord(fd.Value); !strings.Contains(firstWord(got), want) && !strings.ContainsAny(got[:1], "{[|>") {
				f.t.Errorf("%s of %s is %q, and %s has %q", fd.Field, x.Name, fd.Value, fd.At, got)
			}
			if !strings.Contains(text, fd.At) {
				f.t.Errorf("the text of %s lacks %s", x.Name, fd.At)
			}
		}
	}
	for _, p := range x.Policies {
		for _, st := range p.Statements {
			from[st.From]++
			if !strings.Contains(text, fmt.Sprintf("  %s  %s", st.Sid, st.At)) {
				f.t.Errorf("the text of %s lacks %s, %s", x.Name, st.Sid, st.At)
			}
			for _, c := range st.Changes {
				if !strings.HasPrefix(strings.Trim(f.at(c.At), `"`), c.Element) {
					f.t.Errorf("statement %s of %s: overlay %s %s, and %s has %q", st.Sid, x.Name, c.Verb, c.Element, c.At, f.at(c.At))
				}
			}
		}
	}
	for _, g := range x.Removed {
		if !strings.HasPrefix(f.at(g.By.At), g.Sid) {
			f.t.Errorf("statement %s of %s is taken away, and %s has %q", g.Sid, x.Name, g.By.At, f.at(g.By.At))
		}
	}
	for _, e := range x.Edges {
		f.at(e.At)
		if !strings.Contains(text, e.At) {
			f.t.Errorf("the text of %s lacks the edge at %s", x.Name, e.At)
		}
	}
}

// firstWord is the beginning of a value, however it is written.
func firstWord(s string) string {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" {}[],:\"'-", r) }) {
		return word
	}
	return ""
}
