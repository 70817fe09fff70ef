package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

const (
	linkedRole = "iam:CreateServiceLinkedRole"
	cleanupARN = "arn:aws:iam::123456789012:role/aws-service-role/elasticmapreduce.amazonaws.com/AWSServiceRoleForEMRCleanup"
)

// checkSpot wants a service role to be able to create the service-linked role
// of EC2 Spot: AmazonElasticMapReduceRole could, its successor cannot.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html
func checkSpot(c *checker, h held) {
	if !c.launches(h) || h.may(linkedRole, "arn:aws:iam::123456789012:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot") {
		return
	}
	at, ok := h.has(servicePolicyV2)
	if !ok {
		at = place(h.role.At, "roleName", h.subject)
	}
	c.add(h.subject, at, "missing-spot", `allow iam:CreateServiceLinkedRole on "arn:${AWS::Partition}:iam::*:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot*", as the template service-v2 does`,
		"role %s cannot create the service-linked role of EC2 Spot, which clusters with Spot Instances need in a new account", h.role.Written())
}

// checkCleanup wants whoever starts clusters to be able to create the
// service-linked role by which EMR cleans up after them. Another policy of
// the spec may be the one that allows it.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-cleanup.html
func checkCleanup(c *checker, h held) {
	i := slices.IndexFunc(h.grants, func(g grant) bool { _, _, ok := g.allows("elasticmapreduce:RunJobFlow"); return ok })
	if i < 0 || c.cleanup || h.may(linkedRole, cleanupARN) || h.role != nil && (h.hasUnknown() || h.role.Kind == spec.KindService) {
		return
	}
	g := h.grants[i]
	_, at, _ := g.allows("elasticmapreduce:RunJobFlow")
	c.add(h.subject, at, "missing-cleanup", `allow iam:CreateServiceLinkedRole on "arn:${AWS::Partition}:iam::*:role/aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup*"`,
		"%s allows starting clusters, but nothing allows creating AWSServiceRoleForEMRCleanup, which the first cluster of an account needs", label(g.st))
}

// linkedRoles are EMR's service-linked roles, and the one of Spot, by the
// service that each belongs to.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles.html
var linkedRoles = map[string]string{
	"AWSServiceRoleForEMRCleanup":          "elasticmapreduce.amazonaws.com",
	"AWSServiceRoleForEMRWAL":              "emrwal.amazonaws.com",
	"AWSServiceRoleForAmazonEMRServerless": "ops.emr-serverless.amazonaws.com",
	"AWSServiceRoleForAmazonEMRContainers": "emr-containers.amazonaws.com",
	"AWSServiceRoleForEC2Spot":             "spot.amazonaws.com",
}

// checkLinkedRole holds the service in the ARN of a service-linked role against
// the role's name, and against the services of a condition. A name of China's
// is let pass: AWS writes it beside the others whether or not there is such a
// role there.
func checkLinkedRole(c *checker, _ held, g grant) {
	var services []string
	for _, r := range g.resources {
		_, rest, ok := strings.Cut(r.string, ":role/aws-service-role/")
		service, name, _ := strings.Cut(rest, "/")
		if !ok || g.st.NotResources || g.unknown {
			return
		}
		services = append(services, service)
		if owner, known := linkedRoles[strings.TrimRight(name, "*")]; known && !iam.MatchString(service, owner) {
			c.add(g.subject, r.at, "linked-role-mismatch", "write "+owner+" in its path", "%s names the role %s in the path of %s; it belongs to %s", label(g.st), name, service, owner)
		}
	}
	cond, ok := condition(g.st, "iam:awsservicename")
	if !ok || !strings.HasPrefix(cond.Operator, "StringEquals") && !strings.HasPrefix(cond.Operator, "StringLike") {
		return
	}
	for _, v := range c.texts(cond.Values) {
		fits := slices.ContainsFunc(services, func(s string) bool { return globsMeet(s, v.string) })
		if !fits && !strings.HasSuffix(v.string, ".cn") {
			c.add(g.subject, v.at, "linked-role-mismatch", "name the role that is meant, or its service", "%s is about roles of %s, but names one of %s", label(g.st), v.string, and(services))
		}
	}
}
