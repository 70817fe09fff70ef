package facts_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/iamtest"
)

// TestSnapshots holds each snapshot against moto's copy, or that of newer.json.
func TestSnapshots(t *testing.T) {
	t.Parallel()
	all := iamtest.ManagedPolicies(t)
	src, err := os.ReadFile("data/newer.json")
	if err != nil {
		t.Fatal(err)
	}
	var newer struct {
		Policies []struct {
			Name, Path string
			Document   json.RawMessage
		}
	}
	if err := json.Unmarshal(src, &newer); err != nil {
		t.Fatal(err)
	}
	for _, p := range newer.Policies {
		all[p.Name] = iamtest.Policy{Path: p.Path, Document: p.Document}
	}
	found := 0
	for name, p := range all {
		s, ok := facts.FindSnapshot(name)
		if about := strings.Contains(name, "EMR") || strings.Contains(name, "ElasticMapReduce") || slices.Contains(often, name); ok != about {
			t.Errorf("%s has a snapshot: %t", name, ok)
		}
		if !ok {
			continue
		}
		found++
		want, err := iam.Parse(p.Document)
		if err != nil {
			t.Fatal(err)
		}
		if diff := iam.Diff(want, s.Document()); diff != "" {
			t.Errorf("%s (-moto +snapshot):\n%s", name, diff)
		}
		if _, ok := facts.PolicyVersion(s.Version); !ok || !regexp.MustCompile(`^20\d\d-\d\d-\d\d$`).MatchString(s.Date) || s.Path != p.Path {
			t.Errorf("%s: version %q, date %q, path %q", name, s.Version, s.Date, s.Path)
		}
	}
	known := 0
	for _, name := range facts.ManagedPolicyNames() {
		if _, ok := facts.FindSnapshot(name); ok {
			known++
		}
	}
	if found < 25 || known != found {
		t.Errorf("%d snapshots compared, %d known", found, known)
	}
}

// often are the policies that are not about EMR and that roles of it, and their
// boundaries, often are given.
var often = []string{
	"AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "ViewOnlyAccess",
	"AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy", "AmazonS3ReadOnlyAccess", "AmazonS3FullAccess",
	"AWSGlueConsoleFullAccess", "AWSGlueServiceRole",
}

func TestFindSnapshot(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"AmazonEMRServicePolicy_v2", "service-role/AmazonEMRServicePolicy_v2", "arn:aws-cn:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2"} {
		if s, ok := facts.FindSnapshot(text); !ok || s.Name != "AmazonEMRServicePolicy_v2" {
			t.Errorf("%q is the snapshot %+v", text, s.ManagedPolicy)
		}
	}
	for _, text := range []string{"", "IAMFullAccess", "AmazonEMRServicePolicy", "other/AmazonEMRServicePolicy_v2"} {
		if s, ok := facts.FindSnapshot(text); ok {
			t.Errorf("%q is the snapshot %+v", text, s.ManagedPolicy)
		}
	}
}

func TestPolicyVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"v1": 1, "v10": 10, "v0": 0, "v01": 0, "1": 0, "v": 0, "": 0, "v-1": 0, "v+1": 0, "V1": 0, "v1.2": 0} {
		n, ok := facts.PolicyVersion(text)
		if ok != (want > 0) || ok && n != want {
			t.Errorf("PolicyVersion(%q) = %d, %t", text, n, ok)
		}
	}
}
