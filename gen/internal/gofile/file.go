package gofile

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/header"
)

// File is a Go file that is being written.
type File struct {
	jen *jen.File
}

// New returns a file of a package that is generated from a spec, e.g., "emr.yaml".
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

// Package sets the documentation of the package. Empty paragraphs are omitted; a paragraph
// whose lines begin with a tab is code.
func (f *File) Package(paragraphs ...string) {
	paragraphs = slices.DeleteFunc(slices.Clone(paragraphs), func(p string) bool { return p == "" })
	f.jen.PackageComment(comment(columns, paragraphs))
}

// Import states the name of the package at a path, for jen.Qual. The file imports it only
// if it is used.
func (f *File) Import(path, name string) { f.jen.ImportName(path, name) }

// Decl adds a declaration, which consists of the parts of a jen.Statement.
func (f *File) Decl(parts ...jen.Code) {
	f.jen.Line()
	f.jen.Add(parts...)
}

// Bytes returns the content of the file. It panics if that is not valid Go, which is a
// bug of the target.
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

// groupImports puts the standard library into a group of its own, before the others.
// Jennifer sorts all imports into one group.
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

// group returns 0 for the import of a standard package, else 1.
func group(line string) int {
	path := line[strings.IndexByte(line, '"')+1:]
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") {
		return 1
	}
	return 0
}
