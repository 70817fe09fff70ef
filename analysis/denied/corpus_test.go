package denied_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/analysis/denied"
	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
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
		Spec: s, Templates: templates.FS, Extends: filepath.Base(file), Before: before,
		Load: loadChange(text),
	}
}

// loadChange compiles changes of a spec.
func loadChange(text []byte) func([]byte) (*spec.Spec, *diag.List) {
	return func(change []byte) (*spec.Spec, *diag.List) {
		ld := compile.Loader{Templates: templates.FS, ReadFile: func(string) ([]byte, error) { return text, nil }}
		return ld.Load("overlay.yaml", change)
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
	parsed, right, changed, held, all := 0, 0, 0, 0, corpus(t)
	for i, m := range all {
		found := &denied.Found{}
		if err := denied.Scan(strings.NewReader(m.text+"\n"), "log", found); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("message %d, %s: %s", i+1, m.wrap, m.text)
		if len(found.Denials) != 1 || found.Denials[0].Count != 1 {
			t.Errorf("%s: %d denials", name, len(found.Denials))
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
		for key, got := range map[string]string{"principal": d.Principal, "role": d.Role} {
			if want, ok := m.want[key]; ok && got != want {
				t.Errorf("%s: the %s is %q, want %q", name, key, got, want)
			}
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
			changed++
			held += holdChange(t, x, e)
		}
	}
	t.Logf("%d messages: %d parsed, %d with the right cause; %d with changes, %d of them no wider than stated", len(all), parsed, right, changed, held)
	if len(all) < 200 || parsed < len(all) || right < len(all) || held < changed || changed < 50 {
		t.Error("too few")
	}
}

// holdChange holds each change of an explanation. With it, as an overlay of the
// spec, the request is allowed, and the comparison of the two specs finds nothing
// else: no other member, no other action, and no resource of another account or bucket.
func holdChange(t *testing.T, x *denied.Explainer, e *denied.Explanation) (held int) {
	t.Helper()
	before := t.Failed()
	for _, c := range e.Changes {
		s, found := x.Load([]byte("version: 1\nname: acme\nextends: corpus.yaml\n" + c.Overlay))
		if s == nil {
			t.Fatalf("%s: %v", e.Title(), found.Findings())
		}
		if more := findingsBesides(x.Before, s, found); !slices.Equal(more, c.Findings) {
			t.Errorf("%s: lint finds %q in the whole spec, and the change has %q", e.Title(), more, c.Findings)
		}
		if a, ok := facts.FindAction(e.Action); strings.Contains(c.Overlay, `Resource: "*"`) && (!ok || len(slices.Collect(a.ResourceTypes())) > 0) {
			t.Errorf("%s has a change for every resource:\n%s", e.Title(), c.Overlay)
		}
		template := strings.Contains(c.Overlay, "with:") // a switch opens more, and Opens has all of it
		resource := e.Resource
		for _, hidden := range []string{"XXXXXXXXXXXX", "***", "<account>", "<account-id>", "[our account]", "<account id>", "Prod Account", `"their account"`, "xxxxxxxxxxxx", "[REDACTED]", "{{ account }}", "..."} {
			resource = strings.ReplaceAll(resource, hidden, "111122223333")
		}
		resource = strings.NewReplacer("<my region>", "eu-west-1", ":*:*:", ":eu-west-1:111122223333:").Replace(resource)
		if can(t, x.Spec, e, resource) == access.Allowed {
			t.Errorf("%s is allowed before\n%s", e.Title(), c.Overlay)
		}
		if can(t, s, e, resource) != access.Allowed {
			t.Errorf("%s is not allowed after\n%s", e.Title(), c.Overlay)
		}
		if arn, err := iam.ParseARN(resource); err == nil && e.Because != denied.Trust && !template {
			arn.Account = "999988887777"
			if arn.Service == "s3" {
				arn.Account, arn.Resource = "", "elsewhere-"+arn.Resource
			}
			if other := arn.String(); can(t, s, e, other) != can(t, x.Spec, e, other) {
				t.Errorf("%s allows it also on %s:\n%s", e.Title(), other, c.Overlay)
			}
		}
		report, err := diff.Compare(diff.Side{Name: "before", Spec: x.Spec}, diff.Side{Name: "after", Spec: s})
		if err != nil {
			t.Fatal(err)
		}
		gained := 0
		for _, m := range report.Members {
			if m.Name != e.Subject || m.Status != diff.Changed || len(m.Lost)+len(m.Reasons)+len(m.Replace) > 0 {
				t.Errorf("%s: the comparison has %+v after\n%s", e.Title(), m, c.Overlay)
			}
			for _, g := range m.Gained {
				gained++
				for _, action := range append(g.Actions, g.Witness.Action) {
					if !template && !strings.EqualFold(action, e.Action) && e.Because != denied.Trust {
						t.Errorf("%s also allows %s:\n%s", e.Title(), action, c.Overlay)
					}
				}
			}
		}
		if gained == 0 || len(c.Opens) == 0 || len(c.Opens) > gained {
			t.Errorf("%s: %d things are opened, and %q stated:\n%s", e.Title(), gained, c.Opens, c.Overlay)
		}
	}
	if t.Failed() && !before {
		return 0
	}
	return 1
}

// findingsBesides is what lint finds in all of a spec and not in the one before it.
func findingsBesides(before *diag.List, s *spec.Spec, found *diag.List) []string {
	lint.Finish(s, found)
	var out []string
	for _, f := range found.Findings() {
		if !slices.ContainsFunc(before.Findings(), func(o diag.Finding) bool { return o.Message == f.Message && o.Code == f.Code }) {
			out = append(out, f.Severity.String()+": "+f.Message+" ["+f.Code+"]")
		}
	}
	return out
}

// can asks a spec about the request of a denial, in the account of its environment or
// else of the denial.
func can(t *testing.T, s *spec.Spec, e *denied.Explanation, resource string) access.Result {
	t.Helper()
	q := access.Question{Name: e.Subject, Action: e.Action, Resource: spec.Text(resource), Context: map[string][]spec.Value{}}
	for key, values := range e.Context {
		for _, v := range values {
			q.Context[key] = append(q.Context[key], spec.Text(v))
		}
	}
	if strings.EqualFold(e.Action, "iam:PassRole") {
		q.Context["iam:PassedToService"] = []spec.Value{spec.Text("ec2.amazonaws.com")}
	}
	if e.Because == denied.Trust {
		q.Principal, q.Resource = spec.Text("Node"), nil
	}
	binding := s.Environments[0].Binding
	if e.Environment == "" {
		for _, text := range []string{e.Principal, resource} {
			if arn, err := iam.ParseARN(text); err == nil {
				binding.Partition = arn.Partition
				if arn.Region != "" {
					binding.Region = arn.Region
				}
				if len(arn.Account) == 12 {
					binding.AccountID = arn.Account
				}
			}
		}
	}
	v, err := access.Ask(s, func(*deploy.Space) *deploy.Place { return deploy.Fixed(binding) }, q)
	if err != nil {
		t.Fatalf("%s: %v", e.Title(), err)
	}
	return v.Result
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
