package lint

import (
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkManaged looks up the AWS managed policies that roles name.
func checkManaged(c *checker) {
	for _, r := range c.distinctRoles {
		s := subject{role: r}
		for _, t := range c.texts(r.Managed) {
			c.checkAttachedPolicy(s, t)
		}
		if r.Boundary != nil {
			for _, t := range c.texts([]spec.Item{*r.Boundary}) {
				c.checkPolicyExists(s, t)
			}
		}
	}
}

func (c *checker) checkAttachedPolicy(s subject, t text) {
	p, ok := c.checkPolicyExists(s, t)
	switch {
	case !ok:
	case strings.HasPrefix(p.Path, "/aws-service-role/"):
		c.add(s, t.At, "unattachable-policy", "remove it; only the service itself attaches it to its role", "role %s has the policy %s, which belongs to a service-linked role", s.role.Written(), p.Name)
	case p.Retiring:
		help := "AWS names no successor; write the permissions in your own policy"
		if p.Next != "" {
			help = "AWS names " + p.Next + " as its successor"
		}
		c.add(s, t.At, "retiring-policy", help, "role %s has the policy %s, which AWS is retiring", s.role.Written(), p.Name)
	}
}

// checkPolicyExists looks up the policy that an ARN names, if it is an AWS managed
// policy.
func (c *checker) checkPolicyExists(s subject, t text) (facts.ManagedPolicy, bool) {
	name := awsPolicy(t.string)
	if name == "" {
		return facts.ManagedPolicy{}, false
	}
	if p, ok := facts.FindManagedPolicy(t.string); ok {
		return p, true
	}
	if p, ok := facts.FindManagedPolicy(name); ok {
		c.add(s, t.At, "managed-policy-path", "write "+strings.TrimPrefix(p.Path, "/")+p.Name, "role %s names the policy %s with the wrong path; it is %s", s.role.Written(), name, p.Path)
		return facts.ManagedPolicy{}, false
	}
	help := "if it is newer than emriam's facts, suppress this with # emriam:ignore"
	if near := diag.Nearest(name, facts.ManagedPolicyNames()); near != "" {
		help = `did you mean "` + near + `"?`
	}
	c.add(s, t.At, "unknown-managed-policy", help, "role %s names the policy %s, which is not an AWS managed policy", s.role.Written(), name)
	return facts.ManagedPolicy{}, false
}
