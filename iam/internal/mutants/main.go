// Command mutants breaks package iam in many small ways, one at a time, and
// counts which of them its tests see: those that none sees say what is not
// tested.
//
// A mutant is a file of the package with one thing changed: an operator, a
// condition, a constant, a statement that is gone. It is compiled by way of
// -overlay, so that nothing is written into the tree, and what does not compile
// is none. Survivors with a known reason stand in survivors.txt.
//
// There are tools for this, such as gremlins. They copy the module for each
// mutant and run all tests of it, which here takes a minute, and change
// operators only.
package main

import (
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed survivors.txt
var survivors string

// slow are tests that take long and see no more mutants than others.
const slow = "TestCompareManaged|TestSimulator|TestSnapshots|TestAccount|TestOverlapsShortcut|TestResourcesByParts|TestEqual|TestMatchFindsAll"

func main() {
	log.SetFlags(0)
	log.SetPrefix("mutants: ")
	dir := flag.String("dir", "iam", "the package")
	names := flag.String("files", "eval*,arn_compile,compare*,cover*,pattern,glob", "files of the package, without .go")
	count := flag.Int("n", 200, "how many mutants; 0 for all")
	seed := flag.Uint64("seed", 1, "of the choice")
	workers := flag.Int("j", 2, "how many at a time")
	least := flag.Int("least", 90, "percent that must be killed")
	run := flag.String("run", "", "tests to run, all but slow ones if empty")
	match := flag.String("match", "", "a regular expression of mutants")
	flag.Parse()
	all, err := mutants(*dir, strings.Split(*names, ","))
	if err != nil {
		log.Fatal(err)
	}
	only, err := regexp.Compile(*match)
	if err != nil {
		log.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(m mutant) bool { return !only.MatchString(m.what) })
	r := rand.New(rand.NewPCG(*seed, 0))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	killed, lived, known := try(*dir, all, *count, *workers, *run)
	percent := 100 * killed / max(1, killed+lived+known)
	fmt.Printf("%d mutants of %d: %d killed, %d %%; %d live, and %d for known reasons\n", killed+lived+known, len(all), killed, percent, lived, known)
	if percent < *least {
		os.Exit(1)
	}
}

// mutant is a change of a file.
type mutant struct {
	file string
	text string // of the file
	what string // e.g., "eval.go Evaluate: == becomes !="
	line int
}

func mutants(dir string, names []string) ([]mutant, error) {
	var out []mutant
	for _, name := range names {
		files, err := filepath.Glob(filepath.Join(dir, name+".go"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			found, err := mutantsOf(file)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
	}
	return out, nil
}

func mutantsOf(file string) ([]mutant, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, file, src, 0)
	if err != nil {
		return nil, err
	}
	m := &maker{file: file, src: src, fset: fset}
	for _, d := range tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			m.function = f.Name.Name
			ast.Inspect(f.Body, m.visit)
		}
	}
	return m.out, nil
}

// maker makes the mutants of a file.
type maker struct {
	file     string
	src      []byte
	fset     *token.FileSet
	function string
	out      []mutant
}

func (m *maker) add(start, end token.Pos, text string) {
	from, to := m.fset.Position(start), m.fset.Position(end)
	what := fmt.Sprintf("%s %s: %s becomes %s", filepath.Base(m.file), m.function, oneLine(string(m.src[from.Offset:to.Offset])), oneLine(text))
	m.out = append(m.out, mutant{m.file, string(m.src[:from.Offset]) + text + string(m.src[to.Offset:]), what, from.Line})
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func (m *maker) text(n ast.Node) string {
	return string(m.src[m.fset.Position(n.Pos()).Offset:m.fset.Position(n.End()).Offset])
}

var operators = map[token.Token][]string{
	token.LAND: {"||"}, token.LOR: {"&&"}, token.EQL: {"!="}, token.NEQ: {"=="}, token.LSS: {"<=", ">="}, token.LEQ: {"<", ">"},
	token.GTR: {">=", "<="}, token.GEQ: {">", "<"}, token.ADD: {"-"}, token.SUB: {"+"},
}

// constants of the language and of the package, and functions, for others.
var words = map[string]string{
	"true": "false", "false": "true", "Yes": "No", "No": "Yes", "Maybe": "Yes", "min": "max", "max": "min",
	"byRole": "itself", "byAccount": "unnamed", "itself": "byAccount", "continue": "break", "break": "continue",
}

func (m *maker) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		for _, other := range operators[n.Op] {
			m.add(n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), other)
		}
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			m.add(n.Pos(), n.Pos()+1, "")
		}
	case *ast.IfStmt:
		m.add(n.Cond.Pos(), n.Cond.End(), "!("+m.text(n.Cond)+")")
	case *ast.SwitchStmt:
		if n.Tag == nil {
			m.conditions(n.Body)
		}
	case *ast.Ident:
		if other, ok := words[n.Name]; ok {
			m.add(n.Pos(), n.End(), other)
		}
	case *ast.BasicLit:
		if n.Kind == token.INT {
			m.add(n.Pos(), n.End(), map[bool]string{true: "1", false: n.Value + "+1"}[n.Value == "0"])
		}
	case *ast.ExprStmt, *ast.IncDecStmt, *ast.BranchStmt:
		m.add(n.Pos(), n.End(), "")
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			m.add(n.Pos(), n.End(), "")
		}
	case *ast.ReturnStmt:
		if len(n.Results) == 1 {
			m.result(n.Results[0])
		}
	}
	return true
}

// conditions are those of a switch without tag.
func (m *maker) conditions(body *ast.BlockStmt) {
	for _, c := range body.List {
		for _, cond := range c.(*ast.CaseClause).List {
			m.add(cond.Pos(), cond.End(), "!("+m.text(cond)+")")
		}
	}
}

// result is what a function returns: a truth, or it does not compile.
func (m *maker) result(x ast.Expr) {
	switch x.(type) {
	case *ast.CallExpr, *ast.BinaryExpr, *ast.IndexExpr:
		m.add(x.Pos(), x.End(), "!("+m.text(x)+")")
	}
}

// try runs the tests on so many mutants that compile.
func try(dir string, all []mutant, count, workers int, run string) (killed, lived, known int) {
	var lock sync.Mutex
	next := 0
	take := func() (int, bool) {
		lock.Lock()
		defer lock.Unlock()
		if next == len(all) || count > 0 && killed+lived+known >= count {
			return 0, false
		}
		next++
		return next - 1, true
	}
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for i, ok := take(); ok; i, ok = take() {
				result, err := all[i].test(dir, run)
				if err != nil {
					log.Fatal(err)
				}
				lock.Lock()
				switch reason, isKnown := reasonFor(all[i].what); {
				case result == killedBy:
					if killed++; killed%25 == 0 {
						fmt.Printf("%d killed\n", killed)
					}
				case result == survived && isKnown:
					known++
					fmt.Printf("lives: %s (line %d; %s)\n", all[i].what, all[i].line, reason)
				case result == survived:
					lived++
					fmt.Printf("LIVES: %s (line %d)\n", all[i].what, all[i].line)
				}
				lock.Unlock()
			}
		})
	}
	running.Wait()
	return killed, lived, known
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

type outcome int

const (
	noMutant outcome = iota // it does not compile
	killedBy
	survived
)

func (m *mutant) test(dir, run string) (outcome, error) {
	tmp, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(tmp)
	if err := os.WriteFile(tmp+"/mutant.go", []byte(m.text), 0o600); err != nil {
		return 0, err
	}
	abs, err := filepath.Abs(m.file)
	if err != nil {
		return 0, err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {abs: tmp + "/mutant.go"}})
	if err != nil {
		return 0, err
	}
	if err := os.WriteFile(tmp+"/overlay.json", overlay, 0o600); err != nil {
		return 0, err
	}
	build := exec.Command("go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", tmp+"/overlay.json", "-o", tmp+"/test", "./"+dir)
	if build.Run() != nil {
		return noMutant, nil
	}
	stages := [][]string{{"-test.skip=Compare|Covers|" + slow}, {"-test.run=Compare|Covers", "-test.skip=" + slow}}
	if m.compares() {
		slices.Reverse(stages)
	}
	if run != "" {
		stages = [][]string{{"-test.run=" + run}}
	}
	for _, args := range stages {
		test := exec.Command(tmp+"/test", append(args, "-test.short", "-test.failfast", "-test.timeout=90s")...)
		test.Dir = dir
		if test.Run() != nil {
			return killedBy, nil
		}
	}
	return survived, nil
}

// compares reports whether it is about what compares policies, so that tests of
// that come first.
func (m *mutant) compares() bool {
	name := filepath.Base(m.file)
	return strings.HasPrefix(name, "compare") || strings.HasPrefix(name, "cover")
}
