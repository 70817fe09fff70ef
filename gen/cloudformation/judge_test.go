package cloudformation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
)

// cfn-lint has nothing to say on any template, not even for information, but for what
// accepted names. It starts once: that takes longer than to read some templates.
func TestLint(t *testing.T) {
	t.Parallel()
	args := []string{"--include-checks", "I", "--format", "parseable", "--template"}
	dir := t.TempDir()
	write := func(kind string, specs []*spec.Spec) {
		for i, s := range specs {
			for _, stack := range s.Stacks {
				file := filepath.Join(dir, fmt.Sprintf("%s-%d-%s.yaml", kind, i, stack.Name))
				if err := os.WriteFile(file, cloudformation.Template(s, stack), 0o644); err != nil {
					t.Fatal(err)
				}
				args = append(args, file)
			}
		}
	}
	write("own", own(t))
	write("case", cases(t))
	t.Logf("cfn-lint reads %d templates", len(args)-5)
	cmd := exec.Command(oracle.Program(t, "cfn-lint"), args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if cmd.ProcessState == nil || stderr.Len() > 0 {
		t.Fatalf("cfn-lint: %v\n%s", err, &stderr)
	}
	found := 0
	for line := range strings.Lines(string(out)) {
		if accepted.MatchString(line) {
			found++
		} else {
			t.Error(line)
		}
	}
	if found == 0 {
		t.Errorf("cfn-lint does not report what is known: %v", err)
	}
}

// accepted are cfn-lint's findings about cases with a document of the old version, about
// actions of June 2026, which its list does not have, and about the service of EMR WAL,
// which it does not have either.
var accepted = regexp.MustCompile(`^[^:]*/(case-[^:]*:[0-9:]*W2511|own-\d+-emr-sessions\.yaml:[0-9:]*W3037|own-\d+-emr-role-boundary\.yaml:[0-9:]*W3037:'emrwal' is)\b`)

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
