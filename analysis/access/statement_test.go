package access_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestEveryStatement makes, for each statement of the built-in spec that allows
// something, a request that meets it, and one without its conditions. The first
// is allowed by it or by one that asks for less; the second never is by it.
// Whether all of a document is read, or only what matters to the action, the
// answers are the same.
func TestEveryStatement(t *testing.T) {
	t.Parallel()
	s := load(t, string(spec.BuiltIn))
	asked := 0
	for _, r := range s.Roles {
		for _, p := range r.Policies {
			asked += askAll(t, s, r.Name, p.Document)
		}
	}
	for _, p := range s.Policies {
		asked += askAll(t, s, p.Name, p.Document)
	}
	if asked < 190 {
		t.Errorf("%d statements asked", asked)
	}
}

func askAll(t *testing.T, s *spec.Spec, name string, d *spec.Document) int {
	t.Helper()
	b, asked := s.Example(), 0
	deployment := access.New(s, deploy.Fixed(b))
	whole, err := deployment.Of(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range d.Statements {
		if !b.Holds(st.When) || st.Effect != "Allow" || st.NotResources {
			continue
		}
		asked++
		plain := b.Statement(st)
		met := eval.Context{Values: map[string][]string{}}
		action, resource := oneAction(t, plain.Actions[0]), filled(met.Values, plain.Resources[0])
		only, err := deployment.Of(name, action)
		if err != nil {
			t.Fatal(err)
		}
		asks := false // for a key
		for _, c := range plain.Conditions {
			asks = meet(t, &met, c) || asks
		}
		for _, other := range d.Statements {
			for _, c := range other.Conditions { // that a denial demands
				if other.Effect == "Deny" && b.Holds(other.When) && c.Operator == "StringNotEquals" {
					met.Values[c.Key] = b.List(c.Values)
				}
			}
		}
		a := whole.Ask(action, resource, met)
		if a.Result != access.Allowed {
			t.Errorf("%s of %s does not allow %s", st.Sid, name, a.Text())
		}
		if got := only.Ask(action, resource, met); string(got.Text()) != string(a.Text()) {
			t.Errorf("%s of %s, with what matters only: %s, want %s", st.Sid, name, got.Text(), a.Text())
		}
		without := whole.Ask(action, resource, eval.Context{Complete: true})
		by := slices.ContainsFunc(without.By, func(o access.Statement) bool { return o.At == st.At.String() })
		if by && asks {
			t.Errorf("%s of %s is met without its conditions: %s", st.Sid, name, without.Text())
		}
	}
	return asked
}

// oneAction is an action that a pattern stands for.
func oneAction(t *testing.T, pattern string) string {
	t.Helper()
	known := facts.MatchActions(pattern)
	if len(known) == 0 {
		t.Fatalf("AWS has no action like %s", pattern)
	}
	return known[0].String()
}

var variable = regexp.MustCompile(`\$\{([^},]+)\}`)

// filled is a text that a pattern stands for. Its variables get values.
func filled(values map[string][]string, pattern string) string {
	text := variable.ReplaceAllStringFunc(pattern, func(v string) string {
		values[variable.FindStringSubmatch(v)[1]] = []string{"x"}
		return "x"
	})
	return strings.ReplaceAll(text, "*", "x")
}

// meet makes a request meet a condition. It reports whether one without the key
// does not.
func meet(t *testing.T, request *eval.Context, c iam.Condition) bool {
	t.Helper()
	operator := strings.TrimPrefix(strings.TrimPrefix(c.Operator, "ForAllValues:"), "ForAnyValue:")
	switch strings.TrimSuffix(operator, "IfExists") {
	case "StringEquals", "StringLike", "ArnLike", "ArnEquals", "Bool":
		request.Values[c.Key] = []string{filled(request.Values, c.Values[0])}
		return operator == c.Operator && !strings.HasSuffix(operator, "IfExists") || strings.HasPrefix(c.Operator, "ForAnyValue:")
	case "Null":
		if c.Values[0] == "true" {
			request.Absent = append(request.Absent, c.Key)
			return false
		}
		if request.Values[c.Key] == nil {
			request.Values[c.Key] = []string{"x"}
		}
		return true
	}
	t.Errorf("no value is made for %s", c.Operator)
	return false
}
