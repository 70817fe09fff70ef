package constants

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestRun compiles the generated packages and holds what each function
// returns, in each partition and for each choice of the parameters that a
// document depends on, against what the model says.
func TestRun(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "go")
	r := newRunner(t)
	specs := map[string]*spec.Spec{"builtin": specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn)}
	for _, pattern := range []string{"testdata/*.yaml", "../testdata/*/spec.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no cases %s: %v", pattern, err)
		}
		for _, file := range files {
			specs[caseName(file)] = specfile.Load(t, file)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(specs)) {
		r.add(name, specs[name], compile(t, specs[name]))
	}
	r.limits("limits", specs["limits"])
	for label, text := range r.run() {
		t.Errorf("%s %s", label, text)
	}
	if t.Logf("%d calls", r.Calls()); r.Calls() < 1000 {
		t.Error("that is too few")
	}
	r.judge()
}

// caseName is the name of a case as the folder, and in Go the name, of its
// package.
func caseName(file string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(file, "/spec.yaml"), ".yaml")
	return strings.ReplaceAll(filepath.Base(name), "-", "")
}

// limits calls a document function of the case with values that it must refuse,
// and with values that it must take.
func (r *runner) limits(name string, s *spec.Spec) {
	a := &adder{Program: r.Program, name: name, pkg: newPackage(s, "emrroles"), space: deploy.New(s)}
	of := s.Roles[0].Entity().Subject
	m := member{a.pkg.of[of], of}
	function := a.function(m.subject, m.documents[1].fn, m.each(), m.params, `_ = %s; return "", true`)
	at := a.space.All(s, a.space.Places[0]).Decided(false)
	for _, q := range m.params {
		for _, v := range []string{
			"", "*", "a?", "a", "gold", "bronze", "a/b", "/", "1", "3", "-3", "1234567890123456", "a\n", "gold\n", "a\r", "a\tb", "a\u2028", "a|b", "a,b", " a",
			"arn:aws:sns:us-east-1:123456789012:x*", "arn:aws:sns:us-east-1:123456789012:x\n", "arn:aws:iam::123456789012:role/*", "arn:aws:iam::123456789012:role/x\n",
		} {
			if _, err := strconv.ParseInt(v, 10, 64); q.Type == spec.Number && err != nil {
				continue // no int64
			}
			if v == "" && !q.List {
				continue // not given
			}
			c := call{Function: function, Params: map[string]any{m.fields[q]: fieldJSON(q, []string{v})}}
			for _, other := range m.params {
				if values, ok := at.Values[other.Name]; ok && other != q {
					c.Params[m.fields[other]] = fieldJSON(other, values)
				}
			}
			want := Result{Label: fmt.Sprintf("%s %s = %q", name, q.Name, v)}
			if q.Refuses(v) != "" {
				want.Panic = limitPanic(m, q, v)
			}
			a.calls, a.want = append(a.calls, c), append(a.want, want)
		}
	}
	a.text(fmt.Sprintf(`func(call) (string, bool) { _ = %s.%s("*"); return "", true }`, name, m.iamName.ident), name+" a name", "")
	a.want[len(a.want)-1].Panic = `emrroles: the prefix of JobName is "*", which does not match [a-z-]+`
}

// limitPanic is what a function says of a value that it must refuse.
func limitPanic(m member, q *spec.Param, v string) string {
	out := fmt.Sprintf("emrroles: %s.%s is %q, which ", m.paramType, m.fields[q], v)
	if q.Values != nil {
		return out + fmt.Sprintf("is not one of %q", q.Values)
	}
	for _, pattern := range q.Patterns() {
		if !regexp.MustCompile("^(?:" + pattern + ")$").MatchString(v) {
			return out + "does not match " + pattern
		}
	}
	return "a panic"
}
