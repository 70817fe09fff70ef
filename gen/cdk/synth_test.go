package cdk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/cdk/internal/synth/job"
	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/expected"
	cfnread "github.com/emriam/emriam/iam/read/cloudformation"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
)

// TestGenerated holds the packages of all cases against the tools that judge Go
// written by hand, and what their constructs make against the model.
func TestGenerated(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "go")
	dir := oracle.Folder(t, "cdk")
	cases := append(testCases(t), faultyCase(t))
	p := NewProgram()
	for _, tc := range cases {
		p.packages = append(p.packages, programPackage{tc.name, tc.pkg, tc.files})
	}
	conditions := addFaultyConditions(t, p)
	module(t, dir, p)
	t.Run("vet", func(t *testing.T) {
		t.Parallel()
		goTool(t, dir, "vet", "./...")
	})
	t.Run("gofumpt", func(t *testing.T) {
		t.Parallel()
		args := []string{"-l"}
		for i, tc := range cases {
			if tc.faults == nil {
				args = append(args, filepath.Join(dir, fmt.Sprintf("case%d", i)))
			}
		}
		cmd := exec.Command(oracle.Tool(t, "gofumpt"), args...)
		cmd.Stderr = os.Stderr // where go says what it downloads
		out, err := cmd.Output()
		if err != nil || len(out) > 0 {
			t.Errorf("gofumpt: %v, would change\n%s", err, out)
		}
	})
	t.Run("synth", func(t *testing.T) {
		t.Parallel()
		testSynth(t, dir, p, cases, conditions)
	})
}

// testSynth makes all variants of the constructs, for two partitions. All are
// synthesized by one program: to start the CDK takes longer than to synthesize
// a hundred stacks.
func testSynth(t *testing.T, dir string, p *Program, cases []*testCase, conditions *faultyConditions) {
	oracle.Program(t, "node")
	var variants []variant
	for _, tc := range cases {
		variants = append(variants, variantsOf(tc)...)
	}
	caught := map[string]bool{}
	templates, said := synthesize(t, dir, p, variants)
	for _, v := range variants {
		if v.faulty != "" {
			if said[v.job.Stack] != "" || len(differences(t, v, templates[v.job.Stack])) > 0 {
				caught[v.faulty] = true
			}
			continue
		}
		got := said[v.job.Stack]
		if path, problem, ok := strings.Cut(got, ": "); ok && strings.HasPrefix(path, v.job.Stack+"/") {
			got = problem
		}
		if got != v.panics || got == said[v.job.Stack] && got != "" {
			t.Errorf("%s: the constructor panics with %q, want %q", v.label, got, v.panics)
			continue
		}
		if v.panics == "" {
			for _, text := range differences(t, v, templates[v.job.Stack]) {
				t.Error(text)
			}
		}
	}
	checkFaults(t, cases[len(cases)-1].faults, caught)
	conditions.check(t, p, templates, said)
	t.Logf("%d stacks of %d variants", len(templates), len(variants))
}

// differences holds a template against the model.
func differences(t *testing.T, v variant, template []byte) []string {
	t.Helper()
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for partition, region := range map[string]string{"aws": "us-east-1", "aws-cn": "cn-north-1"} {
		b := spec.Binding{Partition: partition, Region: region, AccountID: "111122223333", Values: v.values}
		env := cfnread.Env{Partition: partition, Region: region, AccountID: b.AccountID, StackName: v.job.Stack}
		account, err := Deployed(template, b, v.job.Stack, v.names, expected.Choice{Spec: v.spec, Binding: b}.References())
		if err != nil {
			add("%s: %v", v.label, err)
			return out
		}
		want, got := describe(v.want(b)), describeAccount(account)
		if v.others {
			maps.DeleteFunc(got, func(name string, _ []string) bool { return want[name] == nil })
		}
		if diff := cmp.Diff(want, got); diff != "" {
			add("%s in %s: the stack is not what the spec says, -want +got\n%s", v.label, partition, diff)
		}
		if v.stack == nil {
			continue
		}
		if diff := cmp.Diff(describeTemplate(t, v, env), got); diff != "" {
			add("%s in %s: the stack is not the template's, -template +got\n%s", v.label, partition, diff)
		}
	}
	return out
}

// describeTemplate lists what our CloudFormation template of a stack makes of
// the same values.
func describeTemplate(t *testing.T, v variant, env cfnread.Env) map[string][]string {
	t.Helper()
	env.Params = map[string]string{}
	for _, p := range v.spec.ParamsOfTemplate(v.stack) {
		env.Params[p.ID()] = strings.Join(v.values[p.Name], ",")
	}
	if name := v.names[string(spec.StackName)]; name != "" {
		env.StackName = name
	}
	b := spec.Binding{Partition: env.Partition, Region: env.Region, AccountID: env.AccountID, Values: v.values}
	choice := expected.Choice{Spec: v.spec, Stack: v.stack, Binding: b}
	env.References, env.Names = choice.References(), map[string]string{}
	for id, name := range choice.MadeNames() {
		env.Names[id] = b.Text(name)
	}
	got, err := cfnread.Read(cloudformation.Template(v.spec, v.stack), env)
	if err != nil {
		t.Fatalf("%s: %v", v.label, err)
	}
	return describeAccount(&got.Account)
}

// synthesize makes the jobs of a program and all variants, by the module in src. It returns the templates, and what
// constructors said that panicked, by stack.
func synthesize(t *testing.T, src string, p *Program, variants []variant) (templates map[string][]byte, said map[string]string) {
	t.Helper()
	dir := t.TempDir()
	jobs := slices.Clone(p.jobs)
	stacks := map[string]string{} // by job: equal jobs share a stack
	for i := range variants {
		j := &variants[i].job
		key := string(marshal(t, j))
		if j.Stack = stacks[key]; j.Stack == "" {
			j.Stack = fmt.Sprintf("Stack%d", len(jobs))
			stacks[key] = j.Stack
			jobs = append(jobs, *j)
		}
	}
	write(t, filepath.Join(dir, "jobs.json"), marshal(t, jobs))
	t.Logf("synthesizing %d stacks", len(jobs))
	cmd := exec.Command("go", "run", ".", filepath.Join(dir, "jobs.json"), filepath.Join(dir, "out")) // go caches the program
	cmd.Dir, cmd.Env = src, synthEnv()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("synthesizing: %v\n%s", err, stderr(err))
	}
	var results []job.Result
	if err := json.Unmarshal(out, &results); err != nil {
		t.Fatal(err)
	}
	templates, said = map[string][]byte{}, map[string]string{}
	for _, r := range results {
		if r.Panic != "" {
			said[r.Stack] = r.Panic
			continue
		}
		template, err := os.ReadFile(filepath.Join(dir, "out", r.Stack+".template.json"))
		if err != nil {
			t.Fatal(err)
		}
		templates[r.Stack] = template
	}
	return templates, said
}

// module writes a program into dir as a Go module. It needs what ours needs, and nothing
// of ours.
func module(t *testing.T, dir string, p *Program) {
	t.Helper()
	goMod(t, dir)
	for name, content := range p.Files() {
		if filepath.Ext(name) == ".go" && !strings.HasPrefix(name, "case") {
			formatted, err := format.Source(content)
			if err != nil {
				t.Fatal(err)
			}
			content = formatted
		}
		write(t, filepath.Join(dir, name), content)
	}
}

// goMod writes what our module requires as what another does.
func goMod(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"go.mod", "go.sum"} {
		src, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), bytes.Replace(src, []byte("module github.com/emriam/emriam"), []byte("module "+ModulePath), 1))
	}
}

// synthEnv is the environment of a program that synthesizes.
func synthEnv() []string {
	return append(os.Environ(), "GOWORK=off", "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20", "CDK_VALIDATION=false")
}

// goTool runs the go command in dir.
func goTool(t *testing.T, dir string, args ...string) {
	t.Helper()
	t.Logf("go %s", strings.Join(args, " "))
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", args[0], err, out)
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func stderr(err error) []byte {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.Stderr
	}
	return nil
}
