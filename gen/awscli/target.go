package awscli

import (
	"slices"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/ident"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles commands of the AWS CLI.
type Target struct{}

var (
	_ gen.Planner = Target{}
	_ gen.OptIn   = Target{}
)

// Name is how outputs and --target call the target.
func (Target) Name() string { return "awscli" }

// Patterns match the paths of Files.
func (Target) Patterns() []string {
	return []string{
		"awscli/config", "awscli/*.sh",
		gen.AnyEnvironment + "/awscli/config", gen.AnyEnvironment + "/awscli/*.sh",
	}
}

// OptIn says that not every repo has use for commands.
func (Target) OptIn() {}

// Files compiles s under its examples to awscli/, and under each of its
// environments to environments/<name>/awscli/.
func (t Target) Files(s *spec.Spec, o spec.Options, l *diag.List) []gen.File {
	files := t.Plan(s, o, l)
	for i, a := range artefacts(s) {
		files[i].Content = []byte(a.text())
	}
	return files
}

// Plan names the same files.
func (t Target) Plan(s *spec.Spec, o spec.Options, l *diag.List) []gen.File {
	o.Strings(t.Name(), nil, l) // takes none
	planned := artefacts(s)
	files := make([]gen.File, len(planned))
	for i, a := range planned {
		files[i].Path = a.path
	}
	return files
}

// artefact is a file to be printed.
type artefact struct {
	path string
	text func() string
}

// artefacts are the files of s.
func artefacts(s *spec.Spec) []artefact {
	out := artefactsOf("awscli", s, s.Example())
	for _, env := range s.Environments {
		out = append(out, artefactsOf(gen.EnvironmentDir(env.Name)+"/awscli", s, env.Binding)...)
	}
	return out
}

// artefactsOf are the files of one binding, in a folder.
func artefactsOf(dir string, s *spec.Spec, b spec.Binding) []artefact {
	c := &commands{spec: s, binding: b}
	var out []artefact
	add := func(what, name string, make func() *script) {
		out = append(out, artefact{dir + "/" + what + "-" + ident.Kebab(name) + ".sh", func() string { return make().text(s.File) }})
	}
	if slices.ContainsFunc(s.Roles, c.profiled) {
		out = append(out, artefact{dir + "/config", c.config})
	}
	for _, r := range s.Roles {
		if !r.Each.First() {
			continue
		}
		switch r.Kind {
		case spec.KindService:
			if c.instance(r) != nil {
				add("create-cluster", r.Written(), func() *script { return c.createCluster(r) })
			}
		case spec.KindStudio:
			add("create-studio", r.Written(), func() *script { return c.createStudio(r, nil) })
			for _, user := range s.Roles {
				if user.Kind == spec.KindStudioUser && user.Each == nil {
					add("create-studio", r.Written()+"With"+user.Written(), func() *script { return c.createStudio(r, user) })
				}
			}
		case spec.KindServerless:
			add("start-job-run", r.Written(), func() *script { return c.startJobRun(r) })
		case spec.KindRuntime:
			add("add-steps", r.Written(), func() *script { return c.addSteps(r) })
		}
	}
	for _, sc := range s.SecurityConfigurations {
		add("create-security-configuration", sc.Name, func() *script { return c.createConfiguration(sc) })
	}
	return out
}
