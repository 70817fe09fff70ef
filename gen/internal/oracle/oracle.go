// Package oracle finds and runs programs that no one here wrote, for tests that
// hold artefacts against them. Where one is not installed the test is skipped
// with a line that says so; with CI=true it fails. With -short each test that
// needs one is skipped. .ci/judges says in one line which are not installed.
package oracle

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Program is the path of a program.
func Program(t testing.TB, name string) string {
	t.Helper()
	leaveOut(t, name)
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name+" is not installed")
	}
	return path
}

// Tool is a command of the module of tools, which go builds.
func Tool(t testing.TB, name string) string {
	t.Helper()
	leaveOut(t, name)
	gomod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	tools := filepath.Join(filepath.Dir(strings.TrimSpace(string(gomod))), "tools", "go.mod")
	cmd := exec.Command("go", "tool", "-modfile="+tools, "-n", name)
	cmd.Stderr = os.Stderr // where go says what it downloads
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go tool -n %s: %v", name, err)
	}
	return strings.TrimSpace(string(out))
}

// Python is the path of a Python that has a module.
func Python(t testing.TB, module string) string {
	t.Helper()
	python := Program(t, "python3")
	imports, _ := imported.LoadOrStore(module, sync.OnceValue(func() bool { return exec.Command(python, "-c", "import "+module).Run() == nil }))
	if !imports.(func() bool)() {
		missing(t, "python3 has no "+module)
	}
	return python
}

// imported says whether Python has a module. To import moto takes a second.
var imported sync.Map

// leaveOut skips a test that needs a program if it is to be a short one.
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

// Unlisted is the path of a program that no package registry has, and that CI
// therefore may lack as well: then the test is skipped, with where to get it.
func Unlisted(t testing.TB, name, url string) string {
	t.Helper()
	leaveOut(t, name)
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: %s", name, url)
	}
	return path
}
