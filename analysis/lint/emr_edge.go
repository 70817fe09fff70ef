package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkMissingTrust finds edges to roles whose trust policy does not allow the
// other end: the services that a role is passed to, and what assumes the role.
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
			c.add(g.subject, it.At, "missing-trust", "allow the service under trust of "+r.Written(), "%s passes %s to %s, which the trust policy of %s does not allow", label(g.st), r.Written(), and(services), r.Written())
		}
		if assumes && !c.letsIn(r, g.subject) {
			seen[it.At] = true
			why := "does not allow it"
			if g.policy != nil {
				why = "allows no user and no role"
			}
			c.add(g.subject, it.At, "missing-trust", "allow it under trust of "+r.Written(), "%s of %s allows assuming %s, but the trust policy of that role %s", label(g.st), g.subject, r.Written(), why)
		}
	}
}

// roleAt returns the role that a value is the ARN of, if the spec defines it.
func roleAt(v spec.Value) *spec.Role {
	if len(v) == 1 {
		if ref, ok := v[0].(spec.RoleRef); ok && ref.Attr == spec.AttrARN {
			return ref.Role
		}
	}
	return nil
}

// passedServices returns the values of a statement for iam:PassedToService; nil if
// it may allow others.
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

// trustsSome reports whether the trust policy of a role allows, or may allow, a
// service that a pattern matches.
func (c *checker) trustsSome(r *spec.Role, services []string) bool {
	in, sure := c.trustedServices(r)
	return !sure || slices.ContainsFunc(in, func(t trusted) bool {
		return slices.ContainsFunc(services, func(s string) bool { return glob.Match(s, t.name+".amazonaws.com") })
	})
}

// letsIn reports whether the trust policy of r allows s, or may allow it: by its
// name, as part of an account, or by a value that only the deployment knows. Who
// has a customer managed policy is unknown: any principal except a service.
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

// isOrHas reports whether a principal is a role, or includes it.
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

// isWholeAccount reports whether a principal stands for a whole account.
func isWholeAccount(principal string) bool {
	parts, ok := splitARN(principal)
	return ok && parts[2] == "iam" && parts[5] == "root" || isAccountID(principal)
}

// checkAccountTrust finds roles for the instance role that every principal of the
// account with sts:AssumeRole can assume.
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
					c.add(subject{role: r}, v.At, "account-trust", "write trust: {role: …} with the instance role, or add a condition on aws:PrincipalArn", "the trust policy of role %s allows every principal of the account that may assume roles; only the instance role needs to assume it", r.Written())
				}
			}
		}
	}
}

// checkUnpassed finds instance roles and Auto Scaling roles that no service role
// passes, such as a copy of one that is passed. checkServicePasses reports service
// roles that pass no role of a kind.
func checkUnpassed(c *checker) {
	services := 0
	for _, r := range c.distinctRoles {
		if r.Kind == spec.KindService {
			services++
		}
	}
	existing := slices.ContainsFunc(c.spec.Existing, func(e *spec.ExistingRole) bool { return e.Kind == spec.KindService })
	if len(c.launchers) == 0 || len(c.launchers) < services || existing {
		return // it is unknown which roles are passed
	}
	for _, r := range c.distinctRoles {
		m := member{r.Written(), r.Kind, c.binding.Text(r.ARN()), false}
		if r.Kind != spec.KindInstance && r.Kind != spec.KindAutoScaling || !slices.ContainsFunc(c.launchers, func(h held) bool { return h.passesSome(c, r.Kind) }) {
			continue
		}
		if !slices.ContainsFunc(c.launchers, func(h held) bool { return h.launchesWith(c, m) || h.passesUnknown() }) {
			s := subject{role: r}
			c.add(s, s.place(), "unpassed-role", "add it to passes of a service role", "no service role of this spec passes %s, so no cluster can use it", r.Written())
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
