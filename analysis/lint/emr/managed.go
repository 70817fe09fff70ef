package emr

import (
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkManaged looks up the AWS managed policies that roles name.
func checkManaged(c *core.Checker, r *spec.Role) {
	s := spec.Subject{Role: r}
	for _, t := range c.Texts(r.Managed) {
		checkAttachedPolicy(c, s, t)
	}
	for _, t := range c.Texts(r.Boundary) {
		checkPolicyExists(c, s, t)
	}
}

func checkAttachedPolicy(c *core.Checker, s spec.Subject, t core.Text) {
	p, ok := checkPolicyExists(c, s, t)
	switch {
	case !ok:
	case strings.HasPrefix(p.Path, "/aws-service-role/"):
		c.Add(s, t.At, "unattachable-policy", "remove it; only the service itself attaches it to its role", "role %s has the policy %s, which belongs to a service-linked role", s.Role.Written(), p.Name)
	case p.Retiring:
		help := "AWS names no successor; write the permissions in your own policy"
		if p.Next != "" {
			help = "AWS names " + p.Next + " as its successor"
		}
		c.Add(s, t.At, "retiring-policy", help, "role %s has the policy %s, which AWS is retiring", s.Role.Written(), p.Name)
	case widths[p.Width] != "":
		c.Add(s, t.At, "broad-policy", "write the permissions that the role needs", "role %s has the policy %s, which allows %s", s.Role.Written(), p.Name, widths[p.Width])
	case strings.HasSuffix(p.Name, "FullAccess"):
		c.Add(s, t.At, "broad-policy", "write the permissions that the role needs", "role %s has the policy %s, which allows everything in a service", s.Role.Written(), p.Name)
	}
}

// widths say what a managed policy allows.
var widths = map[facts.Width]string{
	facts.AllActions:  "every action on every resource",
	facts.MostActions: "every action except some on every resource",
	facts.IAMWriting:  "writing permissions in IAM on every resource",
}

// checkPolicyExists looks up the policy that an ARN names, if it is an AWS managed
// policy.
func checkPolicyExists(c *core.Checker, s spec.Subject, t core.Text) (facts.ManagedPolicy, bool) {
	name := core.AwsPolicy(t.Literal)
	if name == "" {
		return facts.ManagedPolicy{}, false
	}
	if p, ok := facts.FindManagedPolicy(t.Literal); ok {
		return p, true
	}
	if p, ok := facts.FindManagedPolicy(name); ok {
		c.Add(s, t.At, "managed-policy-path", "write "+strings.TrimPrefix(p.Path, "/")+p.Name, "role %s names the policy %s with the wrong path; it is %s", s.Role.Written(), name, p.Path)
		return facts.ManagedPolicy{}, false
	}
	c.Add(s, t.At, "unknown-managed-policy", managedHelp(name), "role %s names the policy %s, which is not an AWS managed policy", s.Role.Written(), name)
	return facts.ManagedPolicy{}, false
}

// managedHelp is the help for a name that no AWS managed policy has.
func managedHelp(name string) string {
	if near := diag.Meant(name, facts.ManagedPolicyNames()); near != "" {
		return `did you mean "` + near + `"?`
	}
	return "if it is newer than emriam's facts, suppress this with # emriam:ignore"
}

// checkBaselines looks up the baselines of roles and policies among AWS's managed
// policies.
func checkBaselines(c *core.Checker) {
	for s := range c.Subjects() {
		for _, b := range s.Header().Baselines {
			_, managed := facts.FindManagedPolicy(b.Name)
			known, ok := facts.FindSnapshot(b.Name)
			switch {
			case !managed:
				c.Add(s, b.At, "unknown-baseline", managedHelp(b.Name), "the baseline of %s is the policy %s, which is not an AWS managed policy", s, b.Name)
			case ok && facts.IsNewer(b.Version, known.Version):
				help := "did you mean " + b.Name + "@" + known.Version + ", of " + known.Date + "?"
				c.Add(s, b.At, "unknown-baseline", help, "the baseline of %s is version %s of the policy %s, whose newest known version is %s", s, b.Version, b.Name, known.Version)
			}
		}
	}
}
