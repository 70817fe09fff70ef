package constants

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// runner is a program in a folder.
type runner struct {
	*Program
	t   *testing.T
	dir string
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	return &runner{NewProgram(), t, oracle.Folder(t, "constants-"+t.Name())}
}

// add adds a package. The header of its files tells gofumpt and staticcheck to look
// away, and is left out.
func (r *runner) add(name string, s *spec.Spec, files []gen.File) {
	for i, f := range files {
		_, src, ok := bytes.Cut(f.Content, []byte(". DO NOT EDIT.\n"))
		if !ok {
			r.t.Errorf("%s of %s has no header", f.Path, name)
		}
		files[i].Content = bytes.TrimLeft(src, "\n")
	}
	for _, text := range r.Add(name, s, deploy.New(s), files) {
		r.t.Errorf("%s: %s", name, text)
	}
}

// run runs the program, and returns by label what is not as the model has it.
func (r *runner) run() map[string]string {
	for name, content := range r.Files() {
		write(r.t, filepath.Join(r.dir, filepath.FromSlash(name)), content)
	}
	all, err := r.Compare(r.command("go", "run", "."))
	if err != nil {
		r.t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range all {
		out[d[0]] = d[1]
	}
	return out
}

// judge asks the tools that a reviewer would ask, and runs examples.
func (r *runner) judge() {
	r.command("go", "vet", "./...")
	// Each package would be a program to link; vet has compiled all of them.
	r.command("go", "test", "./absent/...", "./builtin/...", "./collisions/...", "./each/...", "./placeholders/...")
	if out := r.command(oracle.Tool(r.t, "gofumpt"), append([]string{"-l"}, r.packages...)...); len(out) > 0 {
		r.t.Errorf("gofumpt would change\n%s", out)
	}
	if out := r.command(oracle.Tool(r.t, "staticcheck"), "-checks=all,-ST1000", "./..."); len(out) > 0 {
		r.t.Errorf("staticcheck finds\n%s", out)
	}
}

// command runs a program in the module and returns what it prints. A program
// that fails is an error.
func (r *runner) command(name string, args ...string) []byte {
	r.t.Helper()
	r.t.Logf("%s %s", filepath.Base(name), strings.Join(args, " "))
	cmd := exec.Command(name, args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		r.t.Errorf("%s %s: %v\n%.2000s%s", filepath.Base(name), strings.Join(args, " "), err, out, &stderr)
	}
	return out
}
