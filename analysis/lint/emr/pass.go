package emr

import (
	"slices"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/privilege"
	"github.com/emriam/emriam/spec"
)

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
func checkPassRole(c *core.Checker, h core.Held, g core.Grant) {
	at, named := g.Names("iam:PassRole")
	if _, ok := g.Reaches("iam:PassRole"); !ok {
		return
	}
	to, limited := core.ConditionOn(g.St, "iam:passedtoservice")
	where, all := core.Element(g.St, "Resource"), g.St.NotResources
	for _, r := range g.St.ResourceTexts {
		if core.IsAnyRole(r.Literal) && !all {
			where, all = r.At, true
		}
	}
	switch {
	case all && privilege.Escalates(h, g, "iam:PassRole"): // reported as an escalation
	case all:
		whom := "to any service"
		if limited {
			whom = "to " + core.And(c.Binding.List(to.Values))
		}
		c.About(g.St, where, "pass-any-role", "list the roles under passes, or name their ARNs", "allows passing any role of the account %s", whom)
	case named && !limited:
		c.About(g.St, at, "pass-without-service", "list the roles under passes, or add a condition StringLike on iam:PassedToService", "allows passing roles to any service")
	}
}

// checkWrongService finds roles of the spec that are passed to a service that does
// not use them.
func checkWrongService(c *core.Checker, _ core.Held, g core.Grant) {
	if _, ok := g.Names("iam:PassRole"); !ok {
		return
	}
	cond, _ := core.ConditionOn(g.St, "iam:passedtoservice")
	for _, it := range g.St.Resources {
		name, kind, ok := c.RoleOf(it.Value)
		if !ok || kind.Service() == "" || g.St.NotResources || c.PassedTo(g.St, kind.Service()) {
			continue
		}
		c.About(g.St, it.At, "pass-wrong-service", "list the role under passes", "passes %s to %s; a role of kind %s is used by %s.amazonaws.com", name, core.And(c.Binding.List(cond.Values)), kind, kind.Service())
	}
}

// checkServicePasses checks that a service role passes the instance role and the
// Auto Scaling role: otherwise clusters fail to start.
func checkServicePasses(c *core.Checker, h core.Held) {
	if !launches(c, h) {
		return
	}
	c.Launchers = append(c.Launchers, h)
	_, v2 := h.Has(core.ServicePolicyV2)
	for _, kind := range []spec.Kind{spec.KindInstance, spec.KindAutoScaling} {
		if h.PassesSome(c, kind) {
			continue
		}
		ofKind := c.OfKind(kind)
		passed := slices.ContainsFunc(ofKind, func(r core.Member) bool { return launchesWith(h, c, r) })
		if len(ofKind) == 0 || passed {
			continue
		}
		first := ofKind[0].Name
		why := ""
		if v2 {
			why = "; " + core.ServicePolicyV2 + " passes only " + defaultName(kind) + " without a path"
		}
		c.Add(h.Subject, h.Header().NameAt(), "service-cannot-pass", "add passes: ["+first+"]", "role %s cannot pass %s, the role of kind %s in this spec%s", h.Role.Written(), first, kind, why)
	}
}

// launches reports whether h is a service role that starts instances and whose
// permissions are known.
func launches(c *core.Checker, h core.Held) bool {
	if h.Role == nil || h.Role.Kind != spec.KindService || h.HasUnknown() {
		return false
	}
	_, v2 := h.Has(core.ServicePolicyV2)
	return v2 || h.Does("ec2:RunInstances")
}

// launchesWith reports whether h, which launches, passes a role.
func launchesWith(h core.Held, c *core.Checker, r core.Member) bool {
	_, v2 := h.Has(core.ServicePolicyV2)
	return h.Passes(c, r) || v2 && passedByV2(r)
}

func passedByV2(r core.Member) bool { return r.Tail() == "/"+defaultName(r.Kind) }

func defaultName(k spec.Kind) string {
	if k == spec.KindAutoScaling {
		return "EMR_AutoScaling_DefaultRole"
	}
	return "EMR_EC2_DefaultRole"
}
