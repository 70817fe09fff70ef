package constants

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/internal/judge"
	"github.com/emriam/emriam/iam"
)

const program = `package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
%s)

var out = json.NewEncoder(os.Stdout)

func printText(key, text string) { out.Encode(map[string]any{"key": key, "text": text, "present": true}) }

func printDocument(key string) func(fmt.Stringer, bool) {
	return func(d fmt.Stringer, present bool) {
		out.Encode(map[string]any{"key": key, "text": d.String(), "present": present})
	}
}

func printPanic(key string, f func()) {
	defer func() { printText(key, fmt.Sprint(recover())) }()
	f()
}

func always(d fmt.Stringer) (fmt.Stringer, bool) { return d, true }

%sfunc main() {
	_ = strings.Join
%s}
`

// call adds a statement to the program.
func (r *runner) call(format string, args ...any) {
	r.calls = append(r.calls, fmt.Sprintf(format, args...))
}

func (r *runner) writeProgram() {
	var imports strings.Builder
	for _, name := range r.packages() {
		fmt.Fprintf(&imports, "\t%s \"generated/%s/emrroles\"\n", name, name)
	}
	// One function of them all would take the compiler minutes.
	var functions, all strings.Builder
	i := 0
	for calls := range slices.Chunk(r.calls, 50) {
		fmt.Fprintf(&functions, "func calls%d() {\n\t%s\n}\n\n", i, strings.Join(calls, "\n\t"))
		fmt.Fprintf(&all, "\tcalls%d()\n", i)
		i++
	}
	write(r.t, filepath.Join(r.dir, "main.go"), fmt.Appendf(nil, program, &imports, &functions, &all))
	write(r.t, filepath.Join(r.dir, "go.mod"), []byte("module generated\n\ngo 1.25\n"))
}

// packages are the folders of the module.
func (r *runner) packages() []string {
	dirs, err := filepath.Glob(filepath.Join(r.dir, "*", "emrroles"))
	if err != nil || len(dirs) == 0 {
		r.t.Fatalf("no packages: %v", err)
	}
	for i, dir := range dirs {
		dirs[i] = filepath.Base(filepath.Dir(dir))
	}
	return dirs
}

func (r *runner) compare() {
	type line struct {
		Key, Text string
		Present   bool
	}
	seen := 0
	dec := json.NewDecoder(bytes.NewReader(r.command("go", "run", ".")))
	for dec.More() {
		var l line
		if err := dec.Decode(&l); err != nil {
			r.t.Fatal(err)
		}
		seen++
		if want, ok := r.want[l.Key]; ok {
			if l.Text != want {
				r.differs(l.Key, "is %q, want %q", l.Text, want)
			}
			continue
		}
		r.compareDocument(l.Key, l.Text, l.Present)
	}
	if want := len(r.want) + len(r.docs); seen != want {
		r.t.Errorf("%d results, want %d", seen, want)
	}
	r.t.Logf("%d texts and %d documents", len(r.want), len(r.docs))
}

func (r *runner) compareDocument(key, text string, present bool) {
	want := r.docs[key]
	if present != (want != nil) {
		r.differs(key, "is there: %t, want %t", present, want != nil)
	}
	if want == nil || !present {
		return
	}
	got, err := iam.Parse([]byte(text))
	if err != nil {
		r.differs(key, "cannot be read: %v in\n%s", err, text)
		return
	}
	if diff := iam.Diff(want, got); diff != "" {
		r.differs(key, "(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(sids(want), sids(got)); diff != "" {
		r.differs(key, "has other Sids (-want +got):\n%s", diff)
	}
}

func sids(d *iam.Document) []string {
	var out []string
	for _, st := range d.Statements {
		out = append(out, st.Sid)
	}
	return out
}

// judge asks the tools that a reviewer would ask, and runs examples.
func (r *runner) judge() {
	r.command("go", "vet", "./...")
	// Each package would be a program to link; vet has compiled all of them.
	r.command("go", "test", "./absent/...", "./builtin/...", "./collisions/...", "./each/...", "./holes/...")
	if out := r.command(judge.Tool(r.t, "gofumpt"), append([]string{"-l"}, r.packages()...)...); len(out) > 0 {
		r.t.Errorf("gofumpt would change\n%s", out)
	}
	if out := r.command(judge.Tool(r.t, "staticcheck"), "-checks=all,-ST1000", "./..."); len(out) > 0 {
		r.t.Errorf("staticcheck finds\n%s", out)
	}
}

// command runs a program in the module and returns what it prints. A program
// that fails is an error.
func (r *runner) command(name string, args ...string) []byte {
	cmd := exec.Command(name, args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		r.t.Errorf("%s %s: %v\n%.2000s%s", filepath.Base(name), strings.Join(args, " "), err, out, &stderr)
	}
	return out
}
