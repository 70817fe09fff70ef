package terraform_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/internal/expected"
	tfread "github.com/emriam/emriam/iam/read/terraform"
	"github.com/emriam/emriam/spec"
)

// What the spec does not admit as the value of a parameter, no module admits,
// by itself or among others of a list.
func TestVariablesAreValidated(t *testing.T) {
	t.Parallel()
	refused := 0
	for name, s := range specs(t) {
		for _, c := range expected.Choices(s.Spec, expected.Places[0]) {
			if !strings.HasSuffix(c.Name, "/none") {
				continue
			}
			m := s.modules[c.Stack.Name]
			for i, p := range s.VariablesOf(c.Stack) {
				for _, values := range bad(p) {
					e := env(m, c)
					e.Vars[m.Variables()[i]] = values
					if _, err := m.Apply(e); err == nil || !strings.Contains(err.Error(), "variable "+m.Variables()[i]+":") {
						t.Errorf("%s/%s: %s = %q: %v", name, c.Stack.Name, p.Name, values, err)
					}
					refused++
				}
			}
		}
	}
	if refused < 200 {
		t.Errorf("only %d values", refused)
	}
}

// Each module takes the names of all of its spec, and no others.
func TestNamesAreValidated(t *testing.T) {
	t.Parallel()
	refused := 0
	for name, s := range specs(t) {
		for _, c := range expected.Choices(s.Spec, expected.Places[0]) {
			m := s.modules[c.Stack.Name]
			if !strings.HasSuffix(c.Name, "/none") || taken(s.Spec, namesVar) || !slices.Contains(m.Variables(), namesVar) {
				continue
			}
			for _, bad := range []string{`{ nobody = "x" }`, `{ "nobody/acme" = "x" }`, `{ "" = "x" }`, firstName(s.Spec, "null"), firstName(s.Spec, `"x", nobody = "x"`)} {
				files := withVariable(s.files[c.Stack.Name], namesVar, bad)
				changed, err := tfread.Parse(files)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := changed.Apply(env(changed, c)); err == nil || !strings.Contains(err.Error(), "variable "+namesVar+":") {
					t.Errorf("%s/%s: %s: %v", name, c.Stack.Name, bad, err)
				}
				refused++
			}
		}
	}
	if refused < 100 {
		t.Errorf("only %d values", refused)
	}
}

// firstName is a value of the variable names that gives the first thing of a spec a name.
func firstName(s *spec.Spec, name string) string {
	line, _, _ := strings.Cut(namesOf(s), "\n")
	key, _, _ := strings.Cut(line, "=")
	return "{" + key + "= " + name + " }"
}

// bad are values that p does not have.
func bad(p *spec.Param) [][]string {
	var one []string
	switch {
	case p.Type == spec.Number:
		one = []string{"1.5", "many", ""}
	case p.Type == spec.Boolean:
		one = []string{"maybe", ""}
	case p.Type.Pattern() != "" || p.Pattern != "" || p.Values != nil:
		good := slices.Concat(p.Default, p.Example, p.Values, []string{""})[0]
		one = []string{"", good + "\n", "\n" + good, good + "|\u00a0", "a b\tc"}
	default:
		one = []string{""}
	}
	var out [][]string
	for _, s := range one {
		if p.Refuses(s) == "" {
			continue // its pattern is wide
		}
		if p.List {
			s := append(slices.Concat(p.Default, p.Example), s)
			out = append(out, s)
		} else {
			out = append(out, []string{s})
		}
	}
	if p.List {
		out = append(out, []string{})
	}
	return out
}
