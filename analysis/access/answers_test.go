package access_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestAnswers asks the questions of testdata/answers.txt, which are the lines that
// begin with ">". UPDATE=1 rewrites the answers, and fails if that changed any. A
// question is a role or policy, an action, a resource, if any, and then
//
//	by=CALLER          who assumes the role
//	without=PARAMETER  one that is not given
//	!KEY               a key that the request does not have
//	KEY=VALUE          one that it has
func TestAnswers(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/spec.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := load(t, string(text))
	want, err := os.ReadFile("testdata/answers.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(string(want)) {
		if question, ok := strings.CutPrefix(line, "> "); ok {
			fmt.Fprintf(&got, "%s%s", line, answer(t, s, strings.Fields(question)))
		}
	}
	if got.String() == string(want) {
		return
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("testdata/answers.txt", []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("testdata/answers.txt is not as it is answered:\n%s", cmp.Diff(string(want), got.String()))
}

func answer(t *testing.T, s *spec.Spec, words []string) string {
	t.Helper()
	q := access.Question{Name: words[0], Action: words[1], Context: map[string][]spec.Value{}}
	var without []string
	for _, word := range words[2:] {
		key, value, valued := strings.Cut(word, "=")
		switch {
		case key == "by":
			q.Principal = spec.Text(value)
		case key == "without":
			without = append(without, value)
		case strings.HasPrefix(word, "!"):
			q.Absent = append(q.Absent, word[1:])
		case valued:
			q.Context[key] = append(q.Context[key], spec.Text(value))
		default:
			q.Resource = spec.Text(word)
		}
	}
	v, err := access.Ask(s, func(space *deploy.Space) *deploy.Place {
		at := space.All(s, s.Example())
		for _, param := range without {
			at = at.With(param, nil)
		}
		return at
	}, q)
	switch {
	case err != nil:
		return err.Error() + "\n"
	case v == nil:
		return "nothing has the name\n"
	}
	if one := v.Cases[0]; v.Subject != one.Subject || v.Resource != one.Resource || one.Why == "" || len(v.Cases) == 1 && one.When != "" {
		t.Errorf("%v: the answer is about %s and %s, and says %q", words, v.Subject, v.Resource, one.Why)
	}
	return string(v.Text())
}
