package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDependencies compares what the command links, and what go.mod requires,
// with a checked-in list, so that a new dependency is seen in review.
// UPDATE=1 rewrites the list.
func TestDependencies(t *testing.T) {
	t.Parallel()
	const file = "testdata/deps.txt"
	linked := linkedModules(t)
	for _, m := range linked {
		if strings.Contains(m, "awscdk") || strings.Contains(m, "jsii") {
			t.Errorf("the command links %s, which makes it slow to install", m)
		}
	}
	got := "# Modules that the command is made of.\n" + strings.Join(linked, "\n") +
		"\n\n# Modules that go.mod requires.\n" + strings.Join(requiredModules(t), "\n") + "\n"
	want, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("dependencies (-want +got):\n%s\nUPDATE=1 rewrites the list; say in the commit why", diff)
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// linkedModules are the modules whose packages the command links on Linux.
func linkedModules(t *testing.T) []string {
	const format = `{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}`
	lines := strings.Split(goCommand(t, "list", "-deps", "-f", format, "."), "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	slices.Sort(lines)
	return slices.Compact(lines)
}

func requiredModules(t *testing.T) []string {
	var mod struct {
		Require []struct{ Path, Version string }
		Replace []struct{ Old, New struct{ Path string } }
	}
	if err := json.Unmarshal([]byte(goCommand(t, "mod", "edit", "-json")), &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Replace {
		t.Errorf("go.mod replaces %s, so that nobody can install the command by its version", r.Old.Path)
	}
	var out []string
	for _, r := range mod.Require {
		out = append(out, fmt.Sprint(r.Path, " ", r.Version))
	}
	slices.Sort(out)
	return out
}

// goCommand runs go in this folder and returns what it prints.
func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short runs no go")
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out)
}
