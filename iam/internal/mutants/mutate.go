package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// mutant is one change.
type mutant struct {
	id   int
	what string // e.g., "eval.go Evaluate: a == b, negated"
	line int
}

// pkg is the package with all its mutants.
type pkg struct {
	dir     string
	name    string
	files   map[string]string // with the mutants in them, by path
	mutants []mutant
}

// support is what the mutants call, of a package of some name.
const support = `package %s

import "os"

var mutantAlive = os.Getenv("MUTANT")

var mutantID = func() (id int) {
	for _, c := range mutantAlive {
		id = 10*id + int(c-'0')
	}
	return id
}()

func mutantIs(id int) bool { return id == mutantID }

func mutantPick[T any](id int, is, other T) T {
	if mutantIs(id) {
		return other
	}
	return is
}
`

// load reads a package and puts mutants into some of its files.
func load(dir string, names []string) (*pkg, error) {
	fset := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return strings.HasSuffix(p, "_test.go") })
	var trees []*ast.File
	for _, path := range paths {
		tree, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		trees = append(trees, tree)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	types, err := conf.Check("github.com/emriam/emriam/"+dir, fset, trees, info)
	if err != nil {
		return nil, err
	}
	p := &pkg{dir: dir, name: types.Name(), files: map[string]string{}}
	for i, path := range paths {
		chosen := func(name string) bool {
			ok, _ := filepath.Match(name+".go", filepath.Base(path))
			return ok
		}
		if !slices.ContainsFunc(names, chosen) {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		m := &maker{pkg: p, types: types, info: info, fset: fset, src: string(src), file: filepath.Base(path)}
		for _, d := range trees[i].Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				m.function = f.Name.Name
				ast.Inspect(f.Body, m.visit)
			}
		}
		p.files[path] = m.text()
	}
	return p, nil
}

// overlay writes the package with all mutants, for build.
func (p *pkg) overlay(tmp string) error {
	replace := map[string]string{}
	add := func(path, text string) error {
		abs, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		replace[abs] = filepath.Join(tmp, filepath.Base(path))
		return os.WriteFile(replace[abs], []byte(text), 0o600)
	}
	for path, text := range p.files {
		if err := add(path, text); err != nil {
			return err
		}
	}
	if err := add(filepath.Join(p.dir, "mutant_support.go"), fmt.Sprintf(support, p.name)); err != nil {
		return err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(tmp+"/overlay.json", overlay, 0o600)
}

// build compiles the tests of a package, with all mutants, unless they are there.
func build(tmp, pkg string) error {
	if _, err := os.Stat(binary(tmp, pkg)); err == nil {
		return nil
	}
	out, err := exec.Command("go", "test", "-c", "-vet=off", "-overlay", tmp+"/overlay.json", "-o", binary(tmp, pkg), "./"+pkg).CombinedOutput()
	if err != nil {
		return fmt.Errorf("the mutants do not compile: %w\n%s", err, out)
	}
	return nil
}

func binary(tmp, pkg string) string { return filepath.Join(tmp, filepath.Base(pkg)+".test") }

// maker puts mutants into a file: texts before and behind what they change.
type maker struct {
	*pkg
	types    *types.Package
	info     *types.Info
	fset     *token.FileSet
	src      string
	file     string
	function string
	before   []insertion // in the order of visits: what holds others comes first
	behind   []insertion
}

type insertion struct {
	at   int
	text string
}

// add is a mutant of a node; the texts take its number.
func (m *maker) add(n ast.Node, what, before, behind string) {
	start, end := m.fset.Position(n.Pos()), m.fset.Position(n.End())
	id := len(m.mutants) + 1
	number := strconv.Itoa(id)
	m.before = append(m.before, insertion{start.Offset, strings.ReplaceAll(before, "#", number)})
	m.behind = append(m.behind, insertion{end.Offset, strings.ReplaceAll(behind, "#", number)})
	text := strings.Join(strings.Fields(m.of(n)), " ")
	if len(text) < 10 { // which is there more than once
		line, _, _ := strings.Cut(m.src[strings.LastIndex(m.src[:start.Offset], "\n")+1:], "\n")
		text += " in " + strings.TrimSpace(line)
	}
	m.mutants = append(m.mutants, mutant{id, fmt.Sprintf("%s %s: %s, %s", m.file, m.function, text, what), start.Line})
}

func (m *maker) of(n ast.Node) string {
	return m.src[m.fset.Position(n.Pos()).Offset:m.fset.Position(n.End()).Offset]
}

// text is the file with its mutants.
func (m *maker) text() string {
	slices.Reverse(m.behind) // what is held by others ends first
	slices.SortStableFunc(m.before, func(a, b insertion) int { return a.at - b.at })
	slices.SortStableFunc(m.behind, func(a, b insertion) int { return a.at - b.at })
	var out strings.Builder
	last, i, j := 0, 0, 0
	for i < len(m.before) || j < len(m.behind) {
		var next insertion
		if i == len(m.before) || j < len(m.behind) && m.behind[j].at <= m.before[i].at {
			next = m.behind[j]
			j++
		} else {
			next = m.before[i]
			i++
		}
		out.WriteString(m.src[last:next.at] + next.text)
		last = next.at
	}
	return out.String() + m.src[last:]
}

func (m *maker) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ArrayType, *ast.GenDecl: // which may want constants
		return false
	case *ast.IfStmt:
		m.negate(n.Cond)
	case *ast.SwitchStmt:
		if n.Tag == nil {
			for _, c := range n.Body.List {
				for _, cond := range c.(*ast.CaseClause).List {
					m.negate(cond)
				}
			}
		}
	case *ast.ReturnStmt:
		if len(n.Results) == 1 {
			m.negate(n.Results[0])
		}
	case *ast.BlockStmt:
		m.statements(n.List)
	case *ast.CaseClause:
		m.statements(n.Body)
	case ast.Expr:
		m.expression(n)
	}
	return true
}

func (m *maker) isBool(x ast.Expr) bool {
	t := m.info.Types[x]
	b, ok := t.Type.(*types.Basic)
	return ok && t.Value == nil && b.Info()&types.IsBoolean != 0
}

// negate is a mutant of a condition, unless it is an operator, which has one.
func (m *maker) negate(x ast.Expr) {
	switch x := x.(type) {
	case *ast.UnaryExpr:
		return
	case *ast.BinaryExpr:
		if x.Op != token.LAND && x.Op != token.LOR {
			return
		}
	}
	if m.isBool(x) {
		m.add(x, "negated", "((", ") != mutantIs(#))")
	}
}

// statements are mutants without one.
func (m *maker) statements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); ok {
				if f, ok := call.Fun.(*ast.Ident); ok && f.Name == "panic" {
					continue
				}
			}
		case *ast.IncDecStmt:
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
		case *ast.BranchStmt:
			if s.Tok == token.FALLTHROUGH {
				continue
			}
		default:
			continue
		}
		m.add(s, "gone", "if !mutantIs(#) { ", " }")
	}
}

// others are constants of the package in place of which another stands.
var others = map[string]string{"Yes": "No", "No": "Yes", "Maybe": "Yes", "byRole": "itself", "byAccount": "unnamed", "itself": "byAccount"}

func (m *maker) expression(x ast.Expr) {
	switch x := x.(type) {
	case *ast.BinaryExpr:
		m.binary(x)
	case *ast.UnaryExpr:
		if x.Op == token.NOT && m.isBool(x) {
			m.add(x, "negated", "((", ") != mutantIs(#))")
		}
	case *ast.Ident:
		object := m.info.Uses[x]
		if _, ok := object.(*types.Const); !ok {
			return
		}
		if x.Name == "true" || x.Name == "false" {
			m.add(x, "negated", "(", " != mutantIs(#))")
		} else if other, ok := others[x.Name]; ok && object.Parent() == m.types.Scope() {
			m.add(x, other+" for it", "mutantPick(#, ", ", "+other+")")
		}
	case *ast.BasicLit:
		b, ok := m.info.Types[x].Type.(*types.Basic)
		if ok && x.Kind == token.INT && b.Info()&types.IsUntyped == 0 {
			m.add(x, "one more", fmt.Sprintf("mutantPick[%s](#, ", b.Name()), ", "+x.Value+"+1)")
		}
	case *ast.CallExpr:
		if f, ok := x.Fun.(*ast.Ident); ok && (f.Name == "min" || f.Name == "max") {
			other := map[string]string{"min": "max", "max": "min"}[f.Name]
			m.add(x, other+" for it", "mutantPick(#, ", ", "+other+m.of(x)[len(f.Name):]+")")
		}
	}
}

func (m *maker) binary(x *ast.BinaryExpr) {
	a, b := "("+m.of(x.X)+")", "("+m.of(x.Y)+")"
	switch x.Op {
	case token.LAND:
		m.add(x, "|| for it", "((", ") || mutantIs(#) && ("+a+" || "+b+"))")
	case token.LOR:
		m.add(x, "&& for it", "((", ") && (!mutantIs(#) || "+a+" && "+b+"))")
	case token.EQL, token.NEQ:
		if m.isBool(x) {
			m.add(x, "negated", "((", ") != mutantIs(#))")
		}
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		if m.isBool(x) {
			m.add(x, "negated", "((", ") != mutantIs(#))")
			m.add(x, "with the bound or without", "((", ") != (mutantIs(#) && "+a+" == "+b+"))")
		}
	case token.ADD, token.SUB:
		t := m.info.Types[x]
		if basic, ok := t.Type.Underlying().(*types.Basic); ok && t.Value == nil && basic.Info()&types.IsInteger != 0 {
			other := map[token.Token]string{token.ADD: "-", token.SUB: "+"}[x.Op]
			m.add(x, other+" for it", "mutantPick(#, ", ", "+a+" "+other+" "+b+")")
		}
	}
}
