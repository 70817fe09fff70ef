package lint

import (
	"slices"

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
		"role %s cannot create the service-linked role of EC2 Spot, which clusters with Spot Instances need in a new account", h.role.Name)
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
