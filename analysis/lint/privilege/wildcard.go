package privilege

import (
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkWildcards finds all actions, or all of a service, on every resource.
func checkWildcards(c *core.Checker, _ core.Held, g core.Grant) {
	where, all := g.St.Everything()
	if !all || len(g.St.Conditions) > 0 {
		return
	}
	if g.St.NotActions {
		c.About(g.St, where, "full-access", "list the required actions under Action", "allows all actions except some, on every resource")
		return
	}
	for _, a := range g.St.ActionTexts {
		service, _, ok := strings.Cut(a.Literal, ":")
		switch {
		case !core.WholeService(a.Literal):
		case !ok || strings.Trim(service, "*") == "":
			c.About(g.St, a.At, "full-access", "list the required actions under Action, and their resources under Resource", "allows every action on every resource")
		default:
			c.About(g.St, a.At, "service-wildcard", "list the required actions, or name the resources", "allows every action of %s on every resource", service)
		}
	}
}

// permissions finds actions that manage permissions, on every resource: a principal
// with them can extend its own permissions.
func permissions(c *core.Checker, st *core.Statement) {
	if _, all := st.Everything(); !all || !st.In.Identity() || st.Effect != "Allow" || st.NotActions || len(st.Conditions) > 0 || c.IsBoundary(st.In.Policy) {
		return
	}
	for _, a := range c.Actions(st) {
		if core.WholeService(a.Literal) {
			continue // other rules report this
		}
		if found := managing(a); len(found) > 0 && !isEscalation(a.Literal) && !strings.EqualFold(a.Literal, "iam:PassRole") {
			c.About(st, a.At, "permissions-management", narrower(found[0]), "allows %s, which manages permissions, on every resource", core.And(found))
		}
	}
}

// managing returns up to three of the actions of a that manage permissions.
func managing(a core.Action) []string {
	if service, _, _ := strings.Cut(a.Literal, ":"); glob.HasWildcard(service) {
		return nil
	}
	var out []string
	for _, m := range a.Matches {
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
	var types []facts.ActionResource
	for r := range a.ResourceTypes() {
		if types = append(types, r); r.Required {
			types = []facts.ActionResource{r}
			break
		}
	}
	for _, r := range types {
		arn := strings.NewReplacer("${Partition}", "${AWS::Partition}", "${Account}", "${AWS::AccountId}", "${Region}", "*").Replace(r.ARNs()[0])
		return "limit it to resources such as " + placeholder.ReplaceAllString(arn, "…")
	}
	return "it does not support resources; limit it with a condition, or leave it to administrators"
}

// checkPublicTrusts finds roles that anyone may assume.
func checkPublicTrusts(c *core.Checker, st *core.Statement) {
	if !st.In.Trust || st.Effect != "Allow" || len(st.Conditions) > 0 || st.NotPrincipals {
		return
	}
	if at, ok := Anyone(c, st); ok && !bareWildcard(st) {
		c.About(st, at, "public-trust", "name the allowed principals, or add a condition such as StringEquals on aws:PrincipalOrgID", "allows anyone in any account to assume the role")
	}
}

// bareWildcard reports whether a statement has the Principal "*", which a trust policy
// cannot have.
func bareWildcard(st *core.Statement) bool {
	return slices.ContainsFunc(st.Principals, func(p spec.Principal) bool { return p.Type == "*" })
}

// Anyone finds a principal that is everyone in any account.
func Anyone(c *core.Checker, st *core.Statement) (at diag.Span, found bool) {
	for _, p := range st.PrincipalTexts {
		if p.Type == "*" {
			return p.At, true
		}
		for _, v := range p.Texts {
			if p.Type == "AWS" && v.Literal == "*" {
				return v.At, true
			}
		}
	}
	return diag.Span{}, false
}
