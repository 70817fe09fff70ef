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
		if names {
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
// of the spec: Terraform ignores what a module does not use.
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
	text := string(files["variables.tf"])
	for name, value := range overrideValues(s) {
		before, after, ok := strings.Cut(text, `variable "`+name+`" {`)
		if ok {
			block, rest, _ := strings.Cut(after, "\n}\n")
			block = regexp.MustCompile(`(?m)^  default +=.*$`).ReplaceAllLiteralString(block, "  default = "+value)
			text = before + `variable "` + name + `" {` + block + "\n}\n" + rest
		}
	}
	out := maps.Clone(files)
	out["variables.tf"] = []byte(text)
	return out
}

func namesOf(s *spec.Spec) string {
	single, each := map[string]bool{}, map[string]map[string]bool{}
	var out strings.Builder
	add := func(name string, e *spec.Each) {
		key := keyOf(name)
		if e == nil {
			if !single[key] {
				fmt.Fprintf(&out, "    %s = %q\n", key, "other-"+key)
			}
			single[key] = true
			return
		}
		if each[key] == nil {
			each[key] = map[string]bool{}
			fmt.Fprintf(&out, "    %s = { for n in %s : n => \"other-%s-${n}\" }\n", key, strings.ReplaceAll(fmt.Sprintf("%q", e.List.Names), `" "`, `", "`), key)
		}
	}
	for _, r := range s.Roles {
		add(r.Written(), r.Each)
		add(r.Written()+"Profile", r.Each)
	}
	for _, p := range s.Policies {
		add(p.Written(), p.Each)
	}
	for _, c := range s.SecurityConfigurations {
		add(c.Name, nil)
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
