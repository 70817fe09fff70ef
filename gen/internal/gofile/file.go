package gofile

import (
	"bytes"
	"fmt"
	"go/format"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/header"
)

// File is a Go file in the making.
type File struct {
	jen *jen.File
}

// New begins a file of a package that is compiled from a spec, e.g.,
// "emr.yaml".
func New(pkg, spec string) *File {
	f := jen.NewFile(pkg)
	f.NoFormat = true // Bytes formats, once.
	f.HeaderComment(Header(spec))
	return &File{f}
}

// Header is the first line of a generated Go file.
func Header(spec string) string {
	return header.Comment("//", spec)
}

// Package makes paragraphs the documentation of the package. Empty ones are
// left out; one that begins with a tab is code, each of whose lines does.
func (f *File) Package(paragraphs ...string) {
	paragraphs = slices.DeleteFunc(slices.Clone(paragraphs), func(p string) bool { return p == "" })
	f.jen.PackageComment(comment(columns, paragraphs))
}

// Import says that the package at a path bears a name, for jen.Qual. The file
// imports it only if it is used.
func (f *File) Import(path, name string) { f.jen.ImportName(path, name) }

// Decl adds a declaration. Its parts follow each other as in a jen.Statement.
func (f *File) Decl(parts ...jen.Code) {
	f.jen.Line()
	f.jen.Add(parts...)
}

// Bytes is the file.
//
// It panics if the file is not Go: then a target has put something together
// wrongly.
func (f *File) Bytes() []byte {
	var b bytes.Buffer
	if err := f.jen.Render(&b); err != nil {
		panic(fmt.Sprintf("gofile: %v", err))
	}
	src, err := format.Source(groupImports(b.Bytes()))
	if err != nil {
		panic(fmt.Sprintf("gofile: %v in\n%s", err, b.String()))
	}
	return src
}

// Render is the Bytes of each file. Nearly all the time that compiling to Go
// takes is spent there, so the files are written side by side.
func Render(files []*File) [][]byte {
	out := make([][]byte, len(files))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			for i := range next {
				out[i] = files[i].Bytes()
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	workers.Wait()
	return out
}

// groupImports gives the standard library its own group, before the others.
// Jennifer sorts all imports by path into one.
func groupImports(src []byte) []byte {
	before, rest, ok := bytes.Cut(src, []byte("\nimport (\n"))
	if !ok {
		return src
	}
	block, after, _ := bytes.Cut(rest, []byte("\n)\n"))
	lines := strings.Split(string(block), "\n")
	slices.SortStableFunc(lines, func(a, b string) int { return group(a) - group(b) })
	if i := slices.IndexFunc(lines, func(l string) bool { return group(l) == 1 }); i > 0 {
		lines = slices.Insert(lines, i, "")
	}
	return slices.Concat(before, []byte("\nimport (\n"), []byte(strings.Join(lines, "\n")), []byte("\n)\n"), after)
}

// group is 0 for the import of a standard package, else 1.
func group(line string) int {
	path := line[strings.IndexByte(line, '"')+1:]
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") {
		return 1
	}
	return 0
}
