// Command mutants breaks package iam in many small ways, one at a time, and
// counts which of them its tests see: those that none sees say what is not
// tested.
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

// Tests are run from the quickest on, and no further than one sees the mutant.
// What is not run takes long and sees no more.
const (
	slow   = "TestCompareManaged|TestSimulator|TestSnapshots|TestAccount"
	random = "Compare|Covers|TestNaive|TestMoreContext|Fuzz|TestMatchString|TestLongPatterns|TestOverlapsShortcut|TestResourcesByParts|TestEqual|TestMatchFindsAll"
)

var comparing = [][]string{
	{"-test.run=^(TestMeter|TestBitset|TestExampleResource|TestCapture|TestFilledWith|TestVariablesIn|TestKeyNames|TestCompare|TestComparePairs.*|TestCompareWithout|TestCompareRoles|TestCoversARN|TestCoversConditions|TestCoversElements)$"},
	{"-test.run=^(TestCompareEveryPair|TestCompareReasons|TestWalkedCovers|TestTextsClasses|TestFindResource.*|TestChoice|TestCompareAgreesOnTrusts)$"},
	{"-test.run=Compare|Covers", "-test.skip=TestCompareHard|" + slow},
	{"-test.run=TestCompareHard"},
}

var deciding = [][]string{
	{"-test.skip=" + random + "|" + slow},
	{"-test.run=TestNaive|TestMoreContext|Fuzz|TestMatchString|TestLongPatterns|TestOverlapsShortcut|TestResourcesByParts|TestEqual|TestMatchFindsAll"},
	{"-test.run=Compare|Covers", "-test.skip=TestCompareHard|" + slow},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("mutants: ")
	dir := flag.String("dir", "iam", "the package")
	names := flag.String("files", "eval*,arn_compile,compare*,cover*,pattern,glob", "files of the package, without .go")
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
	if err := p.build(tmp); err != nil {
		log.Fatal(err)
	}
	r := runner{binary: tmp + "/test", dir: *dir}
	only := regexp.MustCompile(*match)
	all := slices.DeleteFunc(p.mutants, func(m mutant) bool { return !only.MatchString(m.what) })
	choice := rand.New(rand.NewPCG(*seed, 0))
	choice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if *count > 0 {
		all = all[:min(*count, len(all))]
	}
	decides := func(m mutant) bool { return !m.compares() }
	if slices.ContainsFunc(all, mutant.compares) && r.kills(comparing, 0) || slices.ContainsFunc(all, decides) && r.kills(deciding, 0) {
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
	binary string
	dir    string

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
				stages := deciding
				if m.compares() {
					stages = comparing
				}
				r.count(m, r.kills(stages, m.id))
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
func (r *runner) kills(stages [][]string, id int) bool {
	for _, args := range stages {
		// Not by the clock, by which a busy machine kills.
		test := exec.Command("sh", append([]string{"-c", `ulimit -t 20 && exec "$0" "$@"`, r.binary, "-test.short", "-test.failfast"}, args...)...)
		test.Dir = r.dir
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
