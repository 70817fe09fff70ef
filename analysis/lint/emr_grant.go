package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// grant is a statement of an identity policy that allows something.
type grant struct {
	*document
	st       *statement
	services []string // of the actions; see servicesOf
	unknown  bool     // some resources are known only at deployment
	all      bool     // it names every resource, or all of one type, such as every role of the account
}

// held is what a role or policy of the spec grants by its own statements, and
// by those of policies of the spec that it has.
type held struct {
	subject
	grants   []grant
	attached []text // the managed policies of a role
}

// checkHeld runs the checks on what is granted, so that its texts are computed
// once.
func checkHeld(c *checker) {
	granted := make(map[subject][]grant, len(c.holders))
	for _, h := range c.holders {
		granted[h.subject] = c.grants(h)
	}
	for _, p := range c.spec.Policies {
		h := held{grants: granted[subject{policy: p}]}
		c.cleanup = c.cleanup || h.may(linkedRole, cleanupARN)
		c.workspaces = c.workspaces || h.does(createWorkspace)
	}
	for s := range c.subjects() {
		h := held{subject: s, grants: granted[s]}
		if s.role != nil {
			h.attached = c.texts(s.role.Managed)
			h.grants = slices.Clip(h.grants)
			for _, it := range s.role.Managed {
				if ref, ok := lonePolicyRef(it.Value); ok {
					h.grants = append(h.grants, granted[subject{policy: ref.Policy}]...)
				}
			}
		}
		for _, g := range granted[s] {
			for _, rule := range grantRules {
				rule(c, h, g)
			}
		}
		for _, rule := range heldRules {
			rule(c, h)
		}
	}
	checkUnpassed(c)
}

func (c *checker) grants(h holder) []grant {
	n := 0
	for _, d := range h.documents {
		n += len(d.statements)
	}
	out := make([]grant, 0, n)
	for _, d := range h.documents {
		if d.trust {
			continue
		}
		for i := range d.statements {
			if st := &d.statements[i]; st.Effect == "Allow" {
				out = append(out, c.grant(d, st))
			}
		}
	}
	return out
}

func (c *checker) grant(d *document, st *statement) grant {
	g := grant{document: d, st: st, services: servicesOf(st.actions)}
	g.unknown = slices.ContainsFunc(st.Resources, func(it spec.Item) bool { return c.madeUp(it.Value) })
	_, g.all = g.allOfAType()
	return g
}

// servicesOf returns the services of some actions, in lower case, or "*" if an
// action may be of any service, or if there are many.
func servicesOf(actions []text) []string {
	const most = 8
	var out []string
	for _, a := range actions {
		service, _, _ := strings.Cut(a.string, ":")
		if slices.ContainsFunc(out, func(s string) bool { return strings.EqualFold(s, service) }) {
			continue
		}
		if len(out) == most || hasWildcard(service) {
			return []string{"*"}
		}
		out = append(out, strings.ToLower(service))
	}
	return out
}

// allows returns the pattern by which g allows an action. For a NotAction
// there is none, and at is that element.
func (g grant) allows(action string) (pattern string, at diag.Span, ok bool) {
	named := -1
	if slices.ContainsFunc(g.services, func(s string) bool { return s == "*" || strings.HasPrefix(action, s) && action[len(s)] == ':' }) {
		named = slices.IndexFunc(g.st.actions, func(a text) bool { return facts.MatchAction(a.string, action) })
	}
	switch {
	case g.st.NotActions == (named >= 0):
		return "", diag.Span{}, false
	case named < 0:
		return "", element(g.st, "Action"), true
	}
	return g.st.actions[named].string, g.st.actions[named].At, true
}

// names reports whether g allows an action by a specific pattern: not by "*", by
// all actions of the service, or by NotAction.
func (g grant) names(action string) (diag.Span, bool) {
	pattern, at, ok := g.allows(action)
	return at, ok && pattern != "" && !wholeService(pattern)
}

// wholeService reports whether a pattern names all actions of a service, or
// of all.
func wholeService(pattern string) bool {
	_, name, ok := strings.Cut(pattern, ":")
	if !ok {
		name = pattern
	}
	return strings.Trim(name, "*") == ""
}

// covers reports whether g covers, or may cover, a resource.
func (g grant) covers(arn string) bool {
	matched := slices.ContainsFunc(g.st.resources, func(r text) bool { return glob.Match(r.string, arn) })
	return g.unknown || matched != g.st.NotResources
}

// everything returns where st names every resource.
func (st *statement) everything() (diag.Span, bool) {
	for _, r := range st.resources {
		if strings.Trim(r.string, "*") == "" && !st.NotResources {
			return r.At, true
		}
	}
	if st.NotResources {
		return element(st, "Resource"), true
	}
	return diag.Span{}, false
}

// conditionOn returns the first condition of st on a key or, if key ends in a
// slash, on a key with this prefix. Keys are case-insensitive.
func conditionOn(st *statement, key string) (condition, bool) {
	for _, c := range st.conditions {
		k := c.Key
		if strings.HasSuffix(key, "/") {
			k = k[:min(len(k), len(key))]
		}
		if strings.EqualFold(k, key) {
			return c, true
		}
	}
	return condition{}, false
}

// may reports whether some grant of h allows an action on a resource.
func (h held) may(action, arn string) bool {
	return slices.ContainsFunc(h.grants, func(g grant) bool {
		_, _, ok := g.allows(action)
		return ok && g.covers(arn)
	})
}

// passesSome reports whether h passes a role of a kind, or passes a role that only
// the deployment knows to the service for that kind.
func (h held) passesSome(c *checker, kind spec.Kind) bool {
	return slices.ContainsFunc(h.grants, func(g grant) bool {
		_, _, ok := g.allows("iam:PassRole")
		return ok && !g.st.NotResources && c.passedTo(g.st, kind.Service()) &&
			slices.ContainsFunc(g.st.Resources, func(it spec.Item) bool { return c.isOfKind(it.Value, kind) })
	})
}

// isOfKind reports whether a value is, or can be, the ARN of a role of a kind.
func (c *checker) isOfKind(v spec.Value, kind spec.Kind) bool {
	if _, theirs, ok := c.roleOf(v); ok {
		return theirs == kind
	}
	return slices.ContainsFunc(v.Params(), func(p *spec.Param) bool { return p.Type == spec.RoleARN || p.Type == spec.ARN })
}

// passes reports whether some grant of h allows passing a role to the service that
// uses it. If a condition names the service by a parameter, it counts as passed.
func (h held) passes(c *checker, r member) bool {
	return slices.ContainsFunc(h.grants, func(g grant) bool {
		_, _, ok := g.allows("iam:PassRole")
		return ok && g.covers(r.arn) && c.passedTo(g.st, r.kind.Service())
	})
}

// passedTo reports whether a statement passes roles to a service, according to its
// condition on iam:PassedToService.
func (c *checker) passedTo(st *statement, service string) bool {
	cond, limited := conditionOn(st, "iam:passedtoservice")
	if !limited || strings.Contains(cond.Operator, "Not") {
		return true
	}
	values := cond.values
	return len(values) < len(cond.Values) || slices.ContainsFunc(values, func(v text) bool {
		return glob.Match(v.string, service+".amazonaws.com")
	})
}

// does reports whether some grant of h allows an action on anything.
func (h held) does(action string) bool {
	return slices.ContainsFunc(h.grants, func(g grant) bool {
		_, _, ok := g.allows(action)
		return ok
	})
}

// has reports whether a role has an AWS managed policy.
func (h held) has(name string) (diag.Span, bool) {
	for _, a := range h.attached {
		if awsPolicy(a.string) == name {
			return a.At, true
		}
	}
	return diag.Span{}, false
}

// hasUnknown reports whether a role has a managed policy whose content is unknown.
func (h held) hasUnknown() bool {
	return slices.ContainsFunc(h.attached, func(a text) bool {
		_, ours := lonePolicyRef(a.Value)
		return !ours && !slices.Contains([]string{servicePolicyV2, "AmazonElasticMapReduceforEC2Role", "AmazonElasticMapReduceforAutoScalingRole"}, awsPolicy(a.string))
	})
}

func lonePolicyRef(v spec.Value) (spec.PolicyRef, bool) {
	if len(v) != 1 {
		return spec.PolicyRef{}, false
	}
	ref, ok := v[0].(spec.PolicyRef)
	return ref, ok
}

// awsPolicy returns the name of an AWS managed policy, or "" for any other policy.
func awsPolicy(arn string) string {
	_, rest, ok := strings.Cut(arn, ":iam::aws:policy/")
	if !ok {
		return ""
	}
	return rest[strings.LastIndexByte(rest, '/')+1:]
}
