package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
	"github.com/google/go-cmp/cmp"
)

// emriam is a run of the command, not yet started.
func emriam(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &exec.Cmd{Path: self, Args: append([]string{"emriam"}, args...)}
}

// mustRun runs the command, which ends well.
func mustRun(t *testing.T, args ...string) {
	t.Helper()
	if out, err := emriam(t, args...).CombinedOutput(); err != nil {
		t.Fatalf("emriam %v: %v\n%s", args, err, out)
	}
}

// others are files of others in an output folder.
var others = map[string]string{"README.md": "somebody's", "policies/Job/notes.json": "{}", "emrroles/mine.go": "package emrroles\n", ".emriam-notes/new-0": "x"}

func putOthers(t *testing.T, dir string) {
	t.Helper()
	for name, content := range others {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(content), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

// contents maps each name below a folder to what is there.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			out[strings.TrimPrefix(name, dir)] = "a folder"
			return err
		}
		content, err := os.ReadFile(name)
		out[strings.TrimPrefix(name, dir)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Many concurrent runs write to one folder, each the files of one target. The
// result must equal that of one run.
func TestManyAtOnce(t *testing.T) {
	runs := 50
	if testing.Short() {
		runs = 12
	}
	dir := t.TempDir()
	putOthers(t, dir)
	file := "testdata/writer/one.yaml"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := compile.Load(file, text, templates.FS)
	var started []*exec.Cmd
	for i := range runs {
		target := s.Outputs[i%len(s.Outputs)].Target
		cmd := emriam(t, "generate", "-f", file, "-o", dir, "--target", target)
		cmd.Stderr = &bytes.Buffer{}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		started = append(started, cmd)
	}
	for _, cmd := range started {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %v\n%s", cmd.Args, err, cmd.Stderr)
		}
	}
	expectFresh(t, dir, file)
}

// Runs are killed at random moments, each with a different spec. The next run must
// remove everything that the killed run left.
func TestKilled(t *testing.T) {
	kills := 100
	if testing.Short() {
		kills = 20
	}
	specs := []string{"testdata/writer/one.yaml", "testdata/writer/other.yaml"}
	dir := t.TempDir()
	putOthers(t, dir)
	whole := time.Hour // what a run takes
	for i := range 4 {
		start := time.Now()
		mustRun(t, "generate", "-f", specs[i%2], "-o", dir)
		whole = min(whole, time.Since(start))
	}
	died, left := 0, 0
	for i := range kills {
		cmd := emriam(t, "generate", "-f", specs[(i+1)%2], "-o", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(whole + 1))
		_ = cmd.Process.Kill() // which may be over
		if cmd.Wait() != nil {
			died++
			whole += whole / 10
		} else {
			whole -= whole / 10 // the machine is less busy than it was, or sleeps longer
		}
		stages, err := filepath.Glob(filepath.Join(dir, ".emriam-????????"))
		if err != nil {
			t.Fatal(err)
		}
		left += len(stages)
		checkNames(t, dir, specs[i%2], stages)
	}
	t.Logf("%d of %d runs were killed, and %d stages were there afterwards", died, kills, left)
	if died == 0 {
		t.Error("no run was killed before it was over")
	}
	mustRun(t, "generate", "-f", specs[0], "-o", dir)
	expectFresh(t, dir, specs[0])
}

// checkNames expects generate --check to name the stages in a folder.
func checkNames(t *testing.T, dir, spec string, stages []string) {
	t.Helper()
	if len(stages) == 0 {
		return
	}
	out, err := emriam(t, "generate", "-f", spec, "-o", dir, "--check").Output()
	if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("--check with %v: %v", stages, err)
	}
	for _, stage := range stages {
		if want := fmt.Sprintln(stage, "was left by a run that was killed"); !strings.Contains(string(out), want) {
			t.Errorf("--check does not say %q but\n%s", want, out)
		}
	}
}

// expectFresh compares a folder with a new one that has the output of the same
// spec.
func expectFresh(t *testing.T, dir, spec string) {
	t.Helper()
	mustRun(t, "generate", "-f", spec, "-o", dir, "--check")
	fresh := t.TempDir()
	putOthers(t, fresh)
	mustRun(t, "generate", "-f", spec, "-o", fresh)
	if diff := cmp.Diff(contents(t, fresh), contents(t, dir)); diff != "" {
		t.Errorf("the folder (-fresh +got):\n%s", diff)
	}
}
