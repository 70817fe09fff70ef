package emr

import (
	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
)

// checkBaselines looks up the baselines of roles and policies among AWS's managed
// policies.
func checkBaselines(c *core.Checker) {
	for _, r := range c.DistinctRoles {
		checkBaselinesOf(c, spec.Subject{Role: r}, r.Baselines)
	}
	for _, p := range c.DistinctPolicies {
		checkBaselinesOf(c, spec.Subject{Policy: p}, p.Baselines)
	}
}

func checkBaselinesOf(c *core.Checker, s spec.Subject, all []spec.Baseline) {
	for _, b := range all {
		if _, ok := facts.FindManagedPolicy(b.Name); !ok {
			c.Add(s, b.At, "unknown-baseline", managedHelp(b.Name), "the baseline of %s is the policy %s, which is not an AWS managed policy", s, b.Name)
			continue
		}
		known, ok := facts.FindSnapshot(b.Name)
		if ok && facts.IsNewer(b.Version, known.Version) {
			help := "did you mean " + b.Name + "@" + known.Version + ", of " + known.Date + "?"
			c.Add(s, b.At, "unknown-baseline", help, "the baseline of %s is version %s of the policy %s, whose newest known version is %s", s, b.Version, b.Name, known.Version)
		}
	}
}
