package cloudformation_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/spec"
)

// own are the built-in spec and testdata/rich.yaml.
func own(t *testing.T) []*spec.Spec {
	t.Helper()
	return []*spec.Spec{specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn), rich(t)}
}

// cases are the cases of all targets.
func cases(t *testing.T) []*spec.Spec {
	t.Helper()
	files, err := filepath.Glob("../testdata/*/spec.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var out []*spec.Spec
	for _, file := range files {
		out = append(out, specfile.Load(t, file))
	}
	return out
}

func rich(t *testing.T) *spec.Spec {
	t.Helper()
	return specfile.Load(t, "testdata/rich.yaml")
}

// deployment is a stack, with a choice of parameters.
type deployment struct{ expected.Choice }

func (d deployment) template() []byte { return cloudformation.Template(d.Spec, d.Stack) }

// params are the parameters as the AWS CLI takes them.
func (d deployment) params() map[string]string {
	out := map[string]string{}
	for _, p := range d.Spec.ParamsOfTemplate(d.Stack) {
		out[p.ID()] = strings.Join(d.Binding.Values[p.Name], ",")
	}
	return out
}

// deployments are the choices of parameters for the stacks of s.
func deployments(s *spec.Spec, where spec.Binding) []deployment {
	var out []deployment
	for _, c := range expected.Choices(s, where) {
		out = append(out, deployment{c})
	}
	return out
}
