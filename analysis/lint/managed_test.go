package lint_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/iam/iamtest"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// managedPolicies are the documents of the policies that AWS manages, by name.
func managedPolicies(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	out := map[string]json.RawMessage{}
	for name, p := range iamtest.ManagedPolicies(t) {
		out[name] = p.Document
	}
	return out
}

// quoted is the first quotation in a message: for an unknown action, that.
var quoted = regexp.MustCompile(`"([^"]*)"`)

// TestManagedPolicies wants no error in a policy of AWS's own, which IAM took
// after all, other than for what AWS has dropped since; and wants each entry of
// that table needed.
func TestManagedPolicies(t *testing.T) {
	t.Parallel()
	all := managedPolicies(t)
	if len(all) < 1000 {
		t.Errorf("%d policies, want at least 1000", len(all))
	}
	found := tally{}
	var running sync.WaitGroup
	var mutex sync.Mutex
	for name, text := range all {
		running.Go(func() {
			findings := documentFindings(name, text)
			mutex.Lock()
			defer mutex.Unlock()
			for _, f := range findings {
				found.add(f.Code, name)
				unlisted := f.Code == "unlisted-action" || f.Code == "unlisted-service"
				if f.Severity != diag.Error && !unlisted {
					continue
				}
				entry := ""
				if m := quoted.FindStringSubmatch(f.Message); m != nil && (unlisted || f.Code == "unknown-action" || f.Code == "unknown-prefix") {
					entry = droppedName(m[1])
				}
				if entry == "" {
					entry = mistakeOfAWS(name, f)
				}
				if entry == "" && f.Severity == diag.Error {
					t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
				}
				found.add(entry, name)
			}
		})
	}
	running.Wait()
	t.Logf("%d policies", len(all))
	for _, r := range rules.All {
		found.log(t, r.Code, r.Severity.String())
	}
	for _, m := range mistakesByAWS {
		for _, name := range strings.Fields(m.policies) {
			if found[m.code+" "+name] == nil {
				t.Errorf("%s has no %s any more; take it out of the table", name, m.code)
			}
		}
	}
	t.Log("what AWS has dropped:")
	for _, d := range droppedByAWS {
		for _, name := range strings.Fields(d.names) {
			if found[name] == nil {
				t.Errorf("no policy of AWS's names %s any more; take it out of the table", name)
			}
			found.log(t, name, d.why)
		}
	}
}

// mistakesByAWS are errors in AWS's own policies that are mistakes of theirs: IAM took
// the policies, and the statements have no effect on what they name. Each was read.
var mistakesByAWS = []struct{ policies, code, text, why string }{
	{
		"AmazonBedrockFullAccess AmazonBedrockLimitedAccess AWSRefactoringToolkitFullAccess", "missing-account", ":kms:",
		"every key is in an account; arn:*:kms:*:::* has a colon too many",
	},
	{
		"AmazonSageMakerHyperPodInferenceAccess", "unknown-resource", `"arn:aws:sagemaker:*:*:endpointconfig/*"`,
		"ARNs of endpoint configurations have endpoint-config/",
	},
	{
		"AmazonSageMakerQuickSightVPCPolicy", "unknown-resource", `"arn:aws:quicksight:*:*:vpcconnection/*"`,
		"ARNs of VPC connections have vpcConnection/",
	},
	{
		"AmazonSageMakerFullAccess AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary", "unknown-resource", `"arn:aws:states:*:*:statemachine:*sagemaker*"`,
		"ARNs of state machines have stateMachine:",
	},
	{
		"AppIntegrationsServiceLinkedRolePolicy", "unknown-resource", `"arn:aws:appflow:*:*:connector-profile/*"`,
		"ARNs of connector profiles have connectorprofile/",
	},
	{
		"AWSAuditManagerAdministratorAccess AWSAuditManagerServiceRolePolicy CloudTrailEventContext SageMakerStudioProjectProvisioningRolePolicy", "missing-set-operator", "events:detail-type",
		"AWS's service reference says that the key has several values; the policies compare it as one",
	},
}

// mistakeOfAWS is the entry of mistakesByAWS for a finding, or "".
func mistakeOfAWS(policy string, f diag.Finding) string {
	for _, m := range mistakesByAWS {
		if f.Code == m.code && strings.Contains(f.Message, m.text) && slices.Contains(strings.Fields(m.policies), policy) {
			return m.code + " " + policy
		}
	}
	return ""
}

// tally counts findings: of a code, or of something dropped, by policy.
type tally map[string]map[string]int

func (c tally) add(what, policy string) {
	if c[what] == nil {
		c[what] = map[string]int{}
	}
	c[what][policy]++
}

func (c tally) log(t *testing.T, what, more string) {
	t.Helper()
	n := 0
	for _, inPolicy := range c[what] {
		n += inPolicy
	}
	if n > 0 {
		t.Logf("%5d findings in %4d policies: %s (%s)", n, len(c[what]), what, more)
	}
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
	s, l := compile.LoadDocument("trust.json", []byte(trust), compile.Trust)
	lint.Check(s, l)
	for _, f := range l.Findings() {
		if f.Code == "unknown-principal" || f.Code == "bad-principal" {
			t.Errorf("%s", f.Message)
		}
	}
}

func documentFindings(name string, text []byte) []diag.Finding {
	s, l := compile.LoadDocument(name+".json", text, compile.Identity)
	if s != nil {
		lint.Check(s, l)
	}
	return l.Findings()
}
