package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

const servicePolicyV2 = "AmazonEMRServicePolicy_v2"

// defaultNames are the names that AWS's managed policies, pages and tools give
// to roles.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html
var defaultNames = map[string]spec.Kind{
	"EMR_DefaultRole":             spec.KindService,
	"EMR_DefaultRole_V2":          spec.KindService,
	"EMR_EC2_DefaultRole":         spec.KindInstance,
	"EMR_AutoScaling_DefaultRole": spec.KindAutoScaling,
	"EMR_AutoScalingDefaultRole":  spec.KindAutoScaling, // as one page misspells it
	"EMR_Notebooks_DefaultRole":   spec.KindNotebooks,
}

// checkPassRole looks at what roles may be passed, and to whom.
func checkPassRole(c *checker, h held, g grant) {
	at, ok := g.names("iam:PassRole")
	if !ok {
		return
	}
	to, limited := condition(g.st, "iam:passedtoservice")
	where, any := element(g.st, "Resource"), g.st.NotResources
	for _, r := range g.resources {
		if isAnyRole(r.string) && !any {
			where, any = r.at, true
		}
	}
	switch {
	case any && h.escalates(g, "iam:PassRole"): // which is reported as that
	case any:
		whom := "to any service"
		if limited {
			whom = "to " + and(c.binding.List(to.Values))
		}
		c.add(g.subject, where, "pass-any-role", "list the roles under passes, or name their ARNs", "%s allows passing any role of the account %s", label(g.st), whom)
	case !limited:
		c.add(g.subject, at, "pass-without-service", "list the roles under passes, or add a condition StringLike on iam:PassedToService", "%s allows passing roles to any service", label(g.st))
	}
}

// checkWrongService finds roles of the spec that are passed to a service that
// does not act with them.
func checkWrongService(c *checker, _ held, g grant) {
	if _, ok := g.names("iam:PassRole"); !ok {
		return
	}
	cond, _ := condition(g.st, "iam:passedtoservice")
	for _, it := range g.st.Resources {
		name, kind, ok := c.roleOf(it.Value)
		if !ok || kind.Service() == "" || g.st.NotResources || c.passedTo(g.st, kind.Service()) {
			continue
		}
		c.add(g.subject, it.At, "pass-wrong-service", "list the role under passes", "%s passes %s to %s; a role of kind %s is used by %s.amazonaws.com", label(g.st), name, and(c.binding.List(cond.Values)), kind, kind.Service())
	}
}

// checkDanglingRoles finds the ARN of a role, written out, that the spec has
// under another name or path: in what passes or assumes roles, and in trusts.
func checkDanglingRoles(c *checker) {
	if c.spec.Bare {
		return
	}
	for d, st := range c.statements() {
		texts := c.texts(st.Resources)
		if !d.identity() {
			texts = nil
			for _, p := range st.Principals {
				texts = append(texts, c.texts(p.Values)...)
			}
		}
		for _, t := range texts {
			if !strings.Contains(t.string, ":role/") || d.identity() && !c.isAboutRoles(st) {
				continue
			}
			path, name, ok := splitRoleARN(t.string)
			if !ok || refersToRole(t.item.Value) || c.isRole(t.string) {
				continue
			}
			if role, what := c.meantRole(path, name); what != "" {
				c.add(d.subject, t.at, "dangling-role", "write ${"+role.name+".Arn}, or list it under passes or trust", "%s names the role %s, but %s", label(st), path[1:]+name, what)
			}
		}
	}
}

func (c *checker) isAboutRoles(st *spec.Statement) bool {
	if st.NotActions {
		return false
	}
	g := c.grant(document{}, st)
	_, _, passes := g.allows("iam:PassRole")
	_, _, assumes := g.allows("sts:AssumeRole")
	return passes || assumes
}

func refersToRole(v spec.Value) bool {
	return slices.ContainsFunc(v, func(p spec.Part) bool { _, ok := p.(spec.RoleRef); return ok })
}

// isRole reports whether a pattern matches the ARN of a role of the spec, in
// whatever account.
func (c *checker) isRole(pattern string) bool {
	tail := pattern[strings.Index(pattern, ":role/")+len(":role"):]
	return slices.ContainsFunc(c.members(), func(r member) bool { return iam.MatchString(tail, r.tail()) })
}

// meantRole is the role of the spec that is meant by a path and a name that no
// role has, and why that is another.
func (c *checker) meantRole(path, name string) (r member, why string) {
	kind, isDefault := defaultNames[name]
	for _, r := range c.members() {
		if strings.EqualFold(r.roleName(), name) {
			return r, "role " + r.name + " has the path " + r.path()
		}
		if isDefault && r.kind == kind {
			return r, "the " + string(kind) + " role of this spec, " + r.name + ", is " + strings.TrimPrefix(r.tail(), "/")
		}
	}
	return member{}, ""
}

// checkServicePasses holds that a service role passes the instance role and
// the Auto Scaling role: without that, clusters end while they start.
func checkServicePasses(c *checker, h held) {
	if !c.launches(h) {
		return
	}
	_, v2 := h.has(servicePolicyV2)
	for _, kind := range []spec.Kind{spec.KindInstance, spec.KindAutoScaling} {
		if h.passesSome(c, kind) {
			continue
		}
		ofKind := slices.DeleteFunc(slices.Clone(c.members()), func(r member) bool { return r.kind != kind })
		passed := slices.ContainsFunc(ofKind, func(r member) bool { return h.passes(c, r) || v2 && passedByV2(r) })
		if len(ofKind) == 0 || passed {
			continue
		}
		first := ofKind[0].name
		why := ""
		if v2 {
			why = "; " + servicePolicyV2 + " passes only " + defaultName(kind) + " without a path"
		}
		c.add(h.subject, place(nil, "", h.subject), "service-cannot-pass", "add passes: ["+first+"]", "role %s cannot pass %s, the role of kind %s in this spec%s", h.role.Written(), first, kind, why)
	}
}

// launches reports whether h is a service role that starts instances, and it
// is known what it may do.
func (c *checker) launches(h held) bool {
	if h.role == nil || h.role.Kind != spec.KindService || h.hasUnknown() {
		return false
	}
	_, v2 := h.has(servicePolicyV2)
	return v2 || h.does("ec2:RunInstances")
}

func passedByV2(r member) bool { return r.tail() == "/"+defaultName(r.kind) }

func defaultName(k spec.Kind) string {
	if k == spec.KindAutoScaling {
		return "EMR_AutoScaling_DefaultRole"
	}
	return "EMR_EC2_DefaultRole"
}
