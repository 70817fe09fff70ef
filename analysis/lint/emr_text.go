package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// checkRoleTexts finds ARNs of roles written as text, in statements that pass or
// assume roles and in trust policies: they do not follow when a role is renamed, or
// have not followed.
func checkRoleTexts(c *checker) {
	if c.spec.Bare {
		return
	}
	for d, st := range c.statements() {
		texts := st.resources
		if !d.identity() {
			texts = nil
			for _, p := range st.principals {
				texts = append(texts, p.values...)
			}
		}
		for _, t := range texts {
			if strings.Contains(t.string, ":role/") && (!d.identity() || c.isAboutRoles(st)) && !refersToRole(t.Value) && c.spend(len(c.members())) {
				c.checkRoleText(d, st, t)
			}
		}
	}
}

func (c *checker) checkRoleText(d *document, st *statement, t text) {
	path, name, ok := splitRoleARN(t.string)
	if !ok || isAnyRole(t.string) {
		return
	}
	matched := c.matching(t.string)
	what := path[1:] + name
	help := func(role string) string {
		return "write ${" + role + ".Arn}, or list it under passes, assumes or trust"
	}
	switch {
	case len(matched) == 0:
		if role, why := c.meantRole(path, name); why != "" {
			c.add(d.subject, t.At, "dangling-role", help(role.name), "%s names the role %s, but %s", label(st), what, why)
		}
	case wild(what):
		c.add(d.subject, t.At, "role-pattern", "list the roles under passes or assumes", "%s covers all roles named %s: %s of this spec, and future ones", label(st), what, and(namesOf(matched)))
	case !matched[0].exists:
		c.add(d.subject, t.At, "role-as-text", help(matched[0].name), "%s names the role %s, which is %s of this spec, as text", label(st), what, matched[0].name)
	}
}

// namesOf are names of roles, each once.
func namesOf(roles []member) []string {
	const most = 4
	var out []string
	for _, r := range roles {
		if !slices.Contains(out, r.name) {
			out = append(out, r.name)
		}
	}
	if len(out) > most {
		return append(out[:most-1:most-1], "others")
	}
	return out
}

func (c *checker) isAboutRoles(st *statement) bool {
	if st.NotActions {
		return false
	}
	g := c.grant(nil, st)
	_, _, passes := g.allows("iam:PassRole")
	_, _, assumes := g.allows("sts:AssumeRole")
	return passes || assumes
}

func refersToRole(v spec.Value) bool {
	return slices.ContainsFunc(v, func(p spec.Part) bool { _, ok := p.(spec.RoleRef); return ok })
}

// matching returns the roles of the spec whose ARN a pattern matches, in any
// account.
func (c *checker) matching(pattern string) []member {
	tail := pattern[strings.Index(pattern, ":role/")+len(":role"):]
	var out []member
	for _, r := range c.members() {
		if glob.Match(tail, r.tail()) {
			out = append(out, r)
		}
	}
	return out
}

// meantRole returns the role of the spec that a nonexistent path and name probably
// mean, and how they differ.
func (c *checker) meantRole(path, name string) (r member, why string) {
	kind, isDefault := defaultNames[name]
	for _, r := range c.members() {
		if strings.EqualFold(r.roleName(), name) {
			return r, "role " + r.name + " has the path " + r.path()
		}
		if isDefault && r.kind == kind {
			return r, "the " + string(kind) + " role of this spec, " + r.name + ", is " + strings.TrimPrefix(r.tail(), "/")
		}
	}
	return member{}, ""
}
