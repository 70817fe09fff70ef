package lint

import (
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// isAction reports whether s is service:Action, with wildcards in the name, or
// stands for all actions.
func isAction(s string) bool {
	if s == "*" || s == "*:*" {
		return true
	}
	const most = 200 // all names are less than half as long
	service, name, ok := strings.Cut(s, ":")
	return ok && len(s) <= most && only(service, inService) && only(name, inAction)
}

// actionForms checks that each action has the form service:Action.
func (c *checker) actionForms() {
	for d, st := range c.statements() {
		for _, v := range st.actions {
			if strings.Contains(v.string, "${") || isAction(v.string) {
				continue
			}
			c.add(d.subject, v.At, "bad-action", actionHelp(v.string), "%s has the action %q, which is not service:Action", label(st), v.string)
		}
	}
}

func actionHelp(s string) string {
	tight := strings.Join(strings.Fields(s), "")
	if tight != s && isAction(tight) {
		return "did you mean \"" + tight + "\"?"
	}
	if service, _, _ := strings.Cut(s, ":"); hasWildcard(service) {
		return "the service cannot contain wildcards; the whole action can be \"*\""
	}
	return "e.g., s3:GetObject, s3:Get* or \"*\""
}

// trustActions checks that the actions of a trust policy assume a role, and match
// its principals.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (c *checker) trustActions() {
	for d, st := range c.statements() {
		if !d.trust || st.NotActions {
			continue
		}
		var names []string
		for _, v := range st.actions {
			if service, _, ok := strings.Cut(v.string, ":"); ok && !strings.EqualFold(service, "sts") && isAction(v.string) && service != "*" {
				c.add(d.subject, v.At, "trust-action", "grant it in a policy of the role; a trust policy allows principals to assume the role: sts:AssumeRole", "%s of %s has the action %q, which is not an action of STS", label(st), d, v.string)
				return
			}
			names = append(names, strings.ToLower(v.string))
		}
		if st.Effect == "Allow" && !st.NotPrincipals {
			c.principalActions(d, st, names)
		}
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
func (c *checker) principalActions(d *document, st *statement, actions []string) {
	for _, p := range st.principals {
		for _, v := range p.values {
			need := assumeAction(p.Type, v.string)
			if !assumes(actions, need) {
				c.add(d.subject, v.At, "principal-action", "add "+need, "%s names the principal %q, which cannot use any of its actions", label(st), v.string)
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
