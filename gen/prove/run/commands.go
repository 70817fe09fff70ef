package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/gen/prove"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// runCommands runs the scripts for the AWS CLI with a program in place of it that
// prints what it is called with, one word a line.
func runCommands(s *spec.Spec, _ *deploy.Space, files []gen.File) (prove.Report, error) {
	var out prove.Report
	sh, err := exec.LookPath("sh")
	if err != nil {
		return out, errors.New("there is no shell, sh")
	}
	dir, err := os.MkdirTemp("", "emriam-prove-")
	if err != nil {
		return out, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	// The shell writes it: a program that this process has open cannot be run.
	const recorder = `printf '%s\n' '#!/bin/sh' 'for word in "$@"; do printf "%s\\n" "$word"; done' > aws && chmod +x aws`
	record := exec.Command(sh, "-c", recorder)
	record.Dir = dir
	if said, err := record.CombinedOutput(); err != nil {
		return out, fmt.Errorf("%w: %s", err, said)
	}
	for _, f := range files {
		c := &commanded{spec: s, binding: bindingOf(s, f.Path), file: f}
		var err error
		switch name := path.Base(f.Path); {
		case name == "iam.sh" || name == "tag-resources.sh" || name == "tags.md":
			continue // they name no role by themselves
		case name == "config":
			c.config()
		case path.Ext(name) == ".json":
			c.input()
		case strings.HasPrefix(name, "deploy-") || strings.HasPrefix(name, "remove-"):
			err = c.iam(sh, dir, files)
		default:
			err = c.script(sh, dir)
		}
		if err != nil {
			return out, fmt.Errorf("%s: %w", f.Path, err)
		}
		out.Files++
		out.Add(f.Path, "", c.Comparison)
	}
	return out, nil
}

// bindingOf is what a file of commands was compiled with.
func bindingOf(s *spec.Spec, file string) spec.Binding {
	for _, env := range s.Environments {
		if strings.HasPrefix(file, gen.EnvironmentDir(env.Name)+"/") {
			return env.Binding
		}
	}
	return s.Example()
}

// commanded compares one file with the model.
type commanded struct {
	spec    *spec.Spec
	binding spec.Binding
	file    gen.File
	prove.Comparison
}

var needed = regexp.MustCompile(`\$\{([A-Z0-9_]+):\?`)

// script runs a script, for each name if it asks for one.
func (c *commanded) script(sh, dir string) error {
	written := filepath.Join(dir, "script.sh")
	if err := os.WriteFile(written, c.file.Content, 0o644); err != nil {
		return err
	}
	var env []string
	for _, m := range needed.FindAllSubmatch(c.file.Content, -1) {
		env = append(env, string(m[1])+"=the value of "+string(m[1]))
	}
	for _, name := range c.names() {
		args := []string{written}
		if name != "" {
			args = append(args, name)
		}
		const handed = "it's $HOME=1"
		cmd := exec.Command(sh, append(args, "--handed-on", handed)...)
		cmd.Env = append(slices.Clone(env), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
		said, err := cmd.CombinedOutput()
		if err != nil {
			c.Add("it fails: %v\n%s", err, said)
			continue
		}
		words := strings.Split(strings.TrimSuffix(string(said), "\n"), "\n")
		if n := len(words); n < 4 || words[n-2] != "--handed-on" || words[n-1] != handed {
			c.Add("it does not hand on what it is called with: %q", words)
			continue
		}
		c.call(name, words[:len(words)-2])
	}
	return nil
}

// names are those that the script is to be called with; "" if it takes none.
func (c *commanded) names() []string {
	if !strings.Contains(string(c.file.Content), "${1:?") {
		return []string{""}
	}
	for _, r := range c.spec.Roles {
		if r.Each != nil && c.isFor(r.Written(), "start-job-run", "add-steps", "create-cluster", "create-studio") {
			return r.Each.List.Names
		}
	}
	c.Add("it asks for a name that nothing has")
	return nil
}

// isFor reports whether the file is called for a role or configuration.
func (c *commanded) isFor(name string, commands ...string) bool {
	return slices.ContainsFunc(commands, func(command string) bool {
		return path.Base(c.file.Path) == command+"-"+naming.Kebab(name)+".sh"
	})
}

// call compares one call of the CLI.
func (c *commanded) call(name string, words []string) {
	command, options := words[1], map[string]string{}
	for i := 2; i+1 < len(words); i += 2 {
		options[words[i]] = words[i+1]
	}
	c.Text("--region", c.binding.Region, options["--region"])
	for _, sc := range c.spec.SecurityConfigurations {
		if command == "create-security-configuration" && c.isFor(sc.Name, command) {
			c.configuration(sc, options)
			return
		}
	}
	for _, r := range c.spec.Roles {
		if (r.Each == nil) != (name == "") || r.Each != nil && r.Each.Name != name {
			continue
		}
		switch {
		case command == "create-studio" && r.Kind == spec.KindStudio:
			for _, user := range c.spec.Roles {
				if c.isFor(r.Written()+"With"+user.Written(), command) {
					c.Text("--user-role", c.binding.Text(user.ARN()), options["--user-role"])
					c.Text("--service-role", c.binding.Text(r.ARN()), options["--service-role"])
					return
				}
			}
			if c.isFor(r.Written(), command) {
				c.Text("--user-role", "", options["--user-role"])
				c.Text("--service-role", c.binding.Text(r.ARN()), options["--service-role"])
				return
			}
		case !c.isFor(r.Written(), command):
		case command == "start-job-run", command == "add-steps":
			c.Text("--execution-role-arn", c.binding.Text(r.ARN()), options["--execution-role-arn"])
			return
		case command == "create-cluster":
			c.cluster(r, options)
			return
		}
	}
	c.Add("it calls %s, which the spec has nothing for", command)
}

func (c *commanded) configuration(sc *spec.SecurityConfiguration, options map[string]string) {
	c.Text("--name", c.binding.Text(sc.ConfigurationName), options["--name"])
	var got any
	if err := json.Unmarshal([]byte(options["--security-configuration"]), &got); err != nil {
		c.Add("--security-configuration: %v", err)
	} else if !reflect.DeepEqual(got, expected.Decoded(c.binding.JSON(sc.Document()))) {
		c.Add("--security-configuration is not as the spec has it")
	}
}

// cluster compares the roles of a cluster: those of the instances and of Auto
// Scaling are ones that the service role passes, or of its stack.
func (c *commanded) cluster(service *spec.Role, options map[string]string) {
	c.Text("--service-role", c.named(service), options["--service-role"])
	profile := ""
	for _, word := range strings.Split(options["--ec2-attributes"], ",") {
		if p, ok := strings.CutPrefix(word, "InstanceProfile="); ok {
			profile = p
		}
	}
	c.oneOf("the instance profile", profile, c.partners(service, spec.KindInstance, service.Stack.Roles), c.profiled)
	scaling := c.partners(service, spec.KindAutoScaling, nil)
	if got := options["--auto-scaling-role"]; got != "" || len(scaling) > 0 {
		c.oneOf("--auto-scaling-role", got, scaling, c.named)
	}
}

// partners are the roles of a kind that another passes; if there is none, those
// among others.
func (c *commanded) partners(service *spec.Role, kind spec.Kind, others []*spec.Role) []*spec.Role {
	for _, among := range [][]*spec.Role{service.Passes(), others} {
		out := lists.Filter(among, func(r *spec.Role) bool { return r.Kind == kind })
		if out != nil {
			return out
		}
	}
	return nil
}

func (c *commanded) oneOf(what, got string, roles []*spec.Role, named func(*spec.Role) string) {
	want := lists.Map(roles, named)
	if !slices.Contains(want, got) {
		c.Add("%s is %q, not %s", what, got, strings.Join(want, " or "))
	}
}

// named is what EMR takes for a role: its name, or its ARN if it may have a path.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles-custom.html
func (c *commanded) named(r *spec.Role) string { return c.nameOf(r.Entity()) }

func (c *commanded) profiled(r *spec.Role) string {
	if r.Profile == nil {
		return c.named(r)
	}
	return c.nameOf(r.ProfileEntity())
}

func (c *commanded) nameOf(e spec.Entity) string {
	if e.Path() == nil {
		return c.binding.Text(e.AWSName())
	}
	return c.binding.Text(e.ARN())
}

// config compares the profiles of a file like ~/.aws/config.
func (c *commanded) config() {
	var role *spec.Role
	for line := range strings.Lines(string(c.file.Content)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "[profile "); ok {
			role = lists.Find(c.spec.Roles, func(r *spec.Role) bool { return naming.Kebab(r.Name)+"]" == name })
			if role == nil {
				c.Add("the profile %s is of no role", name)
				return
			}
		}
		key, value, _ := strings.Cut(line, " = ")
		switch {
		case role == nil:
		case key == "region":
			c.Text("region", c.binding.Region, value)
		case key == "service_role":
			c.Text("service_role of "+role.Name, c.named(role), value)
		case key == "instance_profile":
			c.oneOf("instance_profile of "+role.Name, value, c.partners(role, spec.KindInstance, role.Stack.Roles), c.profiled)
		}
	}
}
