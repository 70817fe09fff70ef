package cdk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/spec"
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

// faultyConditions are packages of testdata/conditions.yaml: one without a fault, and one
// with each of conditionFaults.
type faultyConditions struct {
	where spec.Binding
	fault []int // of each job of the program, by its number, -1 for none
}

func addFaultyConditions(t *testing.T, p *Program) *faultyConditions {
	t.Helper()
	s := specfile.Load(t, "testdata/conditions.yaml")
	space := deploy.New(s)
	out := &faultyConditions{where: space.Places[0]}
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
		if tooMany := p.Add(fmt.Sprintf("fault%d", i+1), s, space, files); len(tooMany) > 0 {
			t.Error(tooMany)
		}
		for len(out.fault) < len(p.jobs) {
			out.fault = append(out.fault, i)
		}
	}
	return out
}

// check wants each fault seen, and nothing where there is none.
func (c *faultyConditions) check(t *testing.T, p *Program, templates map[string][]byte, said map[string]string) {
	t.Helper()
	caught := map[int]bool{}
	for i, v := range p.variants {
		stack := p.jobs[i].Stack
		problem := said[stack]
		if problem == "" {
			if got, err := Deployed(templates[stack], c.where, "stack", nil, nil); err != nil {
				problem = err.Error()
			} else {
				problem = cmp.Diff(describeAccount(v.Want(c.where)), describeAccount(got))
			}
		}
		if fault := c.fault[i]; problem != "" && fault < 0 {
			t.Errorf("%s: %s", v.Label, problem)
		} else if problem != "" {
			caught[fault] = true
		}
	}
	for i, f := range conditionFaults {
		if !caught[i] {
			t.Errorf("it is not seen that %s", f.name)
		}
	}
	t.Logf("%d of %d faults of conditions are caught, by %d stacks", len(caught), len(conditionFaults), len(p.jobs))
}
