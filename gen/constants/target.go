package constants

import (
	_ "embed"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles typed Go constants.
type Target struct{}

// Name is how outputs and --target call the target.
func (Target) Name() string { return "constants" }

// Files compiles s to a Go package, in the folder of its name.
func (Target) Files(s *spec.Spec, o spec.Options, l *diag.List) []gen.File {
	name := packageName(o, l)
	if name == "" {
		return nil
	}
	return newPackage(s, name).files()
}

//go:embed document/document.go
var documentSource string

// files are the files of the package, the ones that hold for all of it first.
func (p *pkg) files() []gen.File {
	files := []gen.File{
		p.file("doc.go", p.docFile().Bytes()),
		p.file("document.go", []byte(p.documentFile())),
		p.file("names.go", p.namesFile().Bytes()),
	}
	for _, v := range p.vocabularies() {
		if !v.empty() {
			files = append(files, p.file(v.file, p.vocabularyFile(v).Bytes()))
		}
	}
	for _, sub := range p.subjects {
		files = append(files, p.file(sub.file, p.subjectFile(sub).Bytes()))
	}
	if len(p.subjects) > 0 {
		files = append(files, p.file("example_test.go", p.exampleFile().Bytes()))
	}
	if p.usesPointers() {
		files = append(files, p.file("pointer.go", p.pointerFile().Bytes()))
	}
	return files
}

func (p *pkg) file(name string, content []byte) gen.File {
	return gen.File{Path: p.name + "/" + name, Content: content}
}

// documentFile is the source of package document under the name of the
// generated package. That package's own comment is in doc.go.
func (p *pkg) documentFile() string {
	_, src, ok := strings.Cut(documentSource, "\npackage document\n")
	if !ok {
		panic("constants: document.go has no package clause")
	}
	return gofile.Header(p.spec.File) + "\n\npackage " + p.name + "\n" + src
}
