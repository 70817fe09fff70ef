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
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/cdk/internal/synth"
	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/deploy"
	"github.com/emriam/emriam/gen/internal/intrinsics"
	"github.com/emriam/emriam/gen/internal/judge"
	"github.com/emriam/emriam/spec"
)

// TestGenerated holds the packages of all cases against the tools that judge Go
// written by hand, and what their constructs make against the model.
func TestGenerated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cases := append(testCases(t), faultyCase(t))
	module(t, dir, cases)
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
		cmd := exec.Command(judge.Tool(t, "gofumpt"), args...)
		cmd.Stderr = os.Stderr // where go says what it downloads
		out, err := cmd.Output()
		if err != nil || len(out) > 0 {
			t.Errorf("gofumpt: %v, would change\n%s", err, out)
		}
	})
	t.Run("synth", func(t *testing.T) {
		t.Parallel()
		testSynth(t, dir, cases)
	})
}

// testSynth makes all variants of the constructs, for two partitions. All are
// synthesized by one program: to start the CDK takes longer than to synthesize
// a hundred stacks.
func testSynth(t *testing.T, dir string, cases []*testCase) {
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("node is missing: nothing synthesizes the constructs")
		}
		t.Skip("node is missing: nothing synthesizes the constructs")
	}
	var variants []variant
	for _, tc := range cases {
		variants = append(variants, variantsOf(tc)...)
	}
	caught := map[string]bool{}
	templates, said := synthesize(t, dir, variants)
	for _, v := range variants {
		if v.faulty != "" {
			if said[v.job.Stack] != "" || len(differences(t, v, templates[v.job.Stack])) > 0 {
				caught[v.faulty] = true
			}
			continue
		}
		if got := said[v.job.Stack]; got != v.panics {
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
	t.Logf("%d stacks of %d variants", len(templates), len(variants))
}

// differences holds a template against the model.
func differences(t *testing.T, v variant, template []byte) []string {
	t.Helper()
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for partition, region := range map[string]string{"aws": "us-east-1", "aws-cn": "cn-north-1"} {
		b := spec.Binding{Partition: partition, Region: region, AccountID: "111122223333", Values: v.values}
		env := intrinsics.Env{
			Partition: partition, Region: region, AccountID: b.AccountID, StackName: v.job.Stack,
			SSM: map[string]string{"/cdk-bootstrap/hnb659fds/version": "21"},
		}
		account, err := deployed(template, env)
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
func describeTemplate(t *testing.T, v variant, env intrinsics.Env) map[string][]string {
	t.Helper()
	env.Params = map[string]string{}
	for _, p := range v.spec.ParamsOf(v.stack) {
		env.Params[p.Name] = strings.Join(v.values[p.Name], ",")
	}
	stack, err := intrinsics.Resolve(cloudformation.Template(v.spec, v.stack), env)
	if err != nil {
		t.Fatalf("%s: %v", v.label, err)
	}
	account, err := intrinsics.Read(stack, env)
	if err != nil {
		t.Fatalf("%s: %v", v.label, err)
	}
	return describeAccount(account)
}

// deploy says what a template makes: nothing if the props have left a policy
// without a statement and there is nothing else.
func deployed(template []byte, env intrinsics.Env) (*deploy.Account, error) {
	var sections map[string]json.RawMessage
	if err := json.Unmarshal(template, &sections); err != nil {
		return nil, err
	}
	if sections["Resources"] == nil {
		return &deploy.Account{}, nil
	}
	stack, err := intrinsics.Resolve(template, env)
	if err != nil {
		return nil, err
	}
	return intrinsics.Read(stack, env)
}

// synthesize makes all variants by the module in src. It returns the templates, and what
// constructors said that panicked, by stack.
func synthesize(t *testing.T, src string, variants []variant) (templates map[string][]byte, said map[string]string) {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "synth")
	goTool(t, src, "build", "-o", program, ".")
	var jobs []synth.Job
	for i := range variants {
		variants[i].job.Stack = fmt.Sprintf("Stack%d", i)
		jobs = append(jobs, variants[i].job)
	}
	write(t, filepath.Join(dir, "jobs.json"), marshal(t, jobs))
	cmd := exec.Command(program, filepath.Join(dir, "jobs.json"), filepath.Join(dir, "out"))
	cmd.Env = append(os.Environ(), "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20", "CDK_VALIDATION=false")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("synthesizing: %v\n%s", err, stderr(err))
	}
	var results []synth.Result
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

// module writes a Go module into dir: the packages of the cases, a copy of
// internal/synth, and a main function that joins them. It needs what ours
// needs, and nothing of ours.
func module(t *testing.T, dir string, cases []*testCase) {
	t.Helper()
	for from, to := range map[string]string{
		"../../go.mod": "go.mod", "../../go.sum": "go.sum",
		"internal/synth/synth.go": "synth/synth.go", "internal/synth/value.go": "synth/value.go",
	} {
		src, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, to), src)
	}
	for i, tc := range cases {
		for _, f := range tc.files {
			write(t, filepath.Join(dir, fmt.Sprintf("case%d", i), filepath.Base(f.Path)), f.Content)
		}
	}
	main, err := format.Source(mainFile(cases))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "main.go"), main)
}

// goTool runs the go command in dir.
func goTool(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", args[0], err, out)
	}
}

// mainFile is the program's main function: it hands over the constructors.
func mainFile(cases []*testCase) []byte {
	const path = "github.com/emriam/emriam"
	var imports, entries bytes.Buffer
	for i, tc := range cases {
		used := false
		for _, name := range tc.pkg.constructNames() {
			fmt.Fprintf(&entries, "\t\t%q: case%d.New%s,\n", tc.name+".New"+name, i, name)
			used = true
		}
		if used {
			fmt.Fprintf(&imports, "\tcase%d \"%s/case%d\"\n", i, path, i)
		}
	}
	return fmt.Appendf(nil, "package main\n\nimport (\n%s\t\"%s/synth\"\n)\n\nfunc main() {\n\tsynth.Main(map[string]any{\n%s\t})\n}\n",
		imports.String(), path, entries.String())
}

// constructNames are the names of all constructs of a package.
func (k *pkg) constructNames() []string {
	var out []string
	for _, c := range k.roles {
		out = append(out, c.name)
	}
	for _, c := range k.policies {
		out = append(out, c.name)
	}
	for _, c := range k.configurations {
		out = append(out, c.name)
	}
	for _, c := range k.stacks {
		out = append(out, c.name)
	}
	return out
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
