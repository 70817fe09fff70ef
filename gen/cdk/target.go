package cdk

import (
	"slices"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles a spec to a Go package of AWS CDK constructs, in a folder of its name.
var Target = gen.Target{
	Name: "cdk", Options: []gen.Option{gofile.Package("emrcdk")},
	Patterns: []string{"*/*.go"}, // whatever the package is called
	Files: func(s *spec.Spec, o gen.Values, _ *diag.List) []gen.File {
		return newPkg(s, o[gofile.PackageOption]).files()
	},
	Paths: func(_ *spec.Spec, o gen.Values) []string { return []string{o[gofile.PackageOption] + "/doc.go"} },
}

// pkg is the package in the making.
type pkg struct {
	spec    *spec.Spec
	name    string // e.g., "emrcdk"
	parts   []part
	stacks  []*stackConstruct
	makers  map[*spec.Header]*construct // what makes a role, a policy or a security configuration
	helpers helpers
	taken   map[string]bool           // the package's exported names
	names   map[*spec.NameList]string // the functions that return names
	values  map[*spec.NameList]values // of the lists whose names have values
}

// newPkg plans the package. What is named first has the plainer name: roles,
// policies, security configurations, then stacks.
func newPkg(s *spec.Spec, name string) *pkg {
	k := &pkg{spec: s, name: name, helpers: newHelpers(), makers: map[*spec.Header]*construct{}, taken: map[string]bool{}, names: map[*spec.NameList]string{}, values: map[*spec.NameList]values{}}
	k.nameLists()
	first := map[string]*construct{} // of an Each, by group
	for of := range s.Subjects() {
		if of.Resource != nil {
			continue
		}
		h := of.Header()
		if h.Each.First() {
			c := k.newSubject(of)
			first[h.Written()] = c
			switch {
			case of.Role != nil:
				k.add(c, h.Written(), newRole(c).write)
			case of.Policy != nil:
				k.add(c, h.Written(), (&policyConstruct{c}).write)
			default:
				k.add(c, h.Written(), (&configurationConstruct{c}).write)
			}
		}
		k.makers[h] = first[h.Written()]
	}
	for _, st := range s.Stacks {
		c := k.newStack(k.construct(st.Name, "Stack"), st, k.makers)
		k.stacks = append(k.stacks, c)
		k.add(c.construct, st.Name, c.write)
	}
	return k
}

// part is a construct, in a file that is named for something in the spec.
type part struct {
	*construct
	of    string
	write func(*gofile.File)
}

func (k *pkg) add(c *construct, of string, write func(*gofile.File)) {
	k.parts = append(k.parts, part{c, of, write})
}

// files prints the package.
func (k *pkg) files() []gen.File {
	paths := naming.NewScope("doc.go", "example_test.go", "helpers.go", "each.go")
	var out []gen.File
	add := func(name string, write func(*gofile.File)) {
		f := gofile.New(k.name, k.spec.File)
		for path, name := range importNames {
			f.Import(path, name)
		}
		write(f)
		out = append(out, gen.File{Path: k.name + "/" + name, Content: f.Bytes()})
	}
	add("doc.go", k.doc)
	add("example_test.go", k.examples)
	for _, p := range k.parts {
		add(paths.Name(naming.File(p.of)), p.write)
	}
	if len(k.names) > 0 {
		add("each.go", func(f *gofile.File) { k.declareNames(f); k.declareValues(f) })
	}
	if len(k.helpers.used) > 0 {
		out = append(out, gen.File{Path: k.name + "/helpers.go", Content: k.helpers.file(k.name, k.spec.File)})
	}
	return out
}

// construct takes the names of a construct: its own, that of its props, and
// that of the function that makes it. kind tells it from others of its name.
func (k *pkg) construct(name, kind string) string {
	numbers := &naming.Scope{}
	for n := naming.CDK(name); ; n = numbers.Name(naming.CDK(name) + kind) {
		names := []string{n, n + "Props", "New" + n}
		if slices.ContainsFunc(names, func(s string) bool { return k.taken[s] }) {
			continue
		}
		for _, s := range names {
			k.taken[s] = true
		}
		return n
	}
}
