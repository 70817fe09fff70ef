package terraform_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/internal/expected"
	tfread "github.com/emriam/emriam/iam/read/terraform"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
)

// Terraform itself, with a provider that has the schema of AWS's and no AWS,
// finds nothing wrong with any module, nothing to format, and plans what the
// spec says, for each choice of parameters, in the partitions by turns. Some
// modules are planned at once, as modules of one configuration.
func TestTerraform(t *testing.T) {
	const atOnce = 64 // modules in a plan: each starts Terraform three times, and the provider
	t.Parallel()
	tf := newTerraform(t)
	all := specs(t)
	planned := map[string]expected.Choice{}
	overridden := map[string]bool{}
	each, root, lookups := providers(), "", 0
	got := map[string][]tfread.Resource{}
	plan := func() {
		tf.write(t, "all/main.tf", []byte(providers()+root))
		maps.Copy(got, tf.plan(t, "all"))
		root = ""
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s := all[name]
		for stack, files := range s.files {
			for file, content := range files {
				tf.write(t, filepath.Join("modules", name, stack, file), content)
			}
		}
		given := expected.Choices(s.Spec, spec.Binding{})
		changed := load(t, name)
		rename(changed)
		for i, c := range slices.Concat(given, lastOfEach(given)) {
			place := len(planned) % len(expected.Places)
			values := c.Binding.Values
			c.Binding = expected.Places[place]
			c.Binding.Values = values
			if slices.ContainsFunc(c.Spec.ParamsOf(c.Stack), func(p *spec.Param) bool { return p.Resolve != nil }) { // which the provider does not look up
				if i < len(given) {
					lookups++
					each += call(t, "../modules/"+name+"/"+c.Stack.Name, fmt.Sprintf("lookup%d", lookups), place, s.modules[c.Stack.Name], c, "")
				}
				continue
			}
			id, overrides := fmt.Sprintf("c%d", len(planned)), ""
			if i >= len(given) {
				overrides = overridesOf(s.modules[c.Stack.Name], c.Spec)
				overridden[id] = true
			}
			planned[id] = c
			if overridden[id] {
				planned[id] = in(changed, c)
			}
			text := call(t, "../modules/"+name+"/"+c.Stack.Name, id, place, s.modules[c.Stack.Name], c, overrides)
			root += text
			if strings.HasSuffix(c.Name, "/none") {
				each += text
			}
			if len(planned)%atOnce == 0 {
				plan()
			}
		}
	}
	tf.run(t, "modules", "fmt", "-check", "-diff", "-recursive")
	tf.write(t, "each/main.tf", []byte(each))
	tf.validate(t, "each")
	plan()
	for id, c := range planned {
		if want := c.Creates(); got[id] == nil && len(want.Roles)+len(want.Policies)+len(want.SecurityConfigurations) == 0 {
			continue // a plan does not name a module that creates nothing
		}
		if got[id] == nil {
			t.Errorf("%s is not planned", c.Name)
			continue
		}
		if len(made(c.Stack)) > 0 {
			continue // a plan knows no names that the deployment makes
		}
		account, err := tfread.Account(got[id], c.Binding.Partition, c.Binding.AccountID)
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		want := tagged(c).Creates()
		if overridden[id] {
			override(c.Spec, want)
		}
		if diff := cmp.Diff(want, account); diff != "" {
			t.Errorf("%s in %s: -the spec's, +the plan's:\n%s", c.Name, c.Binding.Partition, diff)
		}
	}
	t.Logf("%d modules planned", len(planned))

	tf.write(t, "misspelt/main.tf", []byte(providers()+`module "roles" {
  source    = "../modules/emr/emr-default"
  providers = { aws = aws.p0 }
  names     = { servce_role = "EMR_Role" }
}
`))
	tf.run(t, "misspelt", "get")
	out, err := tf.output("misspelt", "plan", "-no-color", "-input=false", "-refresh=false")
	if err == nil || !strings.Contains(err.Error(), "Each key of names must be one of those in the condition") {
		t.Errorf("a misspelt name: %v\n%s", err, out)
	}
}

// lastOfEach are the last of the choices of each stack: that with all parameters.
func lastOfEach(all []expected.Choice) []expected.Choice {
	var out []expected.Choice
	for i, c := range all {
		if i+1 == len(all) || all[i+1].Stack != c.Stack {
			out = append(out, c)
		}
	}
	return out
}

// providers is a provider for each of the places.
func providers() string {
	out := "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n    }\n  }\n}\n"
	for i, b := range expected.Places {
		out += fmt.Sprintf("provider \"aws\" {\n  alias = \"p%d\"\n  region = %q\n  allowed_account_ids = [%q]\n}\n", i, b.Region, b.AccountID)
	}
	return out
}

// call is the call of the module of a choice.
func call(t *testing.T, source, id string, place int, m *tfread.Module, c expected.Choice, overrides string) string {
	t.Helper()
	out := fmt.Sprintf("module %q {\n  source = %q\n  providers = { aws = aws.p%d }\n", id, source, place)
	for i, p := range c.Spec.VariablesOf(c.Stack) {
		values, given := c.Binding.Values[p.Name]
		if !given {
			continue
		}
		values = slices.Clone(values)
		for i, s := range values {
			values[i] = strings.NewReplacer("${", "$${", "%{", "%%{").Replace(s)
		}
		text, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		if !p.List {
			text = text[1 : len(text)-1]
		}
		if p.Type == spec.Number || p.Type == spec.Boolean {
			text = []byte(strings.ReplaceAll(string(text), `"`, ""))
		}
		out += fmt.Sprintf("  %s = %s\n", m.Variables()[i], text)
	}
	return out + overrides + "}\n"
}

// terraformProgram is Terraform with a folder.
type terraformProgram struct {
	program, dir string
	env          []string
}

func newTerraform(t *testing.T) *terraformProgram {
	t.Helper()
	tf := &terraformProgram{program: oracle.Unlisted(t, "terraform", "https://developer.hashicorp.com/terraform/install"), dir: t.TempDir()}
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(bin, "terraform-provider-aws"), ".")
	build.Dir = "testdata/provider"
	build.Env = append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	rc := filepath.Join(bin, "rc")
	if err := os.WriteFile(rc, fmt.Appendf(nil, "provider_installation {\n  dev_overrides {\n    \"hashicorp/aws\" = %q\n  }\n  direct {}\n}\n", bin), 0o644); err != nil {
		t.Fatal(err)
	}
	tf.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + bin, "TF_CLI_CONFIG_FILE=" + rc, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "GOGC=400"}
	return tf
}

func (tf *terraformProgram) write(t *testing.T, name string, content []byte) {
	t.Helper()
	name = filepath.Join(tf.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// output runs the program in a folder and returns what it prints.
func (tf *terraformProgram) output(dir string, args ...string) ([]byte, error) {
	cmd := exec.Command(tf.program, args...)
	cmd.Dir, cmd.Env = filepath.Join(tf.dir, dir), tf.env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("terraform %s: %w\n%s%s", strings.Join(args, " "), err, out, &stderr)
	}
	return out, err
}

func (tf *terraformProgram) run(t *testing.T, dir string, args ...string) []byte {
	t.Helper()
	out, err := tf.output(dir, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// validate wants no diagnostic, but that the provider is not AWS's.
func (tf *terraformProgram) validate(t *testing.T, dir string) {
	t.Helper()
	tf.run(t, dir, "get")
	out, _ := tf.output(dir, "validate", "-json", "-no-color") // the exit code says what the JSON says
	var said struct {
		Valid       bool
		Diagnostics []struct{ Severity, Summary, Detail string }
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, d := range said.Diagnostics {
		if !strings.HasPrefix(d.Summary, "Provider development overrides") {
			t.Errorf("%s: %s\n%s", d.Severity, d.Summary, d.Detail)
		}
	}
	if !said.Valid {
		t.Fatal("not valid")
	}
}

// plan is what each module would create.
func (tf *terraformProgram) plan(t *testing.T, dir string) map[string][]tfread.Resource {
	t.Helper()
	tf.run(t, dir, "get")
	tf.run(t, dir, "plan", "-no-color", "-input=false", "-refresh=false", "-out=plan")
	var said struct {
		PlannedValues struct {
			RootModule struct {
				ChildModules []struct {
					Address   string
					Resources []struct {
						Address, Type string
						Values        map[string]any
					}
				} `json:"child_modules"`
			} `json:"root_module"`
		} `json:"planned_values"`
	}
	if err := json.Unmarshal(tf.run(t, dir, "show", "-json", "plan"), &said); err != nil {
		t.Fatal(err)
	}
	out := map[string][]tfread.Resource{}
	for _, m := range said.PlannedValues.RootModule.ChildModules {
		id := strings.TrimPrefix(m.Address, "module.")
		for _, r := range m.Resources {
			out[id] = append(out[id], tfread.Resource{Address: r.Address, Type: r.Type, Args: r.Values})
		}
	}
	return out
}
