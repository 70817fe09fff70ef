package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestProcess holds what a whole run of validate costs against a Go program that
// does nothing. Processor time is what a busy machine changes least: the bound is
// a quarter above what a quiet one needs. The bound on the wall clock is 8, and
// BenchmarkProcess measures that.
func TestProcess(t *testing.T) {
	const most = 16
	p := newProcesses(t)
	t.Setenv("GOMAXPROCS", "2") // more of them spin while they wait for work
	var empty, validate []time.Duration
	for range 15 {
		_, cpu := p.run(t, p.empty)
		empty = append(empty, cpu)
		_, cpu = p.run(t, p.emriam, "validate")
		validate = append(validate, cpu)
	}
	ratio := float64(slices.Min(validate)) / float64(slices.Min(empty))
	t.Logf("validate takes %v of the processors, an empty program %v: %.1f times as much", slices.Min(validate), slices.Min(empty), ratio)
	if ratio > most {
		t.Errorf("validate takes %.1f times the processor time of an empty program, more than %d; see BenchmarkProcess", ratio, most)
	}
}

// BenchmarkProcess measures validate of the built-in spec as a whole process, and
// how many times an empty Go program that is, by the medians of runs that
// alternate.
func BenchmarkProcess(b *testing.B) {
	p := newProcesses(b)
	var empty, validate []time.Duration
	for b.Loop() {
		wall, _ := p.run(b, p.empty)
		empty = append(empty, wall)
		wall, _ = p.run(b, p.emriam, "validate")
		validate = append(validate, wall)
	}
	b.ReportMetric(float64(median(validate))/float64(median(empty)), "x-empty")
	b.ReportMetric(float64(median(validate).Microseconds())/1000, "ms-validate")
	b.ReportMetric(float64(median(empty).Microseconds())/1000, "ms-empty")
}

func median(of []time.Duration) time.Duration {
	slices.Sort(of)
	return of[len(of)/2]
}

// processes are two programs, built.
type processes struct{ empty, emriam string }

func newProcesses(t testing.TB) processes {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := processes{filepath.Join(dir, "empty"), filepath.Join(dir, "emriam")}
	for _, args := range [][]string{{p.empty, source}, {p.emriam, "."}} {
		if out, err := exec.Command("go", "build", "-o", args[0], args[1]).CombinedOutput(); err != nil {
			t.Fatalf("go build %s: %v\n%s", args[1], err, out)
		}
	}
	return p
}

// run is how long a program takes, by the clock and of the processors.
func (p processes) run(t testing.TB, program string, args ...string) (wall, cpu time.Duration) {
	t.Helper()
	cmd := exec.Command(program, args...)
	start := time.Now()
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	wall = time.Since(start)
	return wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}
