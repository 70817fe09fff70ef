package lint

import (
	"regexp"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec/diag"
)

// checkWildcards finds all actions, or all of a service, on every resource.
func checkWildcards(c *checker, _ held, g grant) {
	where, all := g.st.everything()
	if !all || len(g.st.Conditions) > 0 {
		return
	}
	if g.st.NotActions {
		c.add(g.subject, where, "full-access", "list the required actions under Action", "%s allows all actions except some, on every resource", label(g.st))
		return
	}
	for _, a := range g.st.actions {
		service, _, ok := strings.Cut(a.string, ":")
		switch {
		case !wholeService(a.string):
		case !ok || strings.Trim(service, "*") == "":
			c.add(g.subject, a.At, "full-access", "list the required actions under Action, and their resources under Resource", "%s allows every action on every resource", label(g.st))
		default:
			c.add(g.subject, a.At, "service-wildcard", "list the required actions, or name the resources", "%s allows every action of %s on every resource", label(g.st), service)
		}
	}
}

// permissions finds actions that manage permissions, on every resource: a principal
// with them can extend its own permissions.
func (c *checker) permissions() {
	for d, st := range c.statements() {
		if _, all := st.everything(); !all || !d.identity() || st.Effect != "Allow" || st.NotActions || len(st.Conditions) > 0 {
			continue
		}
		for _, a := range c.actions(st) {
			if wholeService(a.string) {
				continue // other rules report this
			}
			if found := a.managing(); len(found) > 0 && !isEscalation(a.string) && !strings.EqualFold(a.string, "iam:PassRole") {
				c.add(d.subject, a.At, "permissions-management", narrower(found[0]), "%s allows %s, which manages permissions, on every resource", label(st), and(found))
			}
		}
	}
}

// managing returns up to three of the actions of a that manage permissions.
func (a action) managing() []string {
	if service, _, _ := strings.Cut(a.string, ":"); hasWildcard(service) {
		return nil
	}
	var out []string
	for _, m := range a.matches {
		if m.Access() == facts.AccessPermissions && len(out) < 3 {
			out = append(out, m.String())
		}
	}
	return out
}

// placeholder is a name in an ARN format of the facts, except our own.
var placeholder = regexp.MustCompile(`\$\{[A-Za-z0-9]+\}`)

// narrower suggests resources that an action can be limited to.
func narrower(action string) string {
	a, _ := facts.FindAction(action)
	for r := range a.ResourceTypes() {
		arn := strings.NewReplacer("${Partition}", "${AWS::Partition}", "${Account}", "${AWS::AccountId}", "${Region}", "*").Replace(r.ARNs()[0])
		return "limit it to resources such as " + placeholder.ReplaceAllString(arn, "…")
	}
	return "it does not support resources; limit it with a condition, or leave it to administrators"
}

// checkPublicTrusts finds roles that anyone may assume.
func checkPublicTrusts(c *checker) {
	for d, st := range c.statements() {
		if !d.trust || st.Effect != "Allow" || len(st.Conditions) > 0 || st.NotPrincipals {
			continue
		}
		if at, ok := c.anyone(st); ok {
			c.add(d.subject, at, "public-trust", "name the allowed principals, or add a condition such as StringEquals on aws:PrincipalOrgID", "%s allows anyone in any account to assume the role", label(st))
		}
	}
}

// anyone finds a principal that is everyone in any account.
func (c *checker) anyone(st *statement) (at diag.Span, found bool) {
	for _, p := range st.principals {
		if p.Type == "*" {
			return p.At, true
		}
		for _, v := range p.values {
			if p.Type == "AWS" && v.string == "*" {
				return v.At, true
			}
		}
	}
	return diag.Span{}, false
}
