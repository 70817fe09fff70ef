// Package oracle finds and runs programs from elsewhere, with which tests check artefacts.
// If a program is not installed, the test is skipped with a line that names it; with
// CI=true it fails. -short skips every test that needs a program. .ci/judges lists the
// programs that are not installed.
package oracle

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Program returns the path of a program.
func Program(t testing.TB, name string) string {
	t.Helper()
	leaveOut(t, name)
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name+" is not installed")
	}
	return path
}

// Tool returns the path of a command of the tools module, which go builds.
func Tool(t testing.TB, name string) string {
	t.Helper()
	leaveOut(t, name)
	gomod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	tools := filepath.Join(filepath.Dir(strings.TrimSpace(string(gomod))), "tools", "go.mod")
	cmd := exec.Command("go", "tool", "-modfile="+tools, "-n", name)
	cmd.Stderr = os.Stderr // go reports downloads there
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go tool -n %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

// Python returns the path of a Python that has a module.
func Python(t testing.TB, module string) string {
	t.Helper()
	python := Program(t, "python3")
	imports, _ := imported.LoadOrStore(module, sync.OnceValue(func() bool { return exec.Command(python, "-c", "import "+module).Run() == nil }))
	if !imports.(func() bool)() {
		missing(t, "python3 has no "+module)
	}
	return python
}

// imported caches whether Python has a module; importing moto takes a second.
var imported sync.Map

// leaveOut skips a test that needs a program if tests are short.
func leaveOut(t testing.TB, name string) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short runs no " + name)
	}
}

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// Unlisted returns the path of a program that no package registry has. If it is missing,
// the test is skipped in CI too, with a line that states where to get it.
func Unlisted(t testing.TB, name, url string) string {
	t.Helper()
	leaveOut(t, name)
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: %s", name, url)
	}
	return path
}
