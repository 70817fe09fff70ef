package terraform_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/iam/read"
	tfread "github.com/emriam/emriam/iam/read/terraform"
	"github.com/emriam/emriam/spec"
)

// What the tests give the variables that override a spec.
const (
	otherPath     = "/other/path/"
	otherBoundary = "arn:aws:iam::aws:policy/PowerUserAccess"
	otherTag      = "team"
)

// namesVar is the variable with names.
const namesVar = "names"

// taken are the variables of modules that parameters of the spec take the place of.
func taken(s *spec.Spec, name string) bool {
	return slices.ContainsFunc(s.Params, func(p *spec.Param) bool { return naming.Snake(p.Name) == name })
}

// keyOf is the attribute of the variable names for what the spec calls so: no word of
// the language.
func keyOf(name string) string {
	key := naming.Snake(name)
	if slices.Contains([]string{"for", "null", "true", "false", "if", "in"}, key) {
		key += "2"
	}
	return key
}

// otherName is the name that the tests give something, for each of several by its own.
func otherName(key string, each *spec.Each) spec.Value {
	if each == nil {
		return spec.Text("other-" + key)
	}
	return spec.Value{spec.Lit("other-" + key + "-"), spec.EachName(each.Name)}
}

// in is a choice of parameters in another spec that has the same stacks.
func in(s *spec.Spec, c expected.Choice) expected.Choice {
	i := slices.Index(c.Spec.Stacks, c.Stack)
	c.Spec, c.Stack = s, s.Stacks[i]
	return c
}

// rename gives a spec the names and the path that its modules are given by variables.
func rename(s *spec.Spec) {
	names, path := !taken(s, "names"), !taken(s, "path")
	for _, r := range s.Roles {
		own := slices.Equal(r.Profile, r.RoleName)
		if names && r.Named() && !r.NameInTrust() {
			r.RoleName = otherName(keyOf(r.Written()), r.Each)
		}
		if names && r.Profile != nil && r.ProfileNamed() {
			r.Profile = otherName(keyOf(r.Written()+"Profile"), r.Each)
			if own {
				r.Profile = r.RoleName
			}
		}
		if path {
			r.Path = spec.Text(otherPath)
			if r.Profile != nil {
				r.ProfilePath = r.Path
			}
		}
	}
	for _, p := range s.Policies {
		if names && p.Named() {
			p.PolicyName = otherName(keyOf(p.Written()), p.Each)
		}
		if path {
			p.Path = spec.Text(otherPath)
		}
	}
	for _, c := range s.SecurityConfigurations {
		if names && c.Named() {
			c.ConfigurationName = otherName(keyOf(c.Name), nil)
		}
	}
}

// overridesOf are the arguments that override all that a module lets override.
func overridesOf(m *tfread.Module, s *spec.Spec) string {
	out := ""
	for name, value := range overrideValues(s) {
		if slices.Contains(m.Variables(), name) {
			out += "  " + name + " = " + value + "\n"
		}
	}
	return out
}

// overrideValues are the values of the variables that override. Names are those of all
// of the spec, which each module takes.
func overrideValues(s *spec.Spec) map[string]string {
	out := map[string]string{
		"tags":                 fmt.Sprintf(`{ %s = %q, for-use-with-amazon-emr-managed-policies = "false" }`, otherTag, otherTag),
		"permissions_boundary": fmt.Sprintf("%q", otherBoundary),
		"path":                 fmt.Sprintf("%q", otherPath),
		"names":                "{\n" + namesOf(s) + "  }",
	}
	maps.DeleteFunc(out, func(name, _ string) bool { return taken(s, name) })
	return out
}

// withOverrides are the files of a module that has these values as its defaults.
func withOverrides(files map[string][]byte, s *spec.Spec) map[string][]byte {
	for name, value := range overrideValues(s) {
		files = withVariable(files, name, value)
	}
	return files
}

// withVariable are the files of a module one of whose variables, if it has it, has another
// default.
func withVariable(files map[string][]byte, name, value string) map[string][]byte {
	out := maps.Clone(files)
	if before, after, ok := strings.Cut(string(files["variables.tf"]), `variable "`+name+`" {`); ok {
		block, rest, _ := strings.Cut(after, "\n}\n")
		block = regexp.MustCompile(`(?m)^  default +=.*$`).ReplaceAllLiteralString(block, "  default = "+value)
		out["variables.tf"] = []byte(before + `variable "` + name + `" {` + block + "\n}\n" + rest)
	}
	return out
}

// namesOf are names for all that the modules of a spec can rename.
func namesOf(s *spec.Spec) string {
	var out strings.Builder
	add := func(called string, each *spec.Each) {
		key, name := keyOf(called), "other-"+keyOf(called)
		if each != nil {
			key, name = key+"/"+each.Name, name+"-"+each.Name
		}
		fmt.Fprintf(&out, "    %q = %q\n", key, name)
	}
	for _, r := range s.Roles {
		if r.Named() && !r.NameInTrust() {
			add(r.Written(), r.Each)
		}
		if r.Profile != nil && r.ProfileNamed() && !slices.Equal(r.Profile, r.RoleName) {
			add(r.Written()+"Profile", r.Each)
		}
	}
	for _, p := range s.Policies {
		if p.Named() {
			add(p.Written(), p.Each)
		}
	}
	for _, c := range s.SecurityConfigurations {
		if c.Named() {
			add(c.Name, nil)
		}
	}
	return out.String()
}

// override gives what a spec creates the tags and the boundary of the variables, which
// replace nothing that the spec says.
func override(s *spec.Spec, a *read.Account) {
	tag := func(tags map[string]string) {
		if taken(s, "tags") {
			return
		}
		for key, value := range map[string]string{otherTag: otherTag, "for-use-with-amazon-emr-managed-policies": "false"} {
			if _, ok := tags[key]; !ok {
				tags[key] = value
			}
		}
	}
	for _, r := range a.Roles {
		tag(r.Tags)
		for _, p := range r.Profiles {
			tag(p.Tags)
		}
		if r.Boundary == "" && !taken(s, "permissions_boundary") {
			r.Boundary = otherBoundary
		}
	}
	for _, p := range a.Policies {
		tag(p.Tags)
	}
}
