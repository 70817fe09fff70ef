package terraform_test

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/gen/terraform"
	tfread "github.com/emriam/emriam/iam/read/terraform"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// specs are the built-in spec, the cases of all targets, and this one's own, by
// name. All tests share them, and none changes them.
func specs(t *testing.T) map[string]*compiled {
	t.Helper()
	specsOnce.Do(func() {
		specsShared = map[string]*compiled{}
		for name := range files(t) {
			specsShared[name] = compile(t, load(t, name))
		}
	})
	return specsShared
}

var (
	specsOnce   sync.Once
	specsShared map[string]*compiled
)

// load is one of specs, anew.
func load(t *testing.T, name string) *spec.Spec {
	t.Helper()
	if name == "emr" {
		return specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn)
	}
	return specfile.Load(t, files(t)[name])
}

// files are those of specs, by name; that of the built-in spec is "".
func files(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{"emr": "", "escape": "testdata/escape.yaml"}
	cases, err := filepath.Glob("../testdata/*/spec.yaml")
	if err != nil || len(cases) < 10 {
		t.Fatalf("%d cases: %v", len(cases), err)
	}
	for _, file := range cases {
		out[filepath.Base(filepath.Dir(file))] = file
	}
	return out
}

// compiled is a spec with its modules, by the names of stacks.
type compiled struct {
	*spec.Spec
	files   map[string]map[string][]byte
	modules map[string]*tfread.Module
}

func compile(t *testing.T, s *spec.Spec) *compiled {
	t.Helper()
	out := &compiled{s, map[string]map[string][]byte{}, map[string]*tfread.Module{}}
	for _, f := range terraform.Target.Files(s, nil, &diag.List{}) {
		path := strings.Split(f.Path, "/")
		if path[0] != "terraform" {
			continue // of an environment
		}
		if out.files[path[1]] == nil {
			out.files[path[1]] = map[string][]byte{}
		}
		out.files[path[1]][path[2]] = f.Content
	}
	for stack, files := range out.files {
		m, err := tfread.Parse(files)
		if err != nil {
			t.Fatalf("%s: %v", stack, err)
		}
		out.modules[stack] = m
	}
	return out
}

// What a module creates, by a reader that shares no code with the target, is
// what the spec says: in each partition, for a few choices of parameters. Package
// prove covers all.
func TestCreatesWhatTheSpecSays(t *testing.T) {
	t.Parallel()
	choices := 0
	for name, s := range specs(t) {
		for _, where := range expected.Places {
			for _, c := range expected.Choices(s.Spec, where) {
				choices++
				compare(t, name+"/"+where.Partition+"/"+c.Name, s.modules[c.Stack.Name], c)
			}
		}
	}
	t.Logf("%d choices", choices)
	if choices < 300 {
		t.Errorf("only %d choices", choices)
	}
}

func compare(t *testing.T, name string, m *tfread.Module, c expected.Choice) {
	t.Helper()
	got, err := m.Named(madeNames(m, c)).Referenced(c.References()).Apply(env(m, c))
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if diff := cmp.Diff(tagged(c).Creates(), got); diff != "" {
		t.Errorf("%s: -the spec's, +the module's:\n%s", name, diff)
	}
}

// madeNames are the names that the deployment makes, by address: resources of a type
// are in the order of the stack.
func madeNames(m *tfread.Module, c expected.Choice) map[string]string {
	out := map[string]string{}
	add := func(typ string, names []spec.Value) {
		for i, address := range m.Nameless(typ) {
			out[address] = c.Binding.Text(names[i])
		}
	}
	for typ, names := range made(c.Stack) {
		add(typ, names)
	}
	return out
}

// made are the names in a stack that the deployment makes, by type of resource.
func made(st *spec.Stack) map[string][]spec.Value {
	out := map[string][]spec.Value{}
	for _, r := range st.Roles {
		if !r.Named() {
			out["aws_iam_role"] = append(out["aws_iam_role"], r.RoleName)
		}
		if !r.ProfileNamed() {
			out["aws_iam_instance_profile"] = append(out["aws_iam_instance_profile"], r.Profile)
		}
	}
	for _, p := range st.Policies {
		if !p.Named() {
			out["aws_iam_policy"] = append(out["aws_iam_policy"], p.PolicyName)
		}
	}
	for _, c := range st.SecurityConfigurations {
		if !c.Named() {
			out["aws_emr_security_configuration"] = append(out["aws_emr_security_configuration"], c.ConfigurationName)
		}
	}
	return out
}

// env is a choice as Terraform is told of it. Variables are declared in the
// order of the parameters.
func env(m *tfread.Module, c expected.Choice) tfread.Env {
	out := tfread.Env{Partition: c.Binding.Partition, Region: c.Binding.Region, AccountID: c.Binding.AccountID, Vars: map[string][]string{}}
	for i, p := range c.Spec.VariablesOf(c.Stack) {
		if values, ok := c.Binding.Values[p.Name]; ok {
			out.Vars[m.Variables()[i]] = values
		}
	}
	return out
}

// tagged is c with what Terraform, unlike CloudFormation, can tag.
func tagged(c expected.Choice) expected.Choice {
	c.Tagged = true
	return c
}
