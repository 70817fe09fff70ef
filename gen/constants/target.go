package constants

import (
	_ "embed"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles typed Go constants: a package in a folder of its name.
var Target = gen.Target{
	Name: "constants", Options: []gen.Option{gofile.Package("emrroles")},
	Patterns: []string{"*/*.go"}, // whatever the package is called
	Files: func(s *spec.Spec, o gen.Values, _ *diag.List) []gen.File {
		return newPackage(s, o[gofile.PackageOption]).files()
	},
	Paths: func(_ *spec.Spec, o gen.Values) []string { return []string{o[gofile.PackageOption] + "/doc.go"} },
}

//go:embed document/document.go
var documentSource string

// files are the files of the package, the ones that hold for all of it first.
func (p *pkg) files() []gen.File {
	var files []gen.File
	add := func(name string, f *gofile.File) { files = append(files, p.file(name, f.Bytes())) }
	add("doc.go", p.docFile())
	add("names.go", p.namesFile())
	if len(p.lists) > 0 {
		add("each.go", p.eachFile())
	}
	for _, v := range p.vocabularies() {
		if !v.empty() {
			add(v.file, p.vocabularyFile(v))
		}
	}
	for _, sub := range p.subjects {
		add(sub.file, p.subjectFile(sub))
	}
	for _, c := range p.configurations {
		add(c.file, p.configurationFile(c))
	}
	if len(p.spec.Roles)+len(p.spec.Policies) > 0 {
		add("example_test.go", p.exampleFile())
	}
	if p.urlSuffix {
		add("url_suffix.go", p.urlSuffixFile())
	}
	if p.usesMatch || p.usesOneOf {
		add("limit.go", p.limitFile())
	}
	if p.usesPointers() {
		add("pointer.go", p.pointerFile())
	}
	files = append(files, p.file("document.go", p.copyOf(documentSource)))
	if len(p.configurations) > 0 {
		files = append(files, p.file("configuration.go", p.copyOf(configurationSource)))
	}
	return files
}

func (p *pkg) file(name string, content []byte) gen.File {
	return gen.File{Path: p.name + "/" + name, Content: content}
}

// copyOf is a file of package document under the name of the generated
// package. That package's own comment is in doc.go.
func (p *pkg) copyOf(source string) []byte {
	_, src, ok := strings.Cut("\n"+source, "\npackage document\n")
	if !ok {
		panic("constants: a file of package document has no package clause")
	}
	return []byte(gofile.Header(p.spec.File) + "\n\npackage " + p.name + "\n" + src)
}
