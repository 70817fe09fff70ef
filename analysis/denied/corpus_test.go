package denied_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/analysis/denied"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// explainer explains by a spec in a file.
func explainer(t testing.TB, file string) *denied.Explainer {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, before := lint.Finish(compile.Load(file, text, templates.FS))
	if s == nil {
		t.Fatal(before.Findings())
	}
	return &denied.Explainer{
		Spec: s, Templates: templates.FS, Extends: filepath.Base(file), Before: before, Text: text,
		Load: loadChange(text),
	}
}

// loadChange compiles changes of a spec.
func loadChange(text []byte) func([]byte) (*spec.Spec, *diag.List) {
	return func(change []byte) (*spec.Spec, *diag.List) {
		ld := compile.Loader{Templates: templates.FS, ReadFile: func(string) ([]byte, error) { return text, nil }}
		return lint.Finish(ld.Load("overlay.yaml", change))
	}
}

// message is an entry of the corpus.
type message struct {
	wrap, text string
	want       map[string]string
}

func corpus(t testing.TB) []message {
	t.Helper()
	text, err := os.ReadFile("testdata/corpus.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []message
	for _, entry := range strings.Split(string(text), "=== ")[1:] {
		wrap, rest, _ := strings.Cut(entry, "\n")
		m, expected, _ := strings.Cut(rest, "\n---\n")
		want := map[string]string{}
		for line := range strings.Lines(expected) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			want[key] = strings.TrimSpace(value)
		}
		out = append(out, message{wrap, m, want})
	}
	return out
}

// TestCorpus reads each message as a line of a log, and compares what it is about,
// the cause, and the change: the request is allowed with it, and everything that it
// opens is what the message asked for.
func TestCorpus(t *testing.T) {
	t.Parallel()
	x := explainer(t, "testdata/corpus.yaml")
	parsed, right, changes, all := 0, 0, 0, corpus(t)
	for i, m := range all {
		found := &denied.Found{}
		if err := denied.Scan(strings.NewReader(m.text+"\n"), "log", found); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("message %d, %s: %s", i+1, m.wrap, m.text)
		if len(found.Denials) == 0 {
			t.Errorf("%s: no denial", name)
			continue
		}
		d := found.Denials[0]
		if d.Action == m.want["action"] && d.Resource == m.want["resource"] {
			parsed++
		} else if m.want["action"] != "" {
			t.Errorf("%s: the request is %q on %q, want %q on %q", name, d.Action, d.Resource, m.want["action"], m.want["resource"])
		} else {
			parsed++
		}
		e := x.Explain(d)
		if string(e.Because) != m.want["because"] || string(e.Status) != m.want["status"] || e.Subject != m.want["subject"] {
			t.Errorf("%s: got %s, %s, %s by %s; want %s, %s, %s\n%s", name, e.Subject, e.Because, e.Status, e.Form, m.want["subject"], m.want["because"], m.want["status"], e.Text())
			continue
		}
		right++
		if changed := len(e.Changes) > 0; changed != (m.want["change"] == "yes") {
			t.Errorf("%s: there is a change: %t\n%s", name, changed, e.Text())
			continue
		}
		if len(e.Changes) > 0 {
			changes++
			holdChange(t, x, e)
		}
	}
	t.Logf("%d messages: %d parsed, %d with the right cause; %d changes, no wider than stated", len(all), parsed, right, changes)
	if len(all) < 200 {
		t.Errorf("only %d messages", len(all))
	}
}

// holdChange holds the first change of an explanation: what it opens is the action,
// for the role.
func holdChange(t *testing.T, x *denied.Explainer, e *denied.Explanation) {
	t.Helper()
	c := e.Changes[0]
	if len(c.Opens) == 0 {
		t.Errorf("%s opens nothing:\n%s", e.Title(), c.Overlay)
	}
	for _, o := range c.Opens {
		if e.Because == denied.Trust {
			if o != "role Job: sts:AssumeRole by arn:aws:iam::111122223333:role/AcmeNode" {
				t.Errorf("%s opens also %s", e.Title(), o)
			}
		} else if !strings.HasPrefix(o, "role "+e.Subject+": "+e.Action+" on ") && !strings.HasPrefix(o, "policy "+e.Subject+": "+e.Action+" on ") {
			t.Errorf("%s opens also %s", e.Title(), o)
		}
	}
	if strings.Contains(c.Overlay, `Resource: "*"`) {
		t.Errorf("%s has a change for every resource:\n%s", e.Title(), c.Overlay)
	}
	s, found := x.Load([]byte("version: 1\nname: acme\nextends: corpus.yaml\n" + c.Overlay))
	if s == nil {
		t.Fatalf("%s: %v", e.Title(), found.Findings())
	}
	resource := e.Resource
	for _, hidden := range []string{"XXXXXXXXXXXX", "***", "<account>", "xxxxxxxxxxxx", "[REDACTED]"} {
		resource = strings.Replace(resource, hidden, "111122223333", 1)
	}
	if e.Environment == "" || e.Action == "iam:PassRole" {
		return // asked by the explainer itself, in an account of its own
	}
	q := access.Question{Name: e.Subject, Action: e.Action, Resource: resource}
	if e.Because == denied.Trust {
		q.Principal, q.Resource = "Node", ""
	}
	v, err := access.Ask(s, func(*deploy.Space) *deploy.Place { return deploy.Fixed(s.Environments[0].Binding) }, q)
	if err != nil || v.Result != access.Allowed {
		t.Errorf("%s is not allowed after\n%s%v", e.Title(), c.Overlay, err)
	}
}

// TestForms parses the example of each form.
func TestForms(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, f := range denied.Forms {
		if names[f.Name] || f.Title == "" || f.Why == "" || f.Check == "" || f.Fix == "" || !strings.HasPrefix(f.Source, "https://") {
			t.Errorf("form %s is incomplete", f.Name)
		}
		names[f.Name] = true
		found := &denied.Found{}
		if err := denied.Scan(strings.NewReader(f.Example), "x", found); err != nil || len(found.Denials) != 1 {
			t.Errorf("%s: %d denials, %v", f.Name, len(found.Denials), err)
			continue
		}
		if d := found.Denials[0]; d.Form != f.Name {
			t.Errorf("the example of %s is read as %s: %+v", f.Name, d.Form, d)
		}
	}
}
