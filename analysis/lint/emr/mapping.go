package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// checkSessionNames finds session policies whose ARN a mapping to a Studio does not take.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emr-studiosessionmapping.html
func checkSessionNames(c *core.Checker) {
	for _, p := range c.DistinctPolicies {
		if len(p.Sessions()) > 0 {
			checkDot(c, spec.Subject{Policy: p}, "path", p.Path, "session policy")
			checkDot(c, spec.Subject{Policy: p}, "policyName", p.PolicyName, "session policy")
		}
	}
}

// checkSessions finds actions of session policies that no user role of the spec allows. A
// user of a Studio may do what both allow.
func checkSessions(c *core.Checker, h core.Held) {
	roles := lists.Filter(c.Holders, func(o core.Held) bool { return o.Role != nil && o.Role.Kind == spec.KindStudioUser })
	if h.Policy == nil || len(h.Policy.Sessions()) == 0 || len(roles) == 0 || slices.ContainsFunc(roles, core.Held.HasUnknown) {
		return
	}
	var excess []string
	for _, g := range h.Grants {
		for _, a := range g.St.ActionTexts {
			if !strings.ContainsAny(a.Literal, "*?") && !slices.ContainsFunc(roles, func(r core.Held) bool { return r.Does(a.Literal) }) {
				excess = append(excess, a.Literal)
			}
		}
	}
	if len(excess) > 0 {
		c.Add(h.Subject, h.Header().NameAt(), "session-without-role", "write "+h.Policy.Written()+" under managedPolicies of role "+roles[0].Role.Written(),
			"policy %s is a session policy and allows %s, which no role of kind studio-user allows; a user may do only what both allow", h.Policy.Written(), core.And(excess))
	}
}

// checkMappings finds identifiers that an earlier mapping covers: EMRFS uses the
// first mapping that matches.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-emrfs-iam-roles.html
func checkMappings(c *core.Checker) {
	for _, cfg := range c.Spec.SecurityConfigurations {
		s := spec.Subject{Configuration: cfg}
		earlier := map[spec.Identifier][]core.Text{}
		for _, m := range cfg.Mappings {
			for _, v := range c.Texts(m.Identifiers) {
				switch by, ok := covering(c, earlier[m.By], m.By, v.Literal); {
				case ok && by == v.Literal:
					c.Add(s, v.At, "shadowed-mapping", "remove one", "%s maps %q twice; EMRFS uses the first mapping", s, by)
				case ok:
					c.Add(s, v.At, "shadowed-mapping", "put the narrower one first", "%s maps %q after %q, which matches first", s, v.Literal, by)
				case cfg.When.Implies(v.When):
					earlier[m.By] = append(earlier[m.By], v)
				}
			}
		}
	}
}

// covering returns the first of identifiers that matches everything that v matches.
func covering(c *core.Checker, earlier []core.Text, by spec.Identifier, v string) (string, bool) {
	for _, e := range earlier {
		if !c.Spend(1) {
			break
		}
		if by.Covers(e.Literal, v) {
			return e.Literal, true
		}
	}
	return "", false
}
