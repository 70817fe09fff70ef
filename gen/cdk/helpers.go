package cdk

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
)

//go:embed internal/helpers/helpers.go
var helperSource string

// helpers are the functions and types that the package's constructs share. Only those
// that are used are printed.
type helpers struct{ used map[string]bool }

func newHelpers() helpers { return helpers{map[string]bool{}} }

// use prints the name of a helper.
func (h helpers) use(name string) *jen.Statement {
	h.used[name] = true
	return jen.Id(name)
}

// helperFile is the file of all helpers.
type helperFile struct {
	names   []string          // in the order of the file
	funcs   map[string]string // of a type, with its methods
	imports []string          // e.g., `"github.com/aws/aws-cdk-go/awscdk/v2"`; "" between groups
}

var allHelpers = sync.OnceValue(func() helperFile {
	set := token.NewFileSet()
	src, err := parser.ParseFile(set, "helpers.go", helperSource, parser.ParseComments)
	if err != nil {
		panic(fmt.Sprintf("cdk: %v", err))
	}
	at := func(p token.Pos) int { return set.Position(p).Offset }
	out := helperFile{funcs: map[string]string{}}
	for _, d := range src.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.TYPE {
				name := d.Specs[0].(*ast.TypeSpec).Name.Name
				out.names = append(out.names, name)
				out.funcs[name] = helperSource[at(d.Doc.Pos()):at(d.End())]
				continue
			}
			for line := range strings.Lines(helperSource[at(d.Lparen)+2 : at(d.Rparen)]) {
				out.imports = append(out.imports, strings.TrimSpace(line))
			}
		case *ast.FuncDecl:
			src := helperSource[at(d.Doc.Pos()):at(d.End())]
			if d.Recv != nil {
				typ := d.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name
				out.funcs[typ] += "\n\n" + src
				continue
			}
			out.names = append(out.names, d.Name.Name)
			out.funcs[d.Name.Name] = src
		}
	}
	return out
})

// file is the file of the helpers that are used. A function uses at most a type that its users use, too.
func (h helpers) file(pkg, spec string) []byte {
	all := allHelpers()
	var funcs bytes.Buffer
	for _, name := range all.names {
		if h.used[name] {
			funcs.WriteString("\n" + all.funcs[name] + "\n")
		}
	}
	var imports bytes.Buffer
	for _, quoted := range all.imports {
		if quoted == "" || regexp.MustCompile(`\b`+packageName(quoted)+`\.`).Match(funcs.Bytes()) {
			imports.WriteString("\t" + quoted + "\n")
		}
	}
	src := fmt.Sprintf("%s\n\npackage %s\n\nimport (\n%s)\n%s", gofile.Header(spec), pkg, strings.Trim(imports.String(), "\t\n")+"\n", &funcs)
	out, err := format.Source([]byte(src))
	if err != nil {
		panic(fmt.Sprintf("cdk: %v in\n%s", err, src))
	}
	return out
}

// packageName is the name of the package that is imported by a quoted path.
func packageName(quoted string) string {
	p, err := strconv.Unquote(quoted)
	if err != nil {
		panic(fmt.Sprintf("cdk: import %s", quoted))
	}
	if name, ok := importNames[p]; ok {
		return name
	}
	return path.Base(p)
}
