package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

const linkedRole = "iam:CreateServiceLinkedRole"

// linkedARN matches the ARN of a service-linked role in every partition and account.
func linkedARN(service, role string) string {
	return "arn:*:iam::*:role/aws-service-role/" + service + "/" + role
}

// mayCleanUp reports whether h may create the service-linked role for cluster cleanup,
// which AWS lists under a service of China, too.
func mayCleanUp(h core.Held) bool {
	return h.May(linkedRole, linkedARN("elasticmapreduce.amazonaws.com*", "AWSServiceRoleForEMRCleanup"))
}

// checkSpot finds service roles that cannot create the service-linked role for EC2
// Spot: AmazonElasticMapReduceRole can, its successor cannot.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html
func checkSpot(c *core.Checker, h core.Held) {
	if !launches(c, h) || h.May(linkedRole, linkedARN("spot.amazonaws.com", "AWSServiceRoleForEC2Spot")) {
		return
	}
	at, ok := h.Has(core.ServicePolicyV2)
	if !ok {
		at = core.Place(h.Role.At, "roleName", h.Subject)
	}
	c.Add(h.Subject, at, "missing-spot", "write serviceLinkedRoles: [EC2Spot], or use the template service-v2",
		"role %s cannot create the service-linked role for EC2 Spot, which clusters with Spot Instances need in a new account", h.Role.Written())
}

// checkCleanup finds principals that start clusters but cannot create the
// service-linked role for cluster cleanup. Another policy of the spec may allow
// it.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-cleanup.html
func checkCleanup(c *core.Checker, h core.Held) {
	g, at, ok := h.Allowing(runJobFlow)
	if !ok || mayCleanUp(h) || c.SomePolicy(mayCleanUp) || h.Role != nil && (h.HasUnknown() || h.Role.Kind == spec.KindService) {
		return
	}
	help := "write serviceLinkedRoles: [EMRCleanup]"
	if c.Spec.Bare {
		help = `allow iam:CreateServiceLinkedRole on "arn:aws:iam::*:role/aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup*"`
	}
	c.Add(h.Subject, at, "missing-cleanup", help,
		"%s allows starting clusters, but nothing allows creating AWSServiceRoleForEMRCleanup, which the first cluster of an account needs", g.St)
}

// linkedNamed returns the service-linked role with a name in IAM, if a spec can name it.
func linkedNamed(role string) spec.LinkedRole {
	return lists.Find(spec.LinkedRoles, func(r spec.LinkedRole) bool { return r.Role == role })
}

// linkedRoleOf returns the service-linked role of a service, if a spec can name it,
// or "".
func linkedRoleOf(service string) string {
	return lists.Find(spec.LinkedRoles, func(r spec.LinkedRole) bool { return r.Service == strings.TrimRight(service, "*") }).Role
}

// checkLinkedRole compares the service in the ARN of a service-linked role with the
// role's name and with the services of a condition. It accepts service names of
// China: AWS lists them beside the others, whether or not the role exists there.
func checkLinkedRole(c *core.Checker, _ core.Held, g core.Grant) {
	var services []string
	for _, r := range g.St.ResourceTexts {
		_, rest, ok := strings.Cut(r.Literal, ":role/aws-service-role/")
		service, name, _ := strings.Cut(rest, "/")
		if !ok || g.St.NotResources || g.Unknown {
			return
		}
		services = append(services, service)
		owner := linkedNamed(strings.TrimRight(name, "*")).Service
		switch meant := linkedRoleOf(service); {
		case owner != "" && !glob.Match(service, owner):
			c.About(g.St, r.At, "linked-role-mismatch", "write "+owner+" in its path", "names the role %s in the path of %s; it belongs to %s", name, service, owner)
		case owner == "" && meant != "" && !glob.Overlap(name, meant):
			c.About(g.St, r.At, "linked-role-mismatch", "write "+meant, "names the role %s in the path of %s, whose service-linked role is %s", name, service, meant)
		}
	}
	cond, ok := core.ConditionOn(g.St, "iam:awsservicename")
	if !ok || !strings.HasPrefix(cond.Operator, "StringEquals") && !strings.HasPrefix(cond.Operator, "StringLike") {
		return
	}
	for _, v := range cond.Texts {
		fits := slices.ContainsFunc(services, func(s string) bool { return glob.Overlap(s, v.Literal) })
		if !fits && !strings.HasSuffix(v.Literal, ".cn") {
			c.About(g.St, v.At, "linked-role-mismatch", "name the correct role or its service", "has a condition on the service %s, but names a role of %s", v.Literal, core.And(services))
		}
	}
}
