package terraform

import (
	"slices"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// The variables by which whoever calls a module overrides what the spec says of all
// that it creates. A parameter of the spec that has such a name takes the variable's
// place. If none is given, the module creates what the spec says.
const (
	tagsVar     = "tags"
	boundaryVar = "permissions_boundary"
	pathVar     = "path"
	namesVar    = "names"
)

// pathPattern matches the paths that IAM takes.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
const pathPattern = `/([!-~]{1,510}/)?`

// nameOverride is an attribute of the variable names.
type nameOverride struct {
	key string
	typ expr // e.g., optional(string, "EMR_DefaultRole_V2")
}

// overrides reports whether the module has a variable of its own with this name.
func (m *module) overrides(name string) bool { return !m.taken[name] }

// commonPath is the path of all roles, policies and instance profiles of the spec, if
// they have one in common.
func commonPath(s *spec.Spec) string {
	var paths []spec.Value
	for _, r := range s.Roles {
		paths = append(paths, r.Path)
		if r.Profile != nil {
			paths = append(paths, r.ProfilePath)
		}
	}
	for _, p := range s.Policies {
		paths = append(paths, p.Path)
	}
	if len(paths) == 0 {
		return ""
	}
	common, literal := paths[0].Literal()
	if !literal || slices.ContainsFunc(paths, func(v spec.Value) bool { return !slices.Equal(v, paths[0]) }) {
		return ""
	}
	return common
}

// nameOf prints the name of a role, of a policy, of an instance profile or of a
// security configuration, which the variable replaces. Of what the spec makes for each
// of several names, it is that of the one in the loop, or of each's.
func (m *module) nameOf(key string, each *spec.Each, name spec.Value) expr {
	if each == nil {
		attr := expr("var." + namesVar + ".")
		if text, ok := name.Literal(); ok {
			return attr + m.nameKey(key, "optional(string, "+quoted(text)+")")
		}
		return "coalesce(" + attr + m.nameKey(key, "optional(string)") + ", " + m.value(name) + ")"
	}
	member := m.name
	if member == "" {
		member = quoted(each.Name)
	}
	return "lookup(var." + namesVar + "." + m.nameKey(key, "optional(map(string), {})") + ", " + member + ", " + m.value(name) + ")"
}

// nameKey is the attribute of the variable names for what the spec calls so.
func (m *module) nameKey(name string, typ expr) expr {
	i, ok := m.nameKeys[name]
	if !ok {
		i = len(m.nameOverrides)
		m.nameKeys[name] = i
		m.nameOverrides = append(m.nameOverrides, nameOverride{m.nameScope.Name(naming.Snake(name)), typ})
	}
	return expr(m.nameOverrides[i].key)
}

// roleOverride prints the name of a role, or nothing if no variable replaces it.
func (m *module) roleOverride(r *spec.Role) expr {
	if !r.Named() || r.NameInTrust() || !m.overrides(namesVar) {
		return ""
	}
	return m.nameOf(r.Written(), r.Each, r.RoleName)
}

// profileOverride is roleOverride for an instance profile, which is called as its role
// if the spec says no other name.
func (m *module) profileOverride(r *spec.Role) expr {
	switch {
	case !r.ProfileNamed() || !m.overrides(namesVar):
		return ""
	case slices.Equal(r.Profile, r.RoleName):
		return m.roleOverride(r)
	}
	return m.nameOf(r.Written()+"Profile", r.Each, r.Profile)
}

func (m *module) policyOverride(p *spec.Policy) expr {
	if !p.Named() || !m.overrides(namesVar) {
		return ""
	}
	return m.nameOf(p.Written(), p.Each, p.PolicyName)
}

func (m *module) configurationOverride(c *spec.SecurityConfiguration) expr {
	if !m.overrides(namesVar) {
		return ""
	}
	return m.nameOf(c.Name, nil, c.ConfigurationName)
}

// pathOverride prints a path, or nothing if no variable replaces it.
func (m *module) pathOverride(v spec.Value) expr {
	switch {
	case !m.overrides(pathVar):
		return ""
	case m.commonPath != "":
		return "var." + pathVar
	}
	return "coalesce(var." + pathVar + ", " + m.value(v) + ")"
}

// or prints an override, or what the spec says if there is none.
func (m *module) or(override expr, v spec.Value) expr {
	if override == "" {
		return m.value(v)
	}
	return override
}

// addOr is or within a text.
func (m *module) addOr(t *template, override expr, v spec.Value) {
	if override == "" {
		m.add(t, v, "")
	} else {
		t.interpolate(override)
	}
}

// nameAll gives all that the module creates an attribute of the variable names, before
// what it only refers to.
func (m *module) nameAll() {
	for _, r := range m.stack.Roles {
		m.roleOverride(r)
		if r.Profile != nil {
			m.profileOverride(r)
		}
	}
	for _, p := range m.stack.Policies {
		m.policyOverride(p)
	}
	for _, c := range m.stack.SecurityConfigurations {
		m.configurationOverride(c)
	}
}

// reference adds a role or policy of the spec to a text. Of one that is named by
// itself, the name that it is made for is just text.
func (m *module) reference(t *template, p spec.Part) {
	same := false
	switch ref := p.(type) {
	case spec.RoleRef:
		same = ref.Same
	case spec.PolicyRef:
		same = ref.Same
	}
	if outer := m.name; !same {
		m.name = ""
		defer func() { m.name = outer }()
	}
	switch ref := p.(type) {
	case spec.PolicyRef:
		m.arn(t, "policy", ref.Policy.Path, m.policyOverride(ref.Policy), ref.Policy.PolicyName)
	case spec.RoleRef:
		switch r := ref.Role; ref.Attr {
		case spec.AttrARN:
			m.arn(t, "role", r.Path, m.roleOverride(r), r.RoleName)
		case spec.AttrName:
			m.addOr(t, m.roleOverride(r), r.RoleName)
		case spec.AttrProfileARN:
			m.arn(t, "instance-profile", r.ProfilePath, m.profileOverride(r), r.Profile)
		default:
			panic("terraform: role attribute " + string(ref.Attr))
		}
	}
}

// arn adds the ARN of something in IAM, which has an override for its name, or that of
// the spec.
func (m *module) arn(t *template, kind string, path spec.Value, override expr, name spec.Value) {
	m.add(t, spec.Value{spec.Lit("arn:"), spec.Partition, spec.Lit(":iam::"), spec.AccountID, spec.Lit(":" + kind)}, "")
	m.addOr(t, m.pathOverride(path), path)
	m.addOr(t, override, name)
}

// overrideVariables declares the variables that override what the spec says.
func (m *module) overrideVariables() []expr {
	var out []expr
	add := func(name string, there bool, args []entry, validation ...expr) {
		if !there || !m.overrides(name) {
			return
		}
		body := lines(args)
		for _, v := range validation {
			body += "\n" + v
		}
		out = append(out, expr(`variable "`+name+"\" {\n")+body+"}\n")
	}
	tagged := len(m.stack.Roles)+len(m.stack.Policies) > 0
	add(tagsVar, tagged, []entry{
		{"description", quoted("Tags of all roles, policies and instance profiles, in addition to those of the spec.")},
		{"type", "map(string)"},
		{"default", "{}"},
		{"nullable", "false"},
	})
	if len(m.stack.Roles) > 0 && m.overrides(boundaryVar) {
		p := &spec.Param{Name: boundaryVar, Type: spec.PolicyARN, Optional: true, Doc: "ARN of the permissions boundary of each role for which the spec says none."}
		m.vars[p] = boundaryVar
		out = append(out, m.declare(p))
	}
	const pathDoc = "Path of all roles, policies and instance profiles. Give all modules of this spec the same: their policies name each other's roles."
	path := []entry{{"description", quoted(pathDoc)}, {"type", "string"}, {"default", quoted(m.commonPath)}, {"nullable", "false"}}
	holds := matchAll([]string{pathPattern}, "var."+pathVar)
	if m.commonPath == "" {
		path = []entry{{"description", quoted(pathDoc + " Null for those of the spec.")}, {"type", "string"}, {"default", "null"}}
		holds = "var." + pathVar + " == null ? true : " + holds
	}
	add(pathVar, tagged, path, block("validation", []entry{{"condition", holds}, {"error_message", quoted("path must begin and end with a slash.")}}))
	var attrs []entry
	for _, o := range m.nameOverrides {
		attrs = append(attrs, entry{key(o.key), o.typ})
	}
	add(namesVar, len(attrs) > 0, []entry{
		{"description", quoted("Names to use instead of those of the spec. Those of resources of other modules are here because policies of this module name them.")},
		{"type", "object(" + object(attrs) + ")"},
		{"default", "{}"},
		{"nullable", "false"},
	})
	return out
}
