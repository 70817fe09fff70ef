package lint

import (
	"slices"

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
	"EMR_AutoScalingDefaultRole":  spec.KindAutoScaling, // a misspelling on one AWS page
	"EMR_Notebooks_DefaultRole":   spec.KindNotebooks,
}

// checkPassRole checks which roles may be passed, and to which services.
func checkPassRole(c *checker, h held, g grant) {
	at, ok := g.names("iam:PassRole")
	if !ok {
		return
	}
	to, limited := conditionOn(g.st, "iam:passedtoservice")
	where, all := element(g.st, "Resource"), g.st.NotResources
	for _, r := range g.st.resources {
		if isAnyRole(r.string) && !all {
			where, all = r.At, true
		}
	}
	switch {
	case all && h.escalates(g, "iam:PassRole"): // reported as an escalation
	case all:
		whom := "to any service"
		if limited {
			whom = "to " + and(c.binding.List(to.Values))
		}
		c.add(g.subject, where, "pass-any-role", "list the roles under passes, or name their ARNs", "%s allows passing any role of the account %s", label(g.st), whom)
	case !limited:
		c.add(g.subject, at, "pass-without-service", "list the roles under passes, or add a condition StringLike on iam:PassedToService", "%s allows passing roles to any service", label(g.st))
	}
}

// checkWrongService finds roles of the spec that are passed to a service that does
// not use them.
func checkWrongService(c *checker, _ held, g grant) {
	if _, ok := g.names("iam:PassRole"); !ok {
		return
	}
	cond, _ := conditionOn(g.st, "iam:passedtoservice")
	for _, it := range g.st.Resources {
		name, kind, ok := c.roleOf(it.Value)
		if !ok || kind.Service() == "" || g.st.NotResources || c.passedTo(g.st, kind.Service()) {
			continue
		}
		c.add(g.subject, it.At, "pass-wrong-service", "list the role under passes", "%s passes %s to %s; a role of kind %s is used by %s.amazonaws.com", label(g.st), name, and(c.binding.List(cond.Values)), kind, kind.Service())
	}
}

// checkServicePasses checks that a service role passes the instance role and the
// Auto Scaling role: otherwise clusters fail to start.
func checkServicePasses(c *checker, h held) {
	if !c.launches(h) {
		return
	}
	c.launchers = append(c.launchers, h)
	_, v2 := h.has(servicePolicyV2)
	for _, kind := range []spec.Kind{spec.KindInstance, spec.KindAutoScaling} {
		if h.passesSome(c, kind) {
			continue
		}
		ofKind := c.ofKind(kind)
		passed := slices.ContainsFunc(ofKind, func(r member) bool { return h.launchesWith(c, r) })
		if len(ofKind) == 0 || passed {
			continue
		}
		first := ofKind[0].name
		why := ""
		if v2 {
			why = "; " + servicePolicyV2 + " passes only " + defaultName(kind) + " without a path"
		}
		c.add(h.subject, h.subject.place(), "service-cannot-pass", "add passes: ["+first+"]", "role %s cannot pass %s, the role of kind %s in this spec%s", h.role.Written(), first, kind, why)
	}
}

// launches reports whether h is a service role that starts instances and whose
// permissions are known.
func (c *checker) launches(h held) bool {
	if h.role == nil || h.role.Kind != spec.KindService || h.hasUnknown() {
		return false
	}
	_, v2 := h.has(servicePolicyV2)
	return v2 || h.does("ec2:RunInstances")
}

// launchesWith reports whether h, which launches, passes a role.
func (h held) launchesWith(c *checker, r member) bool {
	_, v2 := h.has(servicePolicyV2)
	return h.passes(c, r) || v2 && passedByV2(r)
}

func passedByV2(r member) bool { return r.tail() == "/"+defaultName(r.kind) }

func defaultName(k spec.Kind) string {
	if k == spec.KindAutoScaling {
		return "EMR_AutoScaling_DefaultRole"
	}
	return "EMR_EC2_DefaultRole"
}
