package diff_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

func loadFile(t testing.TB, name string) *spec.Spec {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	s, found := compile.Load(name, text, templates.FS)
	if s == nil {
		t.Fatal(found.Findings())
	}
	return s
}

// TestCases: changes that show only in some deployments, in both orders.
func TestCases(t *testing.T) {
	t.Parallel()
	tests := []struct {
		old, new, env, verdict string
		says                   []string // lines of the text
	}{
		{old: "panic/old.yaml", new: "panic/new.yaml", verdict: "wider", says: []string{"~ optional: false → true", "by default"}},
		{old: "same-attach/old.yaml", new: "same-attach/new.yaml", verdict: "wider", says: []string{"with no P"}},
		{old: "same-default/old.yaml", new: "same-default/new.yaml", verdict: "both", says: []string{"~ default: acme-data → acme-secret", "by default"}},
		{old: "same-default/old-flag.yaml", new: "same-default/new-flag.yaml", verdict: "wider", says: []string{"~ default: false → true", "by default"}},
		{old: "same-default/old.yaml", new: "same-default/new-env.yaml", verdict: "both", says: []string{"~ B: acme-a → acme-secret", "in the environment p"}},
		{old: "same-default/old.yaml", new: "same-default/new-env.yaml", env: "p", verdict: "both"},
		{old: "same-examples/old.yaml", new: "same-examples/new.yaml", verdict: "both", says: []string{"e.g., s3:GetObject on arn:aws:s3:::${Secret}/example"}},
		{old: "same-examples/new.yaml", new: "same-examples/opt.yaml", verdict: "both"},
		{old: "same-tag/old.yaml", new: "same-tag/new.yaml", verdict: "unknown", says: []string{"the tag team changes, and statement Read names it"}},
		{old: "same-tag/old.yaml", new: "same-tag/other.yaml", verdict: "same", says: []string{"~ tags: Team=a cost=7 → Team=a cost=8"}},
		{old: "same-tag/variable.yaml", new: "same-tag/untagged.yaml", verdict: "unknown"},
		{old: "same-tag/both.yaml", new: "same-tag/both-b.yaml", verdict: "unknown"},
		{old: "same-tag/teams.yaml", new: "same-tag/teams-a.yaml", verdict: "same"},
	}
	for _, tt := range tests {
		old, new := loadFile(t, tt.old), loadFile(t, tt.new)
		there := compareIn(t, old, new, tt.env)
		if string(there.Verdict) != tt.verdict {
			t.Errorf("%s to %s is %s, want %s:\n%s", tt.old, tt.new, there.Verdict, tt.verdict, there.Text())
		}
		lines := strings.Split(string(there.Text()), "\n")
		for _, want := range tt.says {
			if !slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, want) }) {
				t.Errorf("%s to %s does not say %q:\n%s", tt.old, tt.new, want, there.Text())
			}
		}
		if back := compareIn(t, new, old, tt.env); string(back.Verdict) != swapped.Replace(tt.verdict) {
			t.Errorf("%s to %s is %s:\n%s", tt.new, tt.old, back.Verdict, back.Text())
		}
	}
}

func compareIn(t testing.TB, old, new *spec.Spec, env string) *diff.Report {
	t.Helper()
	r, err := diff.Compare(diff.Side{Name: "old", Spec: old, Env: env}, diff.Side{Name: "new", Spec: new, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestExamplesOnly: a test "cannot" fails where it fails only without the parameter
// that has an example.
func TestExamplesOnly(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"test-only-examples/spec.yaml", "test-only-examples/noex.yaml"} {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		_, found := lint.Finish(compile.Load(name, text, templates.FS))
		all := found.Findings()
		if len(all) != 1 || all[0].Code != "test-failed" || !strings.Contains(all[0].Message, "no P:") {
			t.Errorf("%s: %q", name, messages(all))
		}
	}
}

func messages(all []diag.Finding) []string {
	var out []string
	for _, f := range all {
		out = append(out, f.Code+": "+f.Message)
	}
	return out
}
