package cdk

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/internal/oracle"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/spec/deploy"
)

// conditionFaults are mistakes that show only where up to three conditions meet, or
// where two parameters have different values, in the package of
// testdata/conditions.yaml.
var conditionFaults = []struct{ name, text, with string }{
	{"parameters are exchanged", "p.Input.ArnForObjects(", "p.Secret.ArnForObjects("},
	{"an action has two of three conditions", "if *p.Glue && p.Archive != nil && p.Logs != nil {\n\t\tread.", "if *p.Glue && p.Archive != nil {\n\t\tread."},
	{"a Deny has two of three conditions", "if *p.Glue && p.Archive != nil && p.Logs != nil {\n\t\tdocument.", "if *p.Glue && p.Archive != nil {\n\t\tdocument."},
	{"a Deny is missing where something else is given", "if *p.Glue && p.Archive != nil && p.Logs != nil {\n\t\tdocument.", "if *p.Glue && p.Archive != nil && p.Logs != nil && false {\n\t\tdocument."},
	{"a boundary is not there", "PermissionsBoundary: p.Boundary", "PermissionsBoundary: nil"},
	{"a tag is another", "jsii.String(\"logs\"), p.Logs.BucketName()", "jsii.String(\"logs\"), p.Secret.BucketName()"},
	{"an attachment has two of three conditions", "if *p.Glue && p.Archive != nil && p.Logs != nil {\n\t\tmanagedPolicies", "if *p.Glue && p.Logs != nil {\n\t\tmanagedPolicies"},
	{"a trusted service has another condition", "if *p.Glue {\n\t\ttrust", "if !*p.Glue {\n\t\ttrust"},
}

// TestConditionFaults plants each fault in a package of its own, and none in one.
func TestConditionFaults(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "go")
	oracle.Program(t, "node")
	s := specfile.Load(t, "testdata/conditions.yaml")
	space := deploy.New(s)
	p := NewProgram()
	owner := map[string]int{} // of a label, the number of the fault
	for i := -1; i < len(conditionFaults); i++ {
		files := newPkg(s, "emrcdk").files()
		if i >= 0 {
			f := conditionFaults[i]
			planted := false
			for j, file := range files {
				if text := string(file.Content); strings.HasSuffix(file.Path, "/job.go") && strings.Contains(text, f.text) {
					planted = true
					files[j].Content = []byte(strings.Replace(text, f.text, f.with, 1))
				}
			}
			if !planted {
				t.Errorf("there is no place where %s", f.name)
			}
		}
		first := len(p.variants)
		if tooMany := p.Add(fmt.Sprintf("fault%d", i+1), s, space, files); len(tooMany) > 0 {
			t.Error(tooMany)
		}
		for j := first; j < len(p.variants); j++ {
			p.variants[j].Label = fmt.Sprint(i, " ", p.variants[j].Label)
			owner[p.variants[j].Label] = i
		}
	}
	dir := oracle.Folder(t, "cdk-faults")
	for name, content := range p.Files() {
		write(t, filepath.Join(dir, name), content)
	}
	goMod(t, dir)
	write(t, filepath.Join(dir, "jobs.json"), p.Jobs())
	t.Logf("synthesizing %d stacks", len(p.jobs))
	cmd := exec.Command("go", "run", ".", "jobs.json", "cdk.out")
	cmd.Dir = dir
	cmd.Env = synthEnv()
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("synthesizing: %v\n%s", err, stderr(err))
	}
	caught := map[int]bool{}
	read := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, "cdk.out", name)) }
	err = p.Each(printed, read, func(v Variant, template []byte, err error) {
		for _, where := range space.Places[:1] {
			var diff string
			if err == nil {
				got, failed := Deployed(template, where, "stack", nil, nil)
				if err = failed; err == nil {
					diff = cmp.Diff(describeAccount(v.Want(where)), describeAccount(got))
				}
			}
			switch i := owner[v.Label]; {
			case err == nil && diff == "":
			case i < 0:
				t.Errorf("%s: %v\n%s", v.Label, err, diff)
			default:
				caught[i] = true
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range conditionFaults {
		if !caught[i] {
			t.Errorf("it is not seen that %s", f.name)
		}
	}
	t.Logf("%d of %d faults are caught, %d stacks", len(caught), len(conditionFaults), len(p.jobs))
}
