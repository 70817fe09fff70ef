package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/internal/table"
	"github.com/google/go-cmp/cmp"
)

// small is a package of one service.
func small() files {
	return files{
		"package.json":                     []byte(`{"updatedAt": "2026-09-26T04:46:59.905Z"}`),
		"LICENSE.txt":                      []byte("the licence\n"),
		"data/services.json":               []byte(`["tiny"]`),
		"data/serviceNames.json":           []byte(`{"tiny": "Tiny Service"}`),
		"data/unassociatedConditions.json": []byte(`{"other": ["tiny", "tiny2"]}`),
		"data/conditionKeys/tiny.json": []byte(`{
			"b": {"key": "tiny:B", "type": "ArrayOfString"},
			"a": {"key": "aws:RequestTag/${TagKey}", "type": "String"}}`),
		"data/resourceTypes/tiny.json": []byte(`{
			"two": {"key": "two", "arn": "arn:a, arn:b", "conditionKeys": ["tiny:B"]},
			"one": {"key": "one", "arn": "arn:c"}}`),
		"data/actions/tiny.json": []byte(`{
			"run": {"name": "Run", "accessLevel": "Permissions management, Write", "conditionKeys": ["tiny:Loose"],
				"resourceTypes": [
					{"name": "two", "required": true, "conditionKeys": ["tiny:B", "aws:RequestTag/${TagKey}"]},
					{"name": "one", "dependentActions": ["x:Y"]}],
				"dependentActions": ["x:Y", "a:B"]},
			"be": {"name": "be", "accessLevel": "List"}}`),
	}
}

const noOverlay = `{}`

func TestMakeServices(t *testing.T) {
	t.Parallel()
	out, err := makeServices(small(), []byte(noOverlay))
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.Open(string(out.table))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"Tiny Service",
		"K\taws:RequestTag/${TagKey}\tS",
		"K\ttiny:B\tSS",
		"K\ttiny:Loose\t",
		"R\tone\tarn:c\t",
		"R\ttwo\tarn:a arn:b\t1",
		"A\tbe\tL\t\t\t",
		"A\tRun\tP\t2\t1!:1,0 0\ta:B x:Y",
		"",
	}, "\n")
	text, _ := got.Text("tiny")
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("tiny (-want +got):\n%s", diff)
	}
	keys, _ := got.Text("/keys")
	if diff := cmp.Diff("other\ttiny tiny2\n", keys); diff != "" {
		t.Errorf("/keys (-want +got):\n%s", diff)
	}
	m := manifest{
		Package: npmPackage, Version: npmVersion, DataDate: "2026-09-26", Licence: "MIT",
		Services: 1, Actions: 2, ResourceTypes: 2, ConditionKeys: 3,
		OverlaySum: sum([]byte(noOverlay)), TableSum: sum(out.table),
	}
	if diff := cmp.Diff(m, out.manifest); diff != "" {
		t.Errorf("manifest (-want +got):\n%s", diff)
	}
	if !strings.Contains(out.notice, "the licence") {
		t.Errorf("the notice lacks the licence: %s", out.notice)
	}
}

// TestSurprises are changes of the package that must not pass unseen.
func TestSurprises(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, old, new, want string }{
		{"access", "data/actions/tiny.json", `"List"`, `"Peek"`, `tiny: be: access level "Peek"`},
		{"key type", "data/conditionKeys/tiny.json", `"ArrayOfString"`, `"Tree"`, `tiny: key tiny:B is of the type "Tree"`},
		{"resource", "data/actions/tiny.json", `"one"`, `"nine"`, `tiny: Run: resource type "nine"`},
		{"tab", "data/resourceTypes/tiny.json", `"arn:c"`, `"arn:\tc"`, `tiny: a tab or line end in "arn:\tc"`},
		{"file", "data/services.json", `["tiny"]`, `["tiny", "none"]`, `the package has no data/actions/none.json`},
	}
	for _, tt := range tests {
		pkg := small()
		pkg[tt.file] = []byte(strings.Replace(string(pkg[tt.file]), tt.old, tt.new, 1))
		_, err := makeServices(pkg, []byte(noOverlay))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	tests := []struct{ overlay, want string }{
		{`{"services": [{"prefix": "tiny"}]}`, "overlay.json: the package has the service tiny by now"},
		{`{"dependentActions": [{"action": "tiny:Run", "needs": ["a:C"]}]}`, "overlay.json: the package knows by now what tiny:Run depends on"},
		{`{"dependentActions": [{"action": "tiny:Go"}]}`, `overlay.json: no action "tiny:Go"`},
		{`{"dependentActions": [{"action": "none:Go"}]}`, `overlay.json: no service "none"`},
		{`{"actions": [{"action": "tiny:run", "access": "Read"}]}`, "overlay.json: the package has the action tiny:run by now"},
		{`{"actions": [{"action": "none:Go", "access": "Read"}]}`, `overlay.json: no service "none"`},
		{`{"actions": [{"action": "tiny:Go", "access": "Read", "resourceTypes": ["nine"]}]}`, `tiny: Go: resource type "nine"`},
		{`{"conditionKeys": [{"action": "tiny:Go", "keys": ["tiny:B"]}]}`, `overlay.json: no action "tiny:Go"`},
		{`{"conditionKeys": [{"action": "tiny:Run", "keys": ["tiny:B"]}]}`, "overlay.json: the package knows by now that tiny:Run takes tiny:B"},
		{`{"typo": 1}`, `overlay.json: json: unknown field "typo"`},
	}
	for _, tt := range tests {
		_, err := makeServices(small(), []byte(tt.overlay))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.overlay, err, tt.want)
		}
	}
	out, err := makeServices(small(), []byte(`{"services": [{"prefix": "more", "name": "More", "source": "page",
		"actions": [{"name": "Do", "access": "Read"}]}],
		"actions": [{"action": "tiny:Copy", "access": "Write", "resourceTypes": ["one"]}],
		"dependentActions": [{"action": "tiny:be", "needs": ["a:C"]}],
		"conditionKeys": [{"action": "tiny:be", "keys": ["tiny:B"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := table.Open(string(out.table))
	more, _ := got.Text("more")
	tiny, _ := got.Text("tiny")
	if more != "More\tpage\nA\tDo\tR\t\t\t\n" || !strings.Contains(tiny, "A\tbe\tL\t1\t\ta:C\nA\tCopy\tW\t\t0\t\n") {
		t.Errorf("the overlay is not in the table:\n%s%s", more, tiny)
	}
}

// TestPoliciesAreFresh makes the tables of policies again, where the Python
// package of the pinned version is installed. The table of services is not
// made again: that takes a registry.
func TestPoliciesAreFresh(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short runs no python3")
	}
	if exec.Command("python3", "-c", "import moto").Run() != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("moto is not installed for python3")
		}
		t.Skip("moto is not installed for python3")
	}
	p, err := readPolicies()
	if err != nil && strings.Contains(err.Error(), "is version") {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	overlaySrc, err := os.ReadFile("../data/overlay.json")
	if err != nil {
		t.Fatal(err)
	}
	names, err := makePolicies(p, overlaySrc)
	if err != nil {
		t.Fatal(err)
	}
	newerSrc, err := os.ReadFile("../data/newer.json")
	if err != nil {
		t.Fatal(err)
	}
	documents, err := makeSnapshots(p, newerSrc)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]*output{"policies": names, "snapshots": documents}
	switch all, err := readRegions(); {
	case err != nil && strings.Contains(err.Error(), "is version"):
		t.Log(err) // moto asks for no certain version
	case err != nil:
		t.Fatal(err)
	default:
		if tables["regions"], err = makeRegions(all); err != nil {
			t.Fatal(err)
		}
	}
	for name, out := range tables {
		for ending, want := range out.files() {
			got, err := os.ReadFile("../data/" + name + ending)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(want) {
				t.Errorf("data/%s%s is stale; run go generate ./iam/facts", name, ending)
			}
		}
	}
}
