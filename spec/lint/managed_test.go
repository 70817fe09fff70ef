package lint_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/lint"
)

// managedPolicies are the policies that AWS manages, as moto carries them:
// name → document.
func managedPolicies(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	const script = `
import json
from moto.iam.aws_managed_policies import aws_managed_policies_data as data
print(json.dumps({name: p["Document"] for name, p in json.loads(data).items()}))`
	out, err := exec.Command("python3", "-c", script).Output()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("python3 with moto is not there: %v", err)
		}
		t.Skipf("python3 with moto is not there: %v", err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// dropped are the codes of errors that say that AWS has no such thing. AWS's
// policies keep what AWS drops.
var dropped = []string{"unknown-action", "unknown-prefix"}

// TestManagedPolicies wants no error in a policy of AWS's own, which IAM took
// after all, other than for what AWS has dropped since.
func TestManagedPolicies(t *testing.T) {
	t.Parallel()
	all := managedPolicies(t)
	if len(all) < 1000 {
		t.Errorf("%d policies, want at least 1000", len(all))
	}
	var mutex sync.Mutex
	counts, policies := map[string]int{}, map[string]map[string]bool{}
	names := slices.Sorted(maps.Keys(all))
	for chunk := range slices.Chunk(names, len(names)/4+1) {
		t.Run(chunk[0], func(t *testing.T) {
			t.Parallel()
			for _, name := range chunk {
				for _, f := range documentFindings(name, all[name]) {
					if f.Severity == diag.Error && !slices.Contains(dropped, f.Code) {
						t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
					}
					mutex.Lock()
					counts[f.Code]++
					if policies[f.Code] == nil {
						policies[f.Code] = map[string]bool{}
					}
					policies[f.Code][name] = true
					mutex.Unlock()
				}
			}
		})
	}
	t.Cleanup(func() {
		t.Logf("%d policies", len(all))
		for _, code := range slices.Sorted(maps.Keys(counts)) {
			r, _ := spec.FindRule(code)
			t.Logf("%5d findings in %4d policies: %s (%s)", counts[code], len(policies[code]), code, r.Severity)
			if slices.Contains(dropped, code) {
				t.Logf("      in %s", strings.Join(slices.Sorted(maps.Keys(policies[code])), ", "))
			}
		}
	})
}

// TestManagedPrincipals wants no typo among the services that AWS's policies
// name.
func TestManagedPrincipals(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, text := range managedPolicies(t) {
		for _, name := range regexp.MustCompile(`"[a-z0-9.-]+\.amazonaws\.com"`).FindAllString(string(text), -1) {
			names[name] = true
		}
	}
	if len(names) < 100 {
		t.Errorf("%d names, want at least 100", len(names))
	}
	trust := fmt.Sprintf(`{"Statement": {"Effect": "Allow", "Principal": {"Service": [%s]}, "Action": "sts:AssumeRole"}}`,
		strings.Join(slices.Sorted(maps.Keys(names)), ",\n"))
	s, l := spec.LoadDocument("trust.json", []byte(trust), spec.Trust)
	lint.Check(s, l)
	for _, f := range l.Findings() {
		if f.Code == "unknown-principal" || f.Code == "bad-principal" {
			t.Errorf("%s", f.Message)
		}
	}
}

func documentFindings(name string, text []byte) []diag.Finding {
	s, l := spec.LoadDocument(name+".json", text, spec.Identity)
	if s != nil {
		lint.Check(s, l)
	}
	return l.Findings()
}
