package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/privilege"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
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
	where, all := core.ElementAt(g.St, "Resource"), g.St.NotResources
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
	return h.Passes(c, r) || v2 && r.Tail() == "/"+defaultName(r.Kind)
}

func defaultName(k spec.Kind) string {
	if k == spec.KindAutoScaling {
		return "EMR_AutoScaling_DefaultRole"
	}
	return "EMR_EC2_DefaultRole"
}

const passRole = "iam:PassRole"

// passing is the context of a request to pass a role to a service; "" for any.
func passing(service string) eval.Context {
	if service == "" {
		return eval.Context{}
	}
	return eval.Context{Values: map[string][]string{"iam:PassedToService": {service}}}
}

// checkBoundary finds roles that a role passes or assumes by its policies, which its
// permissions boundary denies.
func checkBoundary(c *core.Checker, h core.Held) {
	if h.Role == nil || h.Role.Boundary == nil {
		return
	}
	for _, g := range h.Grants {
		for _, action := range []string{passRole, "sts:AssumeRole"} {
			if _, ok := g.Names(action); ok && !g.St.NotResources && boundaryTakes(c, h, g, action) {
				break
			}
		}
	}
}

// boundaryTakes reports the first role that a statement passes or assumes in vain.
func boundaryTakes(c *core.Checker, h core.Held, g core.Grant, action string) bool {
	services := []string{""}
	if named := core.PassedServices(g.St); named != nil && action == passRole {
		services = named
	}
	for a := range c.AskEverywhere(h.Subject, action) {
		if !a.Bounded() {
			continue
		}
		for _, it := range g.St.Resources {
			for _, text := range a.Given(it.Value) {
				arn := anyText.Replace(text)
				for _, service := range services {
					service = strings.TrimRight(service, "*")
					when, denied := deniedByBoundary(a, action, arn, passing(service))
					if !denied {
						continue
					}
					to := ""
					if service != "" {
						to = " to " + service
					}
					name := text
					if r, _, ok := c.RoleOf(it.Value); ok {
						name = r
					}
					c.Add(h.Subject, core.Place(h.Role.At, "permissionsBoundary", h.Subject), "boundary-takes-role", "allow "+action+" on the role in the boundary",
						"the permissions boundary of %s does not allow %s of %s%s, which %s allows%s", h.Subject, action, name, to, g.St, a.With(when))
					return true
				}
			}
		}
	}
	return false
}

// deniedByBoundary reports where a request is denied that would not be without the
// boundary.
func deniedByBoundary(a *core.Asked, action, arn string, context eval.Context) (formula.Term, bool) {
	with, ok := a.Where(action, arn, context)
	if !ok || len(with.When) == 0 {
		return nil, false
	}
	without, ok := a.Unbounded(action, arn, context)
	if !ok {
		return nil, false
	}
	return first(with.When.And(without.Other))
}

// first is the first deployment in which f holds.
func first(f formula.Formula) (formula.Term, bool) {
	if len(f) == 0 {
		return nil, false
	}
	return f[0], true
}

const runJobFlow = "elasticmapreduce:RunJobFlow"

// checkHalfPasses finds callers who start clusters and may pass a role to EMR, but no
// instance role to EC2: a cluster needs both.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html
func checkHalfPasses(c *core.Checker, h core.Held) {
	if h.Role != nil && (h.Role.Kind == spec.KindService || h.HasUnknown()) {
		return
	}
	if _, _, starts := h.Naming(runJobFlow); !starts {
		return
	}
	i := slices.IndexFunc(h.Grants, func(g core.Grant) bool { return passesTo(c, g, "elasticmapreduce") && passesLauncher(c, g) })
	if i < 0 || passesOnlyMembers(c, h) {
		return
	}
	g := h.Grants[i]
	at, _ := g.Names(passRole)
	if !slices.ContainsFunc(h.Grants, func(g core.Grant) bool { return passesTo(c, g, "ec2") }) {
		if !c.Beside(h, func(o core.Held) bool {
			return slices.ContainsFunc(o.Grants, func(g core.Grant) bool { return passesTo(c, g, "ec2") })
		}) {
			c.About(g.St, at, "instance-role-not-passed", "also allow iam:PassRole on the instance role, with ec2.amazonaws.com in the condition on iam:PassedToService",
				"passes roles to elasticmapreduce.amazonaws.com, but nothing passes an instance role to ec2.amazonaws.com, which starting a cluster also requires")
		}
		return
	}
	for _, m := range c.OfKind(spec.KindInstance) {
		if where, found := halfPassed(c, h, m); found {
			c.About(g.St, at, "instance-role-not-passed", "also allow iam:PassRole on "+m.Name+", with ec2.amazonaws.com in the condition on iam:PassedToService",
				"passes %s to elasticmapreduce.amazonaws.com, but nothing passes it to ec2.amazonaws.com, which starting a cluster with it requires%s", m.Name, where)
		}
	}
}

func passesTo(c *core.Checker, g core.Grant, service string) bool {
	return g.Does(passRole) && c.PassedTo(g.St, service)
}

// passesLauncher reports whether one of the roles that a statement passes can be the
// service role of a cluster, and not just that of a Studio.
func passesLauncher(c *core.Checker, g core.Grant) bool {
	return g.St.NotResources || slices.ContainsFunc(g.St.Resources, func(it spec.Item) bool {
		_, kind, ok := c.RoleOf(it.Value)
		return !ok || kind == spec.KindService
	})
}

// passesOnlyMembers reports whether checkWrongService reports the instance roles that
// are passed to another service.
func passesOnlyMembers(c *core.Checker, h core.Held) bool {
	return slices.ContainsFunc(h.Grants, func(g core.Grant) bool {
		if _, ok := g.Names(passRole); !ok || g.St.NotResources || c.PassedTo(g.St, "ec2") {
			return false
		}
		return slices.ContainsFunc(g.St.Resources, func(it spec.Item) bool { _, kind, ok := c.RoleOf(it.Value); return ok && kind == spec.KindInstance })
	})
}

// halfPassed returns where an instance role is passed to EMR, but not to EC2.
func halfPassed(c *core.Checker, h core.Held, m core.Member) (where string, found bool) {
	for a := range c.AskEverywhere(h.Subject, passRole) {
		for _, arn := range a.Given(m.Value) {
			toEMR, ok := a.Where(passRole, arn, passing("elasticmapreduce.amazonaws.com"))
			toEC2, also := a.Where(passRole, arn, passing("ec2.amazonaws.com"))
			if !ok || !also {
				return "", false
			}
			if when, found := first(toEC2.When.And(toEMR.Other)); found {
				return a.With(when), true
			}
		}
	}
	return "", false
}

// linkedNeed is a call for which AWS creates a service-linked role, if the account has
// none, with the permissions of the caller.
type linkedNeed struct{ call, service, role, source string }

// linkedNeeds are those beside the role for cluster cleanup, about which checkCleanup
// is.
var linkedNeeds = []linkedNeed{
	{"emr-containers:CreateVirtualCluster", "emr-containers.amazonaws.com", "AWSServiceRoleForAmazonEMRContainers", "https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/using-service-linked-roles.html"},
	{"emr-serverless:CreateApplication", "ops.emr-serverless.amazonaws.com", "AWSServiceRoleForAmazonEMRServerless", "https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/using-service-linked-roles.html"},
	{"emrwal:CreateWorkspace", "emrwal.amazonaws.com", "AWSServiceRoleForEMRWAL", "https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-wal.html"},
}

// checkLinkedNeeds finds such calls by principals that cannot create the role.
func checkLinkedNeeds(c *core.Checker, h core.Held) {
	if h.Role != nil && h.HasUnknown() {
		return
	}
	for _, n := range linkedNeeds {
		g, at, ok := h.Allowing(n.call)
		if !ok || !h.Does(linkedRole) && dependsOnLinkedRole(n.call) {
			continue // the rule about dependent actions reports that
		}
		if c.Spec.Environments == nil && h.May(linkedRole, linkedARN(n.service, n.role)) && !h.May(linkedRole, linkARN(c.Spec.InUse()[0], n)) {
			continue // allowed in an account that a text names
		}
		where, missing := cannotLink(c, h, n)
		if !missing || c.Beside(h, func(o core.Held) bool { return o.May(linkedRole, linkedARN(n.service, n.role)) }) {
			continue
		}
		c.About(g.St, at, "missing-linked-role", linkHelp(c, n),
			"allows %s, but nothing allows creating %s, which the first such call of an account needs%s", n.call, n.role, where)
	}
}

func dependsOnLinkedRole(call string) bool {
	a, ok := facts.FindAction(call)
	return ok && slices.Contains(a.DependentActions(), linkedRole)
}

func linkHelp(c *core.Checker, n linkedNeed) string {
	if name := linkedNamed(n.role).Name; name != "" && !c.Spec.Bare {
		return "write serviceLinkedRoles: [" + name + "]"
	}
	partition := "${AWS::Partition}"
	if c.Spec.Bare {
		partition = "aws"
	}
	return `allow iam:CreateServiceLinkedRole on "arn:` + partition + `:iam::*:role/aws-service-role/` + n.service + `/` + n.role + `*"`
}

func linkARN(at spec.Binding, n linkedNeed) string {
	return "arn:" + at.Partition + ":iam::" + at.AccountID + ":role/aws-service-role/" + n.service + "/" + n.role
}

// cannotLink returns where a subject cannot create a service-linked role.
func cannotLink(c *core.Checker, h core.Held, n linkedNeed) (where string, cannot bool) {
	for a := range c.AskEverywhere(h.Subject, linkedRole, n.call) {
		d, ok := a.Where(linkedRole, linkARN(a.Binding, n), eval.Context{Values: map[string][]string{"iam:AWSServiceName": {n.service}}})
		call, also := a.Where(n.call, "*", eval.Context{})
		if !ok || !also {
			return "", false
		}
		where := d.When
		if len(call.Other) > 0 { // a call on a resource that the site does not know counts
			where = where.And(call.Other)
		}
		if when, found := first(where); found {
			return a.With(when), true
		}
	}
	return "", false
}
