//go:build unix

package targets_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emriam/emriam/spec"
)

// BenchmarkProcess measures the command as a whole process. Beside each run, cp -r copies
// what it generated, so that the two share what else the machine does; "x-cp" is how many
// times the processor time of cp it takes, and "wall-x-cp" the same of elapsed time.
//
// The system counts the memory of the process that starts another one as used by it, so
// this runs before the stages, which need more.
func BenchmarkProcess(b *testing.B) {
	emriam := build(b)
	for _, w := range workloads() {
		file := filepath.Join(b.TempDir(), "emriam.yaml")
		save(b, file, w.src)
		changed := filepath.Join(filepath.Dir(file), "changed.yaml")
		save(b, changed, edited(w.src))
		full := filepath.Join(b.TempDir(), "out")
		start(b, emriam, "generate", "-q", file, "-o", full)

		run := func(name string, before func() string, args ...string) {
			b.Run(name+"/"+w.name, func(b *testing.B) {
				var own, cp usage
				for b.Loop() {
					b.StopTimer()
					dir := before()
					copied := filepath.Join(b.TempDir(), "copy")
					cp.add(start(b, "cp", "-r", full, copied))
					b.StartTimer()
					own.add(start(b, emriam, append(args, "-o", dir)...))
				}
				own.report(b)
				own.compare(b, cp)
				b.ReportMetric(float64(count(b, full)), "files")
			})
		}
		fresh := func() string { return filepath.Join(b.TempDir(), "out") }
		there := func() string { return full }
		run("generate", fresh, "generate", "-q", file)
		run("nothing", there, "generate", "-q", file)
		run("check", there, "generate", "-q", "--check", file)
		if !bytes.Equal(w.src, edited(w.src)) {
			run("edited", func() string {
				dir := fresh()
				start(b, "cp", "-r", full, dir)
				return dir
			}, "generate", "-q", changed)
		}
		b.Run("validate/"+w.name, func(b *testing.B) {
			var own usage
			for b.Loop() {
				own.add(start(b, emriam, "validate", file))
			}
			own.report(b)
		})
	}
	b.Run("prove/built-in", func(b *testing.B) {
		dir := filepath.Join(b.TempDir(), "out")
		start(b, emriam, "generate", "built-in", "-o", dir)
		var own usage
		for b.Loop() {
			own.add(start(b, emriam, "generate", "built-in", "--prove", "-o", dir))
		}
		own.report(b)
		s, _ := load(b, workload{"built-in", spec.BuiltIn})
		b.ReportMetric(own.cpu.Seconds()*1000/float64(own.runs)/float64(len(s.Roles)+len(s.Policies)), "cpu-ms/role")
	})
}

// edited is a workload with the text of one role changed, if it has a role of its own.
func edited(src []byte) []byte {
	return bytes.Replace(src, []byte("/team-2/*"), []byte("/team-two/*"), 1)
}

// sizes are the numbers of roles of workloads.
func sizes() []int {
	if testing.Short() {
		return []int{10}
	}
	return []int{10, 100, 1000}
}

// BenchmarkPeers measures how long emriam and others take for the CloudFormation template
// of the same roles. What others generate is shorter.
func BenchmarkPeers(b *testing.B) {
	emriam := build(b)
	for _, n := range sizes() {
		file := filepath.Join(b.TempDir(), "emriam.yaml")
		save(b, file, madeUp(n))
		b.Run(fmt.Sprintf("emriam/roles=%d", n), func(b *testing.B) {
			var own usage
			for b.Loop() {
				own.add(start(b, emriam, "generate", "-q", "--target", "cloudformation", file, "-o", b.TempDir()))
			}
			own.report(b)
		})
		for _, command := range [][]string{
			{"cue", "export", "-t", "n=" + strconv.Itoa(n), "-e", "template", "testdata/peers/roles.cue"},
			{"jsonnet", "--tla-code", "n=" + strconv.Itoa(n), "testdata/peers/roles.jsonnet"},
		} {
			b.Run(fmt.Sprintf("%s/roles=%d", command[0], n), func(b *testing.B) {
				if _, err := exec.LookPath(command[0]); err != nil {
					b.Skip(command[0] + " is not installed; go install brings it")
				}
				var own usage
				for b.Loop() {
					own.add(start(b, command[0], command[1:]...))
				}
				own.report(b)
			})
		}
	}
}

// BenchmarkBuild measures go build of a generated Go package that has changed. What it
// imports is built before.
func BenchmarkBuild(b *testing.B) {
	for _, n := range sizes() {
		dir := b.TempDir()
		for _, name := range []string{"go.mod", "go.sum"} {
			content, err := os.ReadFile("../../" + name)
			if err != nil {
				b.Fatal(err)
			}
			save(b, filepath.Join(dir, name), content)
		}
		_, files := compileWorkload(b, workload{"", madeUp(n)})
		for _, f := range files {
			if strings.HasSuffix(f.Path, ".go") {
				save(b, filepath.Join(dir, f.Path), f.Content)
			}
		}
		for _, pkg := range []string{"emrroles", "emrcdk"} {
			b.Run(fmt.Sprintf("%s/roles=%d", pkg, n), func(b *testing.B) {
				again := filepath.Join(dir, pkg, "again.go")
				start(b, "go", "build", "-C", dir, "./"+pkg)
				var own usage
				for b.Loop() {
					b.StopTimer()
					save(b, again, fmt.Appendf(nil, "package %s\n\n// %d\nconst again = %d\n", pkg, time.Now().UnixNano(), own.runs))
					b.StartTimer()
					own.add(start(b, "go", "build", "-C", dir, "./"+pkg))
				}
				own.report(b)
			})
		}
	}
}

func build(b *testing.B) string {
	emriam := filepath.Join(b.TempDir(), "emriam")
	start(b, "go", "build", "-o", emriam, "../../cmd/emriam")
	return emriam
}

func save(b *testing.B, file string, content []byte) {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		b.Fatal(err)
	}
}

// count is how many files a folder has.
func count(b *testing.B, dir string) (n int) {
	err := fs.WalkDir(os.DirFS(dir), ".", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// ownTime is the processor time that this process has taken.
func ownTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// usage is what some runs took.
type usage struct {
	runs      int
	cpu, wall time.Duration
	memory    int64 // the most that one run had, in bytes
}

// start runs a process to its end.
func start(b *testing.B, name string, args ...string) usage {
	cmd := exec.Command(name, args...)
	var problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.Discard, &problems
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &problems)
	}
	u := usage{runs: 1, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: time.Since(begin)}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.memory = r.Maxrss << 10
	}
	return u
}

func (u *usage) add(o usage) {
	u.runs += o.runs
	u.cpu += o.cpu
	u.wall += o.wall
	u.memory = max(u.memory, o.memory)
}

func (u usage) report(b *testing.B) {
	b.ReportMetric(u.cpu.Seconds()*1000/float64(u.runs), "cpu-ms/op")
	if u.memory > 0 {
		b.ReportMetric(float64(u.memory)/1e6, "MB")
	}
}

func (u usage) compare(b *testing.B, cp usage) {
	b.ReportMetric(u.cpu.Seconds()/max(cp.cpu.Seconds(), 1e-6), "x-cp")
	b.ReportMetric(u.wall.Seconds()/cp.wall.Seconds(), "wall-x-cp")
}
