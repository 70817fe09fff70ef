package awscli

import (
	"slices"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Target compiles commands of the AWS CLI, of which not every repo has use.
var Target = gen.Target{
	Name: "awscli", OptIn: true, Files: files,
	Patterns: lists.Flat([]string{"config", "*.sh", "*.json", "tags.md"}, func(name string) []string {
		return []string{"awscli/" + name, gen.AnyEnvironment + "/awscli/" + name}
	}),
}

// files compiles s under its examples to awscli/, and under each of its
// environments to environments/<name>/awscli/.
func files(s *spec.Spec, _ gen.Values, _ *diag.List) []gen.File {
	files := filesOf("awscli", s, s.Example())
	for _, env := range s.Environments {
		files = append(files, filesOf(gen.EnvironmentDir(env.Name)+"/awscli", s, env.Binding)...)
	}
	return files
}

// existing is s with only the roles and security configurations that exist under b.
func existing(s *spec.Spec, b spec.Binding) *spec.Spec {
	out := *s
	out.Roles = lists.Filter(s.Roles, func(r *spec.Role) bool { return b.Holds(r.When) })
	out.SecurityConfigurations = lists.Filter(s.SecurityConfigurations, func(c *spec.SecurityConfiguration) bool { return b.Holds(c.When) })
	return &out
}

// filesOf are the files of one binding, in a folder.
func filesOf(dir string, s *spec.Spec, b spec.Binding) []gen.File {
	c := &commands{spec: existing(s, b), binding: b}
	s = c.spec
	var out []gen.File
	add := func(what, name string, w words) {
		out = append(out, gen.File{Path: dir + "/" + what + "-" + naming.Kebab(name) + ".sh", Content: c.print(what+".sh", "#", w)})
	}
	if slices.ContainsFunc(s.Roles, c.profiled) {
		out = append(out, gen.File{Path: dir + "/config", Content: c.config()})
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
			add("start-job-run", r.Written(), c.ofRole(r))
		case spec.KindRuntime:
			add("add-steps", r.Written(), c.ofRole(r))
		}
	}
	for _, sc := range s.SecurityConfigurations {
		add("create-security-configuration", sc.Name, c.createConfiguration(sc))
	}
	return slices.Concat(out, c.inputFiles(dir), c.iamFiles(dir), c.tagFiles(dir))
}
