package targets_test

import (
	"maps"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/iamtest"
	"github.com/emriam/emriam/iam/read/cloudformation"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/importer"
	"github.com/emriam/emriam/templates"
)

// TestImportOfManagedPolicies imports every policy of AWS's, compiles the spec
// to JSON and to CloudFormation, and wants the same document from both. None is
// left out: what AWS may and others may not, import suppresses with a reason.
func TestImportOfManagedPolicies(t *testing.T) {
	t.Parallel()
	all := iamtest.ManagedPolicies(t)
	if len(all) < 1000 {
		t.Errorf("%d policies, want at least 1000", len(all))
	}
	i := importer.New(templates.FS)
	var equal, suppressed atomic.Int64
	names := slices.Sorted(maps.Keys(all))
	t.Run("policies", func(t *testing.T) {
		for chunk := range slices.Chunk(names, len(names)/8+1) {
			t.Run(chunk[0], func(t *testing.T) {
				t.Parallel()
				for _, name := range chunk {
					s, text := importPolicy(t, i, name, all[name].Document)
					if s == nil {
						continue
					}
					suppressed.Add(int64(strings.Count(text, "# emriam:ignore ") + strings.Count(text, ": off\n")))
					if compilesTo(t, s, name, all[name].Document) {
						equal.Add(1)
					} else {
						t.Logf("%s", text)
					}
				}
			})
		}
	})
	t.Logf("%d of %d policies come back equal from JSON and from CloudFormation; %d suppressions", equal.Load(), len(all), suppressed.Load())
	if int(equal.Load()) != len(all) {
		t.Errorf("%d policies of %d come back equal", equal.Load(), len(all))
	}
}

// importPolicy is the spec of a policy, which loads without errors, and its
// text.
func importPolicy(t *testing.T, i *importer.Importer, name string, document []byte) (*spec.Spec, string) {
	t.Helper()
	r, err := i.Import([]importer.File{{Name: name + ".json", Text: document}}, importer.Options{})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return nil, ""
	}
	told := map[string]bool{}
	for _, n := range r.Notes {
		if told[n.Code] = true; n.Code == "" {
			t.Errorf("%s: %s", name, n)
		}
	}
	s, l := lint.Finish(compile.Load("imported.yaml", r.Spec, templates.FS))
	for _, f := range l.Findings() {
		if f.Severity == diag.Error && !told[f.Code] || strings.HasSuffix(f.Code, "-suppression") {
			t.Errorf("%s: %s: %s [%s]", name, f.Pos, f.Message, f.Code)
		}
	}
	return s, string(r.Spec)
}

// compilesTo reports whether a spec has nothing but a policy of a name and a
// document.
func compilesTo(t *testing.T, s *spec.Spec, name string, document []byte) bool {
	t.Helper()
	want, err := iam.Parse(document)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return false
	}
	files, l := gen.Run(s, targets.All, gen.Options{Targets: []string{"policies", "cloudformation"}})
	files = slices.DeleteFunc(files, func(f gen.File) bool { return path.Base(f.Path) == "create-policy.json" })
	if l.HasErrors() || len(files) != 2 {
		t.Errorf("%s: %d files, %v", name, len(files), l.Findings())
		return false
	}
	ok := true
	for _, f := range files {
		var got *iam.Document
		var called string
		if path.Ext(f.Path) == ".json" {
			got, err = iam.Parse(f.Content)
			called = s.Policies[0].PolicyName.String()
		} else {
			got, called, err = deployedPolicy(f.Content)
		}
		switch {
		case err != nil:
			t.Errorf("%s: %s: %v", name, f.Path, err)
		case called != name:
			t.Errorf("%s: %s is about %s", name, f.Path, called)
		case !iam.Equal(want, got):
			t.Errorf("%s: %s (-was +is):\n%s", name, f.Path, iam.Diff(want, got))
		default:
			continue
		}
		ok = false
	}
	return ok
}

// deployedPolicy is the one policy that a template creates.
func deployedPolicy(template []byte) (*iam.Document, string, error) {
	env := cloudformation.Env{Partition: "aws", Region: "us-east-1", AccountID: "123456789012", StackName: "stack"}
	account, err := cloudformation.Read(template, env)
	if err != nil {
		return nil, "", err
	}
	return account.Policies[0].Document, account.Policies[0].Name, nil
}
