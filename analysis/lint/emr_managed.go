package lint

import (
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkManaged holds the managed policies of AWS that roles name against those
// that exist.
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
		c.add(s, t.At, "unattachable-policy", "take it out; AWS attaches it to the role that its service makes", "role %s has the policy %s, which belongs to a service-linked role", s.role.Written(), p.Name)
	case p.Retiring:
		help := "AWS names no successor; write the permissions out in a policy of your own"
		if p.Next != "" {
			help = "AWS names " + p.Next + " in its place"
		}
		c.add(s, t.At, "retiring-policy", help, "role %s has the policy %s, which AWS is retiring", s.role.Written(), p.Name)
	}
}

// checkPolicyExists looks up the policy that an ARN names, if it is one of
// AWS's.
func (c *checker) checkPolicyExists(s subject, t text) (iam.ManagedPolicy, bool) {
	name := awsPolicy(t.string)
	if name == "" {
		return iam.ManagedPolicy{}, false
	}
	if p, ok := iam.FindManagedPolicy(t.string); ok {
		return p, true
	}
	if p, ok := iam.FindManagedPolicy(name); ok {
		c.add(s, t.At, "managed-policy-path", "write "+strings.TrimPrefix(p.Path, "/")+p.Name, "role %s names the policy %s with another path than AWS gives it, %s", s.role.Written(), name, p.Path)
		return iam.ManagedPolicy{}, false
	}
	help := "if it is newer than what is known here, suppress this with # emriam:ignore"
	if near := diag.Nearest(name, iam.ManagedPolicyNames()); near != "" {
		help = `did you mean "` + near + `"?`
	}
	c.add(s, t.At, "unknown-managed-policy", help, "role %s names the policy %s, which is not one of AWS's", s.role.Written(), name)
	return iam.ManagedPolicy{}, false
}
