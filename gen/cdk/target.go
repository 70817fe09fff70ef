package cdk

import (
	"slices"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles a spec to a Go package of AWS CDK constructs.
type Target struct{}

var _ gen.Planner = Target{}

// Name is "cdk".
func (Target) Name() string { return "cdk" }

// Patterns match the paths of Files, whatever the package is called.
func (Target) Patterns() []string {
	return []string{"*/*.go"}
}

// Options are the name of the package.
func (Target) Options() []gen.Option { return []gen.Option{gofile.Package("emrcdk")} }

// Files are the files of the package, in a folder of its name.
func (Target) Files(s *spec.Spec, o gen.Values, _ *diag.List) []gen.File {
	return newPkg(s, o[gofile.PackageOption]).files()
}

// Paths are one: the package has a folder of its own.
func (Target) Paths(_ *spec.Spec, o gen.Values) []string {
	return []string{o[gofile.PackageOption] + "/doc.go"}
}

// pkg is the package in the making.
type pkg struct {
	spec           *spec.Spec
	name           string // e.g., "emrcdk"
	roles          []*roleConstruct
	policies       []*policyConstruct
	configurations []*configurationConstruct
	stacks         []*stackConstruct
	helpers        helpers
	taken          map[string]bool           // the package's exported names
	names          map[*spec.NameList]string // the functions that return names
	values         map[*spec.NameList]values // of the lists whose names have values
}

// newPkg plans the package. What is named first has the plainer name: roles,
// policies, security configurations, then stacks.
func newPkg(s *spec.Spec, name string) *pkg {
	k := &pkg{spec: s, name: name, helpers: newHelpers(), taken: map[string]bool{}, names: map[*spec.NameList]string{}, values: map[*spec.NameList]values{}}
	all := map[*spec.Header]*construct{}
	k.nameLists()
	first := map[string]*construct{} // of an Each, by group
	for _, r := range s.Roles {
		if r.Each.First() {
			c := k.newRole(k.construct(r.Written(), "Role"), r)
			k.roles = append(k.roles, c)
			first[r.Written()] = c.construct
		}
		all[&r.Header] = first[r.Written()]
	}
	for _, p := range s.Policies {
		if p.Each.First() {
			c := k.newPolicy(k.construct(p.Written(), "Policy"), p)
			k.policies = append(k.policies, c)
			first[p.Written()] = c.construct
		}
		all[&p.Header] = first[p.Written()]
	}
	for _, s := range s.SecurityConfigurations {
		c := k.newConfiguration(k.construct(s.Name, "Configuration"), s)
		k.configurations = append(k.configurations, c)
		all[&s.Header] = c.construct
	}
	for _, st := range s.Stacks {
		k.stacks = append(k.stacks, k.newStack(k.construct(st.Name, "Stack"), st, all))
	}
	return k
}

// files prints the package.
func (k *pkg) files() []gen.File {
	paths := naming.NewScope("doc.go", "example_test.go", "helpers.go", "each.go")
	d := gofile.NewFolder(k.name)
	add := func(name string, write func(*gofile.File)) {
		f := gofile.New(k.name, k.spec.File)
		for path, name := range importNames {
			f.Import(path, name)
		}
		write(f)
		d.Add(name, f)
	}
	add("doc.go", k.doc)
	add("example_test.go", k.examples)
	for _, c := range k.roles {
		add(paths.Name(naming.File(c.Role.Written())), c.write)
	}
	for _, c := range k.policies {
		add(paths.Name(naming.File(c.Policy.Written())), c.write)
	}
	for _, c := range k.configurations {
		add(paths.Name(naming.File(c.Configuration.Name)), c.write)
	}
	for _, c := range k.stacks {
		add(paths.Name(naming.File(c.stack.Name)), c.write)
	}
	if len(k.names) > 0 {
		add("each.go", func(f *gofile.File) { k.declareNames(f); k.declareValues(f) })
	}
	out := d.Files()
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
