package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

const (
	linkedRole = "iam:CreateServiceLinkedRole"
	cleanupARN = "arn:aws:iam::123456789012:role/aws-service-role/elasticmapreduce.amazonaws.com/AWSServiceRoleForEMRCleanup"
)

// checkSpot finds service roles that cannot create the service-linked role for EC2
// Spot: AmazonElasticMapReduceRole can, its successor cannot.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html
func checkSpot(c *checker, h held) {
	if !c.launches(h) || h.may(linkedRole, "arn:aws:iam::123456789012:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot") {
		return
	}
	at, ok := h.has(servicePolicyV2)
	if !ok {
		at = place(h.role.At, "roleName", h.subject)
	}
	c.add(h.subject, at, "missing-spot", "write serviceLinkedRoles: [EC2Spot], or use the template service-v2",
		"role %s cannot create the service-linked role for EC2 Spot, which clusters with Spot Instances need in a new account", h.role.Written())
}

// checkCleanup finds principals that start clusters but cannot create the
// service-linked role for cluster cleanup. Another policy of the spec may allow
// it.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-cleanup.html
func checkCleanup(c *checker, h held) {
	i := slices.IndexFunc(h.grants, func(g grant) bool { _, _, ok := g.allows("elasticmapreduce:RunJobFlow"); return ok })
	if i < 0 || c.cleanup || h.may(linkedRole, cleanupARN) || h.role != nil && (h.hasUnknown() || h.role.Kind == spec.KindService) {
		return
	}
	g := h.grants[i]
	_, at, _ := g.allows("elasticmapreduce:RunJobFlow")
	help := "write serviceLinkedRoles: [EMRCleanup]"
	if c.spec.Bare {
		help = `allow iam:CreateServiceLinkedRole on "arn:aws:iam::*:role/aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup*"`
	}
	c.add(h.subject, at, "missing-cleanup", help,
		"%s allows starting clusters, but nothing allows creating AWSServiceRoleForEMRCleanup, which the first cluster of an account needs", label(g.st))
}

// linkedOwner returns the service that a service-linked role belongs to, if a spec
// can name the role or it is that of EMR on EKS, or "".
// https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/using-service-linked-roles.html
func linkedOwner(role string) string {
	for _, r := range spec.LinkedRoles {
		if r.Role == role {
			return r.Service
		}
	}
	if role == "AWSServiceRoleForAmazonEMRContainers" {
		return "emr-containers.amazonaws.com"
	}
	return ""
}

// linkedRoleOf returns the service-linked role of a service, if a spec can name it,
// or "".
func linkedRoleOf(service string) string {
	for _, r := range spec.LinkedRoles {
		if r.Service == strings.TrimRight(service, "*") {
			return r.Role
		}
	}
	return ""
}

// checkLinkedRole compares the service in the ARN of a service-linked role with the
// role's name and with the services of a condition. It accepts service names of
// China: AWS lists them beside the others, whether or not the role exists there.
func checkLinkedRole(c *checker, _ held, g grant) {
	var services []string
	for _, r := range g.st.resources {
		_, rest, ok := strings.Cut(r.string, ":role/aws-service-role/")
		service, name, _ := strings.Cut(rest, "/")
		if !ok || g.st.NotResources || g.unknown {
			return
		}
		services = append(services, service)
		owner := linkedOwner(strings.TrimRight(name, "*"))
		switch meant := linkedRoleOf(service); {
		case owner != "" && !glob.Match(service, owner):
			c.add(g.subject, r.At, "linked-role-mismatch", "write "+owner+" in its path", "%s names the role %s in the path of %s; it belongs to %s", label(g.st), name, service, owner)
		case owner == "" && meant != "" && !globsMeet(name, meant):
			c.add(g.subject, r.At, "linked-role-mismatch", "write "+meant, "%s names the role %s in the path of %s, whose service-linked role is %s", label(g.st), name, service, meant)
		}
	}
	cond, ok := conditionOn(g.st, "iam:awsservicename")
	if !ok || !strings.HasPrefix(cond.Operator, "StringEquals") && !strings.HasPrefix(cond.Operator, "StringLike") {
		return
	}
	for _, v := range cond.values {
		fits := slices.ContainsFunc(services, func(s string) bool { return globsMeet(s, v.string) })
		if !fits && !strings.HasSuffix(v.string, ".cn") {
			c.add(g.subject, v.At, "linked-role-mismatch", "name the correct role or its service", "%s has a condition on the service %s, but names a role of %s", label(g.st), v.string, and(services))
		}
	}
}
