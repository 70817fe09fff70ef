package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkMissingTrust finds edges to roles whose trust policy does not allow the
// other end: the services that a role is passed to, and what assumes the role.
func checkMissingTrust(c *core.Checker, _ core.Held, g core.Grant) {
	if g.St.NotResources {
		return
	}
	_, passes := g.Names("iam:PassRole")
	_, assumes := g.Names("sts:AssumeRole")
	if !passes && !assumes {
		return
	}
	seen := map[diag.Span]bool{} // of roles that are alike, one is enough
	for _, it := range g.St.Resources {
		ref, _ := spec.LoneRole(it.Value)
		r := ref.Role
		if r == nil || seen[it.At] {
			continue
		}
		if services := core.PassedServices(g.St); passes && services != nil && r.Kind.Service() == "" && !trustsSome(c, r, services) {
			seen[it.At] = true
			c.About(g.St, it.At, "missing-trust", "allow the service under trust of "+r.Written(), "passes %s to %s, which the trust policy of %s does not allow", r.Written(), core.And(services), r.Written())
		}
		if assumes && !letsIn(c, r, g.Subject) {
			seen[it.At] = true
			why := "does not allow it"
			if g.Policy != nil {
				why = "allows no user and no role"
			}
			c.About(g.St, it.At, "missing-trust", "allow it under trust of "+r.Written(), "of %s allows assuming %s, but the trust policy of that role %s", g.Subject, r.Written(), why)
		}
	}
}

// trustsSome reports whether the trust policy of a role allows, or may allow, a
// service that a pattern matches.
func trustsSome(c *core.Checker, r *spec.Role, services []string) bool {
	in, sure := trustedServices(c, r)
	return !sure || slices.ContainsFunc(in, func(t trusted) bool {
		return slices.ContainsFunc(services, func(s string) bool {
			return glob.Match(s, t.name+".amazonaws.com") || t.china && glob.Match(s, t.name+".amazonaws.com.cn")
		})
	})
}

// letsIn reports whether the trust policy of r allows s, or may allow it: by its
// name, as part of an account, or by a value that only the deployment knows. Who
// has a customer managed policy is unknown: any principal except a service.
func letsIn(c *core.Checker, r *spec.Role, s spec.Subject) bool {
	for _, st := range r.Trust.Statements {
		for _, p := range st.Principals {
			switch {
			case st.Effect != "Allow":
			case st.NotPrincipals, p.Type == "*", p.Type == "AWS" && s.Role == nil:
				return true
			case p.Type == "AWS" && slices.ContainsFunc(p.Values, func(it spec.Item) bool { return isOrHas(c, it.Value, s.Role) }):
				return true
			}
		}
	}
	return false
}

// isOrHas reports whether a principal is a role, or includes it.
func isOrHas(c *core.Checker, principal spec.Value, r *spec.Role) bool {
	if o, ok := spec.LoneRole(principal); ok {
		return o.Role.Written() == r.Written()
	}
	if c.MadeUp(principal) {
		return true
	}
	text := c.Binding.Texts(principal)
	return slices.ContainsFunc(text, func(s string) bool {
		return s == "*" || isWholeAccount(s) || strings.Contains(s, "/"+c.Binding.Text(r.RoleName))
	})
}

// isWholeAccount reports whether a principal stands for a whole account.
func isWholeAccount(principal string) bool {
	parts, ok := core.SplitARN(principal)
	return ok && parts[2] == "iam" && parts[5] == "root" || core.IsAccountID(principal)
}

// checkAccountTrust finds roles for the instance role that every principal of the
// account with sts:AssumeRole can assume.
func checkAccountTrust(c *core.Checker, r *spec.Role) {
	if r.Kind != spec.KindEMRFS && r.Kind != spec.KindRuntime {
		return
	}
	for _, st := range r.Trust.Statements {
		limited := slices.ContainsFunc(st.Conditions, func(c spec.Condition) bool { return strings.HasPrefix(strings.ToLower(c.Key), "aws:principal") })
		if st.Effect != "Allow" || limited || st.NotPrincipals {
			continue
		}
		for _, p := range st.Principals {
			for _, v := range c.Texts(p.Values) {
				if p.Type == "AWS" && isWholeAccount(v.Literal) {
					c.Add(spec.Subject{Role: r}, v.At, "account-trust", "write trust: {role: …} with the instance role, or add a condition on aws:PrincipalArn", "the trust policy of role %s allows every principal of the account that may assume roles; only the instance role needs to assume it", r.Written())
				}
			}
		}
	}
}

// checkUnpassed finds instance roles and Auto Scaling roles that no service role
// passes, such as a copy of one that is passed. checkServicePasses reports service
// roles that pass no role of a kind.
func checkUnpassed(c *core.Checker, h core.Held) {
	if h.Role == nil || h.Role.Kind != spec.KindInstance && h.Role.Kind != spec.KindAutoScaling {
		return
	}
	services := lists.Filter(c.Holders, func(o core.Held) bool { return o.Role != nil && o.Role.Kind == spec.KindService })
	existing := slices.ContainsFunc(c.Spec.Existing, func(e *spec.ExistingRole) bool { return e.Kind == spec.KindService })
	if existing || slices.ContainsFunc(services, func(o core.Held) bool { return !launches(c, o) }) {
		return // it is unknown which roles are passed
	}
	m := core.Member{Name: h.Role.Written(), Kind: h.Role.Kind, ARN: c.Binding.Text(h.Role.ARN())}
	some := slices.ContainsFunc(services, func(o core.Held) bool { return o.PassesSome(c, m.Kind) })
	if some && !slices.ContainsFunc(services, func(o core.Held) bool { return launchesWith(o, c, m) || passesUnknown(o) }) {
		c.Add(h.Subject, h.Header().NameAt(), "unpassed-role", "add it to passes of a service role", "no service role of this spec passes %s, so no cluster can use it", m.Name)
	}
}

// passesUnknown reports whether h passes roles that only the deployment knows.
func passesUnknown(h core.Held) bool {
	return slices.ContainsFunc(h.Grants, func(g core.Grant) bool {
		return g.Does("iam:PassRole") && (g.Unknown || slices.ContainsFunc(g.St.Resources, func(it spec.Item) bool {
			_, known := spec.LoneRole(it.Value)
			return len(it.Value.Params()) > 0 && !known
		}))
	})
}
