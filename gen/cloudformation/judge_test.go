package cloudformation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/oracle"
	"github.com/emriam/emriam/spec"
)

// cfn-lint has nothing to say on any template, not even for information.
func TestLint(t *testing.T) {
	t.Parallel()
	t.Run("own", func(t *testing.T) {
		t.Parallel()
		specs := own(t)
		lint(t, stacks(specs, func(name string) bool { return name != newer }))
		// cfn-lint's list of actions is older than the sessions of June 2026.
		lint(t, stacks(specs, func(name string) bool { return name == newer }), "--ignore-checks", "W3037")
	})
	t.Run("cases", func(t *testing.T) {
		t.Parallel()
		lint(t, cases(t), "--ignore-checks", "W2511") // a case has a document of the old version
	})
}

const newer = "emr-sessions"

// stacks are specs with some of their stacks.
func stacks(specs []*spec.Spec, some func(name string) bool) []*spec.Spec {
	var out []*spec.Spec
	for _, s := range specs {
		part := *s
		part.Stacks = nil
		for _, st := range s.Stacks {
			if some(st.Name) {
				part.Stacks = append(part.Stacks, st)
			}
		}
		out = append(out, &part)
	}
	return out
}

func lint(t *testing.T, specs []*spec.Spec, args ...string) {
	t.Helper()
	args = append(args, "--include-checks", "I", "--template")
	dir := t.TempDir()
	for i, s := range specs {
		for _, stack := range s.Stacks {
			file := filepath.Join(dir, fmt.Sprintf("%d-%s.yaml", i, stack.Name))
			if err := os.WriteFile(file, cloudformation.Template(s, stack), 0o644); err != nil {
				t.Fatal(err)
			}
			args = append(args, file)
		}
	}
	t.Logf("cfn-lint reads the templates of %d specs", len(specs))
	out, err := exec.Command(oracle.Program(t, "cfn-lint"), args...).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("cfn-lint: %v\n%s", err, out)
	}
}

// readYAML prints the YAML of its input as JSON, with PyYAML, which the AWS CLI
// and cfn-lint read templates with. A tag keeps its value.
const readYAML = `
import json, sys, yaml
def tagged(loader, suffix, node):
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)
yaml.SafeLoader.add_multi_constructor("!", tagged)
json.dump(yaml.safe_load(sys.stdin), sys.stdout)
`

// PyYAML, which knows YAML 1.1, reads the same strings.
func TestPyYAML(t *testing.T) {
	t.Parallel()
	python := oracle.Python(t, "yaml")
	src, want := cloudformation.AwkwardStrings()
	cmd := exec.Command(python, "-c", readYAML)
	cmd.Stdin = bytes.NewReader(src)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	var got any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s\n%s", diff, src)
	}
}
