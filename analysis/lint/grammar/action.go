package grammar

import (
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
)

// actionForms checks that each action has the form service:Action.
func actionForms(c *core.Checker, st *core.Statement, v core.Value) {
	if v.Of == core.InAction && !strings.Contains(v.Literal, "${") && !core.IsAction(v.Literal) {
		c.About(st, v.At, "bad-action", actionHelp(v.Literal), "has the action %q, which is not service:Action", v.Literal)
	}
}

func actionHelp(s string) string {
	tight := strings.Join(strings.Fields(s), "")
	if tight != s && core.IsAction(tight) {
		return "did you mean \"" + tight + "\"?"
	}
	if service, _, _ := strings.Cut(s, ":"); glob.HasWildcard(service) {
		return "the service cannot contain wildcards; the whole action can be \"*\""
	}
	return "e.g., s3:GetObject, s3:Get* or \"*\""
}

// trustActions checks that the actions of a trust policy assume a role, and match
// its principals.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func trustActions(c *core.Checker, st *core.Statement) {
	if !st.In.Trust || st.NotActions {
		return
	}
	var names []string
	for _, v := range st.ActionTexts {
		if service, _, ok := strings.Cut(v.Literal, ":"); ok && !strings.EqualFold(service, "sts") && core.IsAction(v.Literal) && service != "*" {
			c.About(st, v.At, "trust-action", "grant it in a policy of the role; a trust policy allows principals to assume the role: sts:AssumeRole", "of %s has the action %q, which is not an action of STS", st.In, v.Literal)
			return
		}
		names = append(names, strings.ToLower(v.Literal))
	}
	if st.Effect == "Allow" && !st.NotPrincipals {
		principalActions(c, st, names)
	}
}

// assumeAction is how a principal of a type assumes a role.
func assumeAction(typ, value string) string {
	switch {
	case typ != "Federated":
		return "sts:AssumeRole"
	case strings.Contains(value, ":saml-provider/"):
		return "sts:AssumeRoleWithSAML"
	default:
		return "sts:AssumeRoleWithWebIdentity"
	}
}

// principalActions checks that each principal has an action with which it can assume
// the role.
func principalActions(c *core.Checker, st *core.Statement, actions []string) {
	for _, p := range st.PrincipalTexts {
		for _, v := range p.Texts {
			need := assumeAction(p.Type, v.Literal)
			if !assumes(actions, need) {
				c.About(st, v.At, "principal-action", "add "+need, "names the principal %q, which cannot use any of its actions", v.Literal)
			}
		}
	}
}

// assumes reports whether need is among actions. It also accepts actions that do not
// assume a role: sts:TagSession is for every principal.
func assumes(actions []string, need string) bool {
	some := false
	for _, a := range actions {
		if glob.Match(a, strings.ToLower(need)) {
			return true
		}
		some = some || strings.HasPrefix(a, "sts:assumerole")
	}
	return !some
}
