package compile

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/emriam/emriam/spec"
)

// partOf are the sets of keys that no shape has by itself: what a shape's keys
// are made of, or some of them.
var partOf = []string{"roleBodyKeys", "newStatementKeys", "existingKeys", "bareKeys"}

// TestSchemaHasAllKeys reads the decoder: each set of keys in it is one of
// shapes. What shapes have, the schema has, or making it panics.
func TestSchemaHasAllKeys(t *testing.T) {
	t.Parallel()
	var declared, inShapes []string
	for _, f := range parsePackage(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				if n.Names[0].Name == "shapes" {
					inShapes = identifiersIn(n)
				}
				for _, name := range n.Names {
					if strings.HasSuffix(name.Name, "Keys") {
						declared = append(declared, name.Name)
					}
				}
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "fields" || sel.Sel.Name == "merged") {
					if last, ok := n.Args[len(n.Args)-1].(*ast.BasicLit); ok {
						t.Errorf("keys up to %s are in a call of %s: declare them as …Keys, so that the schema has them", last.Value, sel.Sel.Name)
					}
				}
			}
			return true
		})
	}
	if len(declared) < 15 || len(inShapes) < 15 {
		t.Fatalf("found %d sets of keys and %d in shapes", len(declared), len(inShapes))
	}
	for _, name := range declared {
		if !slices.Contains(inShapes, name) && !slices.Contains(partOf, name) {
			t.Errorf("%s is not in shapes: the schema does not know its keys", name)
		}
	}
}

func identifiersIn(n ast.Node) []string {
	var out []string
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			out = append(out, id.Name)
		}
		return true
	})
	return out
}

func parsePackage(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// TestSchemaKeys wants no entry in schemaKeys that no shape has, and every
// shape in one of the two schemas.
func TestSchemaKeys(t *testing.T) {
	t.Parallel()
	text := string(Schema(fstest.MapFS{}, nil)) + string(TemplateSchema())
	used := map[string]bool{}
	for _, s := range shapes() {
		if s.name != "spec" && s.name != "template" && !strings.Contains(text, `"#/$defs/`+s.name+`"`) {
			t.Errorf("no schema refers to the shape %s", s.name)
		}
		for _, key := range s.keys {
			if _, ok := schemaKeys()[s.name+"."+key]; ok {
				key = s.name + "." + key
			}
			used[key] = true
		}
	}
	for key := range schemaKeys() {
		if !used[key] {
			t.Errorf("no shape has the key %s", key)
		}
	}
}

func TestNamePatterns(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "A", "a", "Ab1", "1A", "a-b", "-a", "A_b", "é", strings.Repeat("A", 64), strings.Repeat("A", 65), strings.Repeat("a", 128), strings.Repeat("a", 129)} {
		if got, want := spec.MatchesWhole(logicalNamePattern, s), isLogicalName(s); got != want {
			t.Errorf("%q is a logical name: %t, by the pattern: %t", s, want, got)
		}
		if got, want := spec.MatchesWhole(plainNamePattern, s), isPlainName(s); got != want {
			t.Errorf("%q is a name: %t, by the pattern: %t", s, want, got)
		}
	}
}
