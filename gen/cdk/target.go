package cdk

import (
	"go/token"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/ident"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles a spec to a Go package of AWS CDK constructs.
type Target struct{}

// Name is "cdk".
func (Target) Name() string { return "cdk" }

// Files are the files of the package, in a folder of its name.
func (Target) Files(s *spec.Spec, o spec.Options, l *diag.List) []gen.File {
	name := "emrcdk"
	spans := o.Strings("cdk", map[string]*string{"package": &name}, l)
	if !token.IsIdentifier(name) || name == "_" || name == "main" {
		l.Errorf(spans["package"], "bad-package", "%q is not a name for a Go package", name)
		return nil
	}
	k := &pkg{spec: s, name: name, helpers: helpers{used: map[string]func(*gofile.File){}}}
	k.write()
	return k.files
}

// pkg is the package in the making.
type pkg struct {
	spec    *spec.Spec
	name    string // e.g., "emrcdk"
	helpers helpers
	taken   map[string]bool // the package's exported names
	paths   *ident.Scope    // the names of its files
	files   []gen.File
}

// write prints all files. What is named first has the plainer name: roles,
// policies, then stacks.
func (k *pkg) write() {
	k.taken = map[string]bool{}
	k.paths = ident.NewScope("doc.go", "example_test.go", "helpers.go")
	constructs := map[any]*construct{}
	for _, r := range k.spec.Roles {
		c := k.newRole(k.construct(r.Name), r)
		constructs[r] = c.construct
		k.add(k.paths.Name(ident.File(r.Name)), c.write)
	}
	for _, p := range k.spec.Policies {
		c := k.newPolicy(k.construct(p.Name), p)
		constructs[p] = c.construct
		k.add(k.paths.Name(ident.File(p.Name)), c.write)
	}
	var stacks []*stackConstruct
	for _, st := range k.spec.Stacks {
		c := k.newStack(k.construct(st.Name), st, constructs)
		stacks = append(stacks, c)
		k.add(k.paths.Name(ident.File(st.Name)), c.write)
	}
	k.add("doc.go", k.doc)
	k.add("example_test.go", func(f *gofile.File) { k.examples(f, stacks) })
	if len(k.helpers.used) > 0 {
		k.add("helpers.go", k.helpers.file)
	}
}

func (k *pkg) add(path string, write func(*gofile.File)) {
	f := k.file()
	write(f)
	k.files = append(k.files, gen.File{Path: k.name + "/" + path, Content: f.Bytes()})
}

// construct takes the names of a construct: its own, that of its props, and
// that of the function that makes it.
func (k *pkg) construct(name string) string {
	scope := &ident.Scope{}
	for {
		n := scope.Name(ident.CDK(name))
		names := []string{n, n + "Props", "New" + n}
		if !k.anyTaken(names) {
			for _, name := range names {
				k.taken[name] = true
			}
			return n
		}
	}
}

func (k *pkg) anyTaken(names []string) bool {
	for _, n := range names {
		if k.taken[n] {
			return true
		}
	}
	return false
}
