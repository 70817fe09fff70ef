package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/emriam/emriam/internal/oracle"
)

// TestDownstream is a repo of a user's: go generate runs the command there,
// what it writes compiles and passes its own examples, and --check sees one
// changed byte. An app that deploys the constructs is compiled; to run it is for
// the tests of the constructs themselves.
func TestDownstream(t *testing.T) {
	t.Parallel()
	d := newDownstream(t)
	d.run("go", "build", "./...")
	d.run("go", "vet", "./gen/emrcdk")
	d.run("go", "test", "./use", "./gen/emrroles")
	d.run("env", "JSII_NODE=/no/node", "go", "test", "./gen/emrcdk") // whose examples start nothing
	d.run("go", "tool", "emriam", "generate", "-f", "roles.yaml", "-o", "gen", "--check")

	d.flip("gen/emrroles/names.go")
	out, err := d.try("go", "tool", "emriam", "generate", "-f", "roles.yaml", "-o", "gen", "--check")
	if err == nil || !strings.Contains(out, "gen/emrroles/names.go is stale") {
		t.Errorf("--check after one byte was changed: %v\n%s", err, out)
	}
	d.run("go", "generate", ".")
	d.run("go", "tool", "emriam", "generate", "-f", "roles.yaml", "-o", "gen", "--check")
}

// downstream is a repo in a folder of its own, with this checkout in place of a
// released emriam, after its first go generate.
type downstream struct {
	t   *testing.T
	dir string
}

func newDownstream(t *testing.T) downstream {
	t.Helper()
	oracle.Program(t, "go")
	d := downstream{t, oracle.Folder(t, "downstream")}
	archive, err := txtar.ParseFile("testdata/downstream.txtar")
	if err != nil {
		t.Fatal(err)
	}
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	// All checksums are present. Modules that are not in the cache come from the
	// module proxy.
	sums, err := os.ReadFile(filepath.Join(checkout, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	archive.Files = append(archive.Files, txtar.File{Name: "go.sum", Data: sums})
	d.write(archive.Files, func(name string) bool { return !strings.HasPrefix(name, "use/") })
	d.run("go", "mod", "edit", "-replace", "github.com/emriam/emriam="+checkout)
	// go get queries whether cmd/emriam is a module, which must not reach the
	// proxy. It also reads the go.mod files of modules that are not compiled here
	// and may be missing.
	downstream{t, checkout}.run("env", "GOFLAGS=-mod=readonly", "go", "mod", "graph")
	d.run("env", "GOPROXY=off", "go", "get", "-tool", "github.com/emriam/emriam/cmd/emriam")
	d.run("go", "generate", "./...")
	d.write(archive.Files, func(name string) bool { return strings.HasPrefix(name, "use/") })
	return d
}

func (d downstream) write(files []txtar.File, which func(name string) bool) {
	d.t.Helper()
	files = slices.DeleteFunc(slices.Clone(files), func(f txtar.File) bool { return !which(f.Name) })
	if err := txtar.Write(&txtar.Archive{Files: files}, d.dir); err != nil {
		d.t.Fatal(err)
	}
}

func (d downstream) run(name string, args ...string) {
	d.t.Helper()
	if out, err := d.try(name, args...); err != nil {
		d.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

func (d downstream) try(name string, args ...string) (string, error) {
	d.t.Logf("%s %s", name, strings.Join(args, " "))
	cmd := exec.Command(name, args...)
	cmd.Dir = d.dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOSUMDB=off")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// flip changes one byte of a file, a letter in its first comment.
func (d downstream) flip(name string) {
	d.t.Helper()
	name = filepath.Join(d.dir, name)
	content, err := os.ReadFile(name)
	if err != nil {
		d.t.Fatal(err)
	}
	content[len("// C")]++
	if err := os.WriteFile(name, content, 0o644); err != nil {
		d.t.Fatal(err)
	}
}
