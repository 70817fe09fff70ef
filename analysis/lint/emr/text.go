package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// checkRoleTexts finds ARNs of roles written as text, in statements that pass or
// assume roles and in trust policies: they do not follow when a role is renamed, or
// have not followed.
func checkRoleTexts(c *core.Checker, st *core.Statement) {
	if c.Spec.Bare || c.IsBoundary(st.In.Policy) {
		return
	}
	identity := st.In.Identity()
	texts := st.ResourceTexts
	if !identity {
		texts = nil
		for _, p := range st.PrincipalTexts {
			texts = append(texts, p.Texts...)
		}
	}
	for _, t := range texts {
		if strings.Contains(t.Literal, ":role/") && (!identity || isAboutRoles(c, st)) && !refersToRole(t.Value) && c.Spend(len(c.Members())) {
			checkRoleText(c, st, t)
		}
	}
}

func checkRoleText(c *core.Checker, st *core.Statement, t core.Text) {
	path, name, ok := core.SplitRoleARN(t.Literal)
	if !ok || core.IsAnyRole(t.Literal) {
		return
	}
	tail := t.Literal[strings.Index(t.Literal, ":role/")+len(":role"):]
	matched := lists.Filter(c.Members(), func(r core.Member) bool { return r.MatchedBy(tail) }) // in any account
	what := path[1:] + name
	help := func(role string) string {
		return "write ${" + role + ".Arn}, or list it under passes, assumes or trust"
	}
	switch {
	case len(matched) == 0:
		if role, why := meantRole(c, path, name); why != "" {
			c.About(st, t.At, "dangling-role", help(role.Name), "names the role %s, but %s", what, why)
		}
	case core.Wild(what):
		c.About(st, t.At, "role-pattern", "list the roles under passes or assumes", "covers all roles named %s: %s of this spec, and future ones", what, core.And(namesOf(matched)))
	case !matched[0].Exists:
		c.About(st, t.At, "role-as-text", help(matched[0].Name), "names the role %s, which is %s of this spec, as text", what, matched[0].Name)
	}
}

// namesOf are names of roles, each once.
func namesOf(roles []core.Member) []string {
	const most = 4
	out := lists.Add(nil, lists.Map(roles, func(r core.Member) string { return r.Name })...)
	if len(out) > most {
		return append(out[:most-1:most-1], "others")
	}
	return out
}

func isAboutRoles(c *core.Checker, st *core.Statement) bool {
	if st.NotActions {
		return false
	}
	g := c.Grant(nil, st)
	return g.Does("iam:PassRole") || g.Does("sts:AssumeRole")
}

func refersToRole(v spec.Value) bool {
	return slices.ContainsFunc(v, func(p spec.Part) bool { _, ok := p.(spec.RoleRef); return ok })
}

// meantRole returns the role of the spec that a nonexistent path and name probably
// mean, and how they differ.
func meantRole(c *core.Checker, path, name string) (r core.Member, why string) {
	kind, isDefault := defaultNames[name]
	for _, r := range c.Members() {
		if strings.EqualFold(r.RoleName(), name) && !r.Made {
			return r, "role " + r.Name + " has the path " + r.Path()
		}
		if isDefault && r.Kind == kind && r.Made {
			return r, "the " + string(kind) + " role of this spec, " + r.Name + ", has a name that the deployment makes"
		}
		if isDefault && r.Kind == kind {
			return r, "the " + string(kind) + " role of this spec, " + r.Name + ", is " + strings.TrimPrefix(r.Tail(), "/")
		}
	}
	return core.Member{}, ""
}
