package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkProcess measures validate of the built-in spec as a whole process, by
// how many times an empty Go program it is. The two run in turn, since the speed
// of a machine changes, and what counts is the median of the pairs.
//
// It fails if validate takes more than 16 times the processor time. Of the wall
// clock it should take no more than 8 times, which hangs on whether a second
// processor is free. It is no test, since tests of other packages run beside those
// of this one: make check runs it alone.
func BenchmarkProcess(b *testing.B) {
	const most = 16
	p := newProcesses(b)
	b.Setenv("GOMAXPROCS", "2") // more of them spin while they wait for work
	var walls, cpus []float64
	for b.Loop() {
		emptyWall, emptyCPU := p.run(b, p.empty)
		wall, cpu := p.run(b, p.emriam, "validate")
		walls = append(walls, float64(wall)/float64(emptyWall))
		cpus = append(cpus, float64(cpu)/float64(emptyCPU))
	}
	b.ReportMetric(median(walls), "x-empty-wall")
	b.ReportMetric(median(cpus), "x-empty-cpu")
	if x := median(cpus); x > most {
		b.Errorf("validate takes %.1f times the processor time of an empty program, more than %d", x, most)
	}
}

func median(of []float64) float64 {
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
