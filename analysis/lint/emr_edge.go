package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkMissingTrust finds edges to roles of the spec that do not let in who is
// at the other end: services that a role is passed to, and who assumes it.
func checkMissingTrust(c *checker, _ held, g grant) {
	if g.st.NotResources {
		return
	}
	_, passes := g.names("iam:PassRole")
	_, assumes := g.names("sts:AssumeRole")
	if !passes && !assumes {
		return
	}
	seen := map[diag.Span]bool{} // of roles that are alike, one is enough
	for _, it := range g.st.Resources {
		r := roleAt(it.Value)
		if r == nil || seen[it.At] {
			continue
		}
		if services := c.passedServices(g.st); passes && services != nil && r.Kind.Service() == "" && !c.trustsSome(r, services) {
			seen[it.At] = true
			c.add(g.subject, it.At, "missing-trust", "let the service in under trust of "+r.Written(), "%s passes %s to %s, which the trust of %s does not let in", label(g.st), r.Written(), and(services), r.Written())
		}
		if assumes && !c.letsIn(r, g.subject) {
			seen[it.At] = true
			why := "does not let it in"
			if g.policy != nil {
				why = "lets in no user and no role"
			}
			c.add(g.subject, it.At, "missing-trust", "let it in under trust of "+r.Written(), "%s of %s is about assuming %s, whose trust %s", label(g.st), g.subject, r.Written(), why)
		}
	}
}

// roleAt is the role that a value is the ARN of, if the spec makes it.
func roleAt(v spec.Value) *spec.Role {
	if len(v) == 1 {
		if ref, ok := v[0].(spec.RoleRef); ok && ref.Attr == spec.AttrARN {
			return ref.Role
		}
	}
	return nil
}

// passedServices are what a statement says of iam:PassedToService; nil if there
// may be others.
func (c *checker) passedServices(st *statement) []string {
	cond, limited := conditionOn(st, "iam:passedtoservice")
	values := cond.values
	if !limited || strings.Contains(cond.Operator, "Not") || len(values) < len(cond.Values) {
		return nil
	}
	var out []string
	for _, v := range values {
		out = append(out, v.string)
	}
	return out
}

// trustsSome reports whether a role lets in, or may let in, a service that some
// pattern matches.
func (c *checker) trustsSome(r *spec.Role, services []string) bool {
	in, sure := c.trustedServices(r)
	return !sure || slices.ContainsFunc(in, func(t trusted) bool {
		return slices.ContainsFunc(services, func(s string) bool { return iam.MatchString(s, t.name+".amazonaws.com") })
	})
}

// letsIn reports whether the trust of r lets in s, or may: by its name, with all
// of an account, or by what only the deployment knows. Who has a policy is not
// known, and may be anyone but a service.
func (c *checker) letsIn(r *spec.Role, s subject) bool {
	for _, st := range r.Trust.Statements {
		for _, p := range st.Principals {
			switch {
			case st.Effect != "Allow":
			case st.NotPrincipals, p.Type == "*", p.Type == "AWS" && s.role == nil:
				return true
			case p.Type == "AWS" && slices.ContainsFunc(p.Values, func(it spec.Item) bool { return c.isOrHas(it.Value, s.role) }):
				return true
			}
		}
	}
	return false
}

// isOrHas reports whether a principal is a role, or more than it.
func (c *checker) isOrHas(principal spec.Value, r *spec.Role) bool {
	if o := roleAt(principal); o != nil {
		return o.Written() == r.Written()
	}
	if c.madeUp(principal) {
		return true
	}
	text := c.binding.Texts(principal)
	return slices.ContainsFunc(text, func(s string) bool {
		return s == "*" || isWholeAccount(s) || strings.Contains(s, "/"+c.binding.Text(r.RoleName))
	})
}

// isWholeAccount takes the principals that stand for a whole account.
func isWholeAccount(principal string) bool {
	parts, ok := splitARN(principal)
	return ok && parts[2] == "iam" && parts[5] == "root" || isAccountID(principal)
}

// checkAccountTrust finds roles that the instance role assumes, and that let in
// everyone of the account who may assume roles.
func (c *checker) checkAccountTrust(r *spec.Role) {
	if r.Kind != spec.KindEMRFS && r.Kind != spec.KindRuntime {
		return
	}
	for _, st := range r.Trust.Statements {
		limited := slices.ContainsFunc(st.Conditions, func(c spec.Condition) bool { return strings.HasPrefix(strings.ToLower(c.Key), "aws:principal") })
		if st.Effect != "Allow" || limited || st.NotPrincipals {
			continue
		}
		for _, p := range st.Principals {
			for _, v := range c.texts(p.Values) {
				if p.Type == "AWS" && isWholeAccount(v.string) {
					c.add(subject{role: r}, v.At, "account-trust", "write trust: {role: …} with the instance role, or add a condition on aws:PrincipalArn", "the trust of role %s lets in everyone of the account who may assume roles; what assumes it is the instance role", r.Written())
				}
			}
		}
	}
}

// checkUnpassed finds instance roles and Auto Scaling roles that no service
// role passes, such as a copy of one that is passed. Where a service role passes
// none of a kind, that was said.
func checkUnpassed(c *checker) {
	services := 0
	for _, r := range c.distinctRoles {
		if r.Kind == spec.KindService {
			services++
		}
	}
	existing := slices.ContainsFunc(c.spec.Existing, func(e *spec.ExistingRole) bool { return e.Kind == spec.KindService })
	if len(c.launchers) == 0 || len(c.launchers) < services || existing {
		return // who may pass what is not known
	}
	for _, r := range c.distinctRoles {
		m := member{r.Written(), r.Kind, c.binding.Text(r.ARN()), false}
		if r.Kind != spec.KindInstance && r.Kind != spec.KindAutoScaling || !slices.ContainsFunc(c.launchers, func(h held) bool { return h.passesSome(c, r.Kind) }) {
			continue
		}
		if !slices.ContainsFunc(c.launchers, func(h held) bool { return h.launchesWith(c, m) || h.passesUnknown() }) {
			s := subject{role: r}
			c.add(s, s.place(), "unpassed-role", "add it to passes of a service role", "no service role of this spec passes %s, so that no cluster can have it", r.Written())
		}
	}
}

// passesUnknown reports whether h passes roles that only the deployment knows.
func (h held) passesUnknown() bool {
	return slices.ContainsFunc(h.grants, func(g grant) bool {
		_, _, ok := g.allows("iam:PassRole")
		return ok && (g.unknown || slices.ContainsFunc(g.st.Resources, func(it spec.Item) bool { return len(it.Value.Params()) > 0 && roleAt(it.Value) == nil }))
	})
}
