// Command mutants breaks a package in many small ways, one at a time, and counts
// which of them its tests see: those that none sees say what is not tested.
//
// A mutant is one thing changed: an operator, a condition, a constant, a
// statement that is gone. All are compiled into one test binary, by way of
// -overlay, so that nothing is written into the tree, and the environment says
// which of them is alive. Survivors with a known reason stand in survivors.txt.
//
// There are tools for this, such as gremlins. They compile and run all tests of
// a copy of the module for each mutant, and change operators only.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed survivors.txt
var survivors string

// stage is some tests of a package.
type stage struct {
	pkg  string
	args []string
}

// stagesOf are the tests that a mutant of a package is shown to, one stage after
// the other, and no further than one sees it: those of the package, the long ones
// last, and those of packages whose answers are all made of it. What is not run
// takes long and sees no more.
func stagesOf(dir string) []stage {
	const (
		evaluated = "TestNaive|TestMoreContext|Fuzz"
		judged    = "TestSimulator"
		compared  = "TestCompareEveryPair|TestCompareReasons|TestWalkedCovers|TestTextsClasses|TestFindResource|TestChoice|TestCompareAgrees|TestCompareNaive|TestCompareVariables|TestCoversAgrees|Fuzz"
		hard      = "TestCompareHard|TestCompareManaged"
		reviewed  = "TestPlanted|TestHarmless|TestEveryAnswer|TestEveryDeployment|TestWithoutStatement"
	)
	run := func(pkg, tests string) stage { return stage{pkg, []string{"-test.run=" + tests}} }
	skip := func(pkg, tests string) stage { return stage{pkg, []string{"-test.skip=" + tests}} }
	quickly := skip("iam/compare", compared+"|"+hard)
	access, diff := stage{"analysis/access", nil}, skip("analysis/diff", reviewed)
	switch dir {
	case "iam/glob":
		return []stage{{dir, nil}, {"iam", nil}, skip("iam/eval", evaluated+"|"+judged), run("iam/eval", evaluated), quickly}
	case "iam/eval":
		return []stage{skip(dir, evaluated+"|"+judged), run(dir, evaluated), quickly}
	case "iam/compare":
		return []stage{quickly, run(dir, compared), run(dir, "TestCompareHard")}
	case "spec/deploy":
		return []stage{{dir, nil}, access, diff}
	case "analysis/access":
		return []stage{access, diff}
	case "analysis/diff":
		return []stage{diff, {dir, []string{"-test.run=" + reviewed, "-test.skip=TestPlanted"}}, run(dir, "TestPlanted")}
	}
	return []stage{{dir, nil}}
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("mutants: ")
	dir := flag.String("dir", "iam/eval", "the package")
	names := flag.String("files", "*", "files of the package, without .go")
	count := flag.Int("n", 200, "how many mutants; 0 for all")
	seed := flag.Uint64("seed", 1, "of the choice")
	workers := flag.Int("j", 2, "how many at a time")
	least := flag.Int("least", 90, "percent that must be killed")
	match := flag.String("match", "", "a regular expression of mutants")
	flag.Parse()
	p, err := load(*dir, strings.Split(*names, ","))
	if err != nil {
		log.Fatal(err)
	}
	tmp, err := os.MkdirTemp("", "mutants")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	if err := p.overlay(tmp); err != nil {
		log.Fatal(err)
	}
	r := runner{tmp: tmp, dir: *dir}
	stages := stagesOf(*dir)
	for _, s := range stages {
		if err := build(tmp, s.pkg); err != nil {
			log.Fatal(err)
		}
	}
	only := regexp.MustCompile(*match)
	all := slices.DeleteFunc(p.mutants, func(m mutant) bool { return !only.MatchString(m.what) })
	choice := rand.New(rand.NewPCG(*seed, 0))
	choice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if *count > 0 {
		all = all[:min(*count, len(all))]
	}
	if r.kills(stages, 0) {
		log.Fatal("a test fails without a mutant")
	}
	r.run(all, *workers)
	percent := 100 * r.killed / max(1, len(all))
	fmt.Printf("%d mutants of %d: %d killed, %d %%; %d live, and %d for known reasons\n", len(all), len(p.mutants), r.killed, percent, r.lived, r.known)
	if percent < *least {
		log.Fatalf("less than %d %% are killed", *least)
	}
}

// runner runs tests on mutants.
type runner struct {
	tmp string // where the tests are
	dir string

	lock                 sync.Mutex
	killed, lived, known int
	done                 int
}

func (r *runner) run(all []mutant, workers int) {
	next := make(chan mutant)
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for m := range next {
				r.count(m, r.kills(stagesOf(r.dir), m.id))
			}
		})
	}
	for _, m := range all {
		next <- m
	}
	close(next)
	running.Wait()
}

func (r *runner) count(m mutant, killed bool) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.done++; r.done%50 == 0 {
		log.Printf("%d done", r.done)
	}
	switch reason, known := reasonFor(m.what); {
	case killed:
		r.killed++
		if known {
			fmt.Printf("killed, but in survivors.txt: %s\n", m.what)
		}
	case known:
		r.known++
		fmt.Printf("lives: %s (line %d): %s\n", m.what, m.line, reason)
	default:
		r.lived++
		fmt.Printf("LIVES: %s (line %d)\n", m.what, m.line)
	}
}

// kills reports whether a test sees a mutant.
func (r *runner) kills(stages []stage, id int) bool {
	for _, s := range stages {
		// Not by the clock, by which a busy machine kills.
		test := exec.Command("sh", append([]string{"-c", `ulimit -t 20 && exec "$0" "$@"`, binary(r.tmp, s.pkg), "-test.short", "-test.failfast"}, s.args...)...)
		test.Dir = s.pkg
		test.Env = append(os.Environ(), "MUTANT="+strconv.Itoa(id))
		if out, err := test.CombinedOutput(); err != nil {
			if id == 0 {
				os.Stderr.Write(out)
			}
			return true
		}
	}
	return false
}

// reasonFor finds a mutant in survivors.txt.
func reasonFor(what string) (reason string, ok bool) {
	for line := range strings.Lines(survivors) {
		if mutant, reason, ok := strings.Cut(strings.TrimSpace(line), " | "); ok && mutant == what {
			return reason, true
		}
	}
	return "", false
}
