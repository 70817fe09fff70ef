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
	for _, e := range m.spec.Entities() {
		if hasOwnName(e) && !followsRole(e) {
			add(written(e), e.Header().Each)
		}
	}
}

// written is what the spec calls e.
func written(e spec.Entity) string {
	if e.Profile {
		return e.Header().Written() + "Profile"
	}
	return e.Header().Written()
}

// hasOwnName reports whether e has a name that can be another.
func hasOwnName(e spec.Entity) bool {
	return e.Named() && (e.Profile || e.Role == nil || !e.Role.NameInTrust())
}

// followsRole reports whether e is an instance profile that is called as its role.
func followsRole(e spec.Entity) bool {
	return e.Profile && slices.Equal(e.Role.Profile, e.Role.RoleName)
}

// override prints the name of e, or nothing if no variable replaces it.
func (m *module) override(e spec.Entity) expr {
	if followsRole(e) {
		e.Profile = false
	}
	if !hasOwnName(e) || !m.overrides(namesVar) {
		return ""
	}
	return m.nameOf(written(e), e.Header().Each, e.AWSName())
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
		m.arn(t, "policy", ref.Policy.Path, ref.Policy.Entity())
	case spec.RoleRef:
		switch r := ref.Role; ref.Attr {
		case spec.AttrARN:
			m.arn(t, "role", r.Path, r.Entity())
		case spec.AttrName:
			m.addOr(t, m.override(r.Entity()), r.RoleName)
		case spec.AttrProfileARN:
			m.arn(t, "instance-profile", r.ProfilePath, r.ProfileEntity())
		default:
			panic("terraform: role attribute " + string(ref.Attr))
		}
	}
}

// arn adds the ARN of something in IAM.
func (m *module) arn(t *template, kind string, path spec.Value, e spec.Entity) {
	m.add(t, spec.Value{spec.Lit("arn:"), spec.Partition, spec.Lit(":iam::"), spec.AccountID, spec.Lit(":" + kind)}, "")
	m.addOr(t, m.pathOverride(path), path)
	m.addOr(t, m.override(e), e.AWSName())
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
