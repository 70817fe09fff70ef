package gofile

import (
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/gocode"
	"github.com/emriam/emriam/gen/internal/header"
)

// File is a Go file that is being written.
type File struct {
	pkg, spec string
	doc       string
	decls     []*gocode.Statement
	names     map[string]string // of packages, by path
}

// New returns a file of a package that is generated from a spec, e.g., "emr.yaml".
func New(pkg, spec string) *File {
	return &File{pkg: pkg, spec: spec}
}

// Header is the first line of a generated Go file.
func Header(spec string) string {
	return header.Comment("//", spec)
}

// Package sets the documentation of the package. Empty paragraphs are omitted; a paragraph
// whose lines begin with a tab is code.
func (f *File) Package(paragraphs ...string) {
	paragraphs = slices.DeleteFunc(slices.Clone(paragraphs), func(p string) bool { return p == "" })
	if len(paragraphs) > 0 {
		f.doc = comment(columns, paragraphs) + "\n"
	}
}

// Names states the names of packages by their paths, where a name is not the last part of
// the path. The file imports those that it uses.
func (f *File) Names(names map[string]string) { f.names = names }

// Decl adds a declaration, which consists of some parts.
func (f *File) Decl(parts ...gocode.Code) {
	f.decls = append(f.decls, gocode.Add(parts...))
}

// Bytes returns the content of the file.
func (f *File) Bytes() []byte {
	text, imports := gocode.Print(f.decls, f.names)
	return slices.Concat([]byte(Header(f.spec)+"\n\n"+f.doc+"package "+f.pkg+"\n"+importing(imports)), text)
}

// Folder is a Go package that is being written: a folder of files.
type Folder struct {
	name    string
	files   []*gen.File
	next    chan func()
	workers sync.WaitGroup
}

// NewFolder returns a folder without files. Its files are printed on all processors,
// until Files is called.
func NewFolder(name string) *Folder {
	d := &Folder{name: name, next: make(chan func())}
	for range runtime.GOMAXPROCS(0) {
		d.workers.Go(func() {
			for printFile := range d.next {
				printFile()
			}
		})
	}
	return d
}

// Add prints a file, which does not change any more, under its name in the folder, e.g.,
// "doc.go".
func (d *Folder) Add(name string, f *File) {
	out := &gen.File{Path: d.name + "/" + name}
	d.files = append(d.files, out)
	d.next <- func() { out.Content = f.Bytes() }
}

// Files returns the files in the order in which they were added. It is called once.
func (d *Folder) Files() []gen.File {
	close(d.next)
	d.workers.Wait()
	out := make([]gen.File, len(d.files))
	for i, f := range d.files {
		out[i] = *f
	}
	return out
}

// importing is the import declaration of packages, which are sorted: first those of the
// standard library.
func importing(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	slices.SortStableFunc(paths, func(a, b string) int { return group(a) - group(b) })
	var lines strings.Builder
	for i, path := range paths {
		if i > 0 && group(path) != group(paths[i-1]) {
			lines.WriteString("\n")
		}
		lines.WriteString("\t" + strconv.Quote(path) + "\n")
	}
	if len(paths) == 1 {
		return "\nimport " + strconv.Quote(paths[0]) + "\n"
	}
	return "\nimport (\n" + lines.String() + ")\n"
}

// group returns 0 for the path of a standard package, else 1.
func group(path string) int {
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") {
		return 1
	}
	return 0
}
