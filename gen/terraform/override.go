package terraform

import (
	"maps"
	"slices"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
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
	paths = append(paths, lists.Map(s.Policies, func(p *spec.Policy) spec.Value { return p.Path })...)
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
func (m *module) nameOf(called string, each *spec.Each, name spec.Value) expr {
	m.renames = true
	own := m.nameKeys[called]
	if each == nil {
		if !slices.ContainsFunc(m.ownNames, func(e entry) bool { return e.key == own }) {
			m.ownNames = append(m.ownNames, entry{own, m.value(name)})
		}
		return expr("local." + namesVar + "." + own)
	}
	var key template
	if key.add(own + "/"); m.name == "" {
		key.add(each.Name)
	} else {
		key.interpolate(m.name)
	}
	return "lookup(var." + namesVar + ", " + key.expr() + ", " + m.value(name) + ")"
}

// localNames is the local with the names that are not those of several.
func (m *module) localNames() []entry {
	if m.ownNames == nil {
		return nil
	}
	return []entry{{namesVar, "merge(" + object(m.ownNames) + ", var." + namesVar + ")"}}
}

// nameAll gives all that has a name in the spec a key in the variable names. All modules
// take the same keys, so that one map can be given to all.
func (m *module) nameAll() {
	scope := naming.NewScope(slices.Collect(maps.Keys(reserved))...)
	add := func(called string, each *spec.Each) {
		key, ok := m.nameKeys[called]
		if !ok {
			key = scope.Name(naming.Snake(called))
			m.nameKeys[called] = key
		}
		if each != nil {
			key += "/" + each.Name
		}
		m.allNames = append(m.allNames, key)
	}
	for _, r := range m.spec.Roles {
		if hasOwnName(r) {
			add(r.Written(), r.Each)
		}
		if r.Profile != nil && r.ProfileNamed() && !slices.Equal(r.Profile, r.RoleName) {
			add(r.Written()+"Profile", r.Each)
		}
	}
	for _, p := range m.spec.Policies {
		if p.Named() {
			add(p.Written(), p.Each)
		}
	}
	for _, c := range m.spec.SecurityConfigurations {
		if c.Named() {
			add(c.Name, nil)
		}
	}
}

// hasOwnName reports whether a role has a name that can be another.
func hasOwnName(r *spec.Role) bool { return r.Named() && !r.NameInTrust() }

// roleOverride prints the name of a role, or nothing if no variable replaces it.
func (m *module) roleOverride(r *spec.Role) expr {
	if !hasOwnName(r) || !m.overrides(namesVar) {
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
	const namesDoc = "Names to use instead of those of the spec. Give all modules of this spec the same: their policies name each other's roles."
	add(namesVar, m.renames, []entry{
		{"description", quoted(namesDoc)},
		{"type", "map(string)"},
		{"default", "{}"},
		{"nullable", "false"},
	}, block("validation", []entry{
		{"condition", "alltrue([for key, name in var." + namesVar + " : name != null && contains(" + wrapped(m.allNames) + ", key)])"},
		{"error_message", quoted("Each key of names must be one of those in the condition, and no name can be null.")},
	}))
	return out
}
