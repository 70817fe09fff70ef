package awscli

import (
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// inputFiles are what follows from the spec as --cli-input-json takes it, for shells
// that run no scripts, such as those of Windows. Options beside it add the rest, and
// win. "aws emr create-cluster" and add-steps have no such option; for clusters, there
// is the file config.
func (c *commands) inputFiles(dir string) []gen.File {
	var out []gen.File
	add := func(what, name string, v any) {
		out = append(out, gen.File{Path: dir + "/" + what + "-" + naming.Kebab(name) + ".json", Content: []byte(indented(v))})
	}
	studio := func(r, user *spec.Role) {
		type studioInput struct {
			AuthMode, ServiceRole string
			UserRole              string `json:",omitempty"`
		}
		if user == nil {
			add("create-studio", r.Name, studioInput{AuthMode: "IAM", ServiceRole: c.binding.Text(r.ARN())})
			return
		}
		add("create-studio", r.Name+"With"+user.Name, studioInput{"SSO", c.binding.Text(r.ARN()), c.binding.Text(user.ARN())})
	}
	for _, r := range c.spec.Roles {
		switch r.Kind {
		case spec.KindStudio:
			studio(r, nil)
			for _, user := range c.spec.Roles {
				if user.Kind == spec.KindStudioUser && user.Each == nil {
					studio(r, user)
				}
			}
		case spec.KindServerless:
			add("start-job-run", r.Name, struct {
				ExecutionRoleArn string `json:"executionRoleArn"`
			}{c.binding.Text(r.ARN())})
		}
	}
	for _, sc := range c.spec.SecurityConfigurations {
		add("create-security-configuration", sc.Name, struct{ Name, SecurityConfiguration string }{c.binding.Text(sc.ConfigurationName), string(c.binding.JSON(sc.Document()))})
	}
	return out
}
