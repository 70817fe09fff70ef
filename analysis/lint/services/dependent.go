package services

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// dependents finds actions that require another action, which a role or policy does
// not allow.
func dependents(c *core.Checker) {
	for _, h := range c.Holders {
		for _, g := range h.Own {
			if g.St.NotActions {
				continue
			}
			for _, a := range c.Actions(g.St) {
				if missing := missingOf(c, h, a); len(missing) > 0 {
					c.About(g.St, a.At, "missing-dependent-action", "allow it in this role or policy, or in one that is used with it",
						"has the action %q, which also requires %s", a.Literal, strings.Join(missing, " and "))
				}
			}
		}
	}
}

// missingOf returns the actions that a depends on and that neither h nor what it is used
// with allows, or may allow.
func missingOf(c *core.Checker, h core.Held, a core.Action) []string {
	var out []string
	for _, m := range a.Matches {
		for _, need := range m.DependentActions() {
			may := func(h core.Held) bool { return mayAllow(h, need) }
			if c.Spend(100*len(h.Grants)) && !may(h) && !c.Beside(h, may) {
				out = lists.Add(out, need)
			}
		}
	}
	return out
}

// mayAllow reports whether h allows an action on anything, or whatever NotAction leaves,
// or has a policy that is not of the spec.
func mayAllow(h core.Held, action string) bool {
	return slices.ContainsFunc(h.Grants, func(g core.Grant) bool { return g.St.NotActions || g.St.Has(action) }) ||
		h.Role != nil && slices.ContainsFunc(h.Role.Managed, func(it spec.Item) bool { _, ours := spec.LonePolicy(it.Value); return !ours })
}
