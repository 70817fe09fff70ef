package awscli

import (
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

// OptIn says that not every repo has use for commands.
func (Target) OptIn() {}

// Files compiles s under its examples to awscli/, and under each of its
// environments to environments/<name>/awscli/.
func (t Target) Files(s *spec.Spec, o spec.Options, l *diag.List) []gen.File {
	o.Strings(t.Name(), nil, l) // takes none
	files := filesOf("awscli", s, s.Example())
	for _, env := range s.Environments {
		files = append(files, filesOf(gen.EnvironmentDir(env.Name)+"/awscli", s, env.Binding)...)
	}
	return files
}

// Plan names the same files. They are as cheap to make as to name.
func (t Target) Plan(s *spec.Spec, o spec.Options, l *diag.List) []gen.File {
	return t.Files(s, o, l)
}

// filesOf are the files of one binding, in a folder.
func filesOf(dir string, s *spec.Spec, b spec.Binding) []gen.File {
	c := &commands{spec: s, binding: b}
	var files []gen.File
	add := func(what, name string, sc *script) {
		sc.file = s.File
		files = append(files, gen.File{Path: dir + "/" + what + "-" + ident.Kebab(name) + ".sh", Content: []byte(sc.String())})
	}
	if text := c.config(); text != "" {
		files = append(files, gen.File{Path: dir + "/config", Content: []byte(text)})
	}
	for _, r := range s.Roles {
		if !r.Each.First() {
			continue
		}
		switch r.Kind {
		case spec.KindService:
			if c.instance(r) != nil {
				add("create-cluster", r.Written(), c.createCluster(r))
			}
		case spec.KindStudio:
			add("create-studio", r.Written(), c.createStudio(r, nil))
			for _, user := range s.Roles {
				if user.Kind == spec.KindStudioUser && user.Each == nil {
					add("create-studio", r.Written()+"With"+user.Written(), c.createStudio(r, user))
				}
			}
		case spec.KindServerless:
			add("start-job-run", r.Written(), c.startJobRun(r))
		case spec.KindRuntime:
			add("add-steps", r.Written(), c.addSteps(r))
		}
	}
	for _, sc := range s.SecurityConfigurations {
		add("create-security-configuration", sc.Name, c.createConfiguration(sc))
	}
	return files
}
