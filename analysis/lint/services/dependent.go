package services

import (
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// dependents finds actions that require another action, which a role or policy does
// not allow.
func dependents(c *core.Checker) {
	policies := map[*spec.Policy][]*core.Document{}
	for _, h := range c.Holders {
		if h.Policy != nil {
			policies[h.Policy] = h.Documents
		}
	}
	for _, h := range c.Holders {
		granted := sync.OnceValues(func() ([]string, bool) { return granted(c, h, policies) })
		for _, d := range h.Documents {
			for _, st := range d.Sampled {
				if st.Effect == "Allow" && !st.NotActions && !d.Trust {
					dependentsOf(c, st, granted)
				}
			}
		}
	}
}

// granted returns the actions that h allows; all is false if an attached policy may
// allow others.
func granted(c *core.Checker, h core.Holder, policies map[*spec.Policy][]*core.Document) (patterns []string, all bool) {
	docs := h.Documents
	if h.Policy != nil {
		docs = append(slices.Clip(docs), besides(c, h.Policy)...)
	}
	if h.Role != nil {
		for _, it := range h.Role.Managed {
			ref, ok := spec.LonePolicy(it.Value)
			if !ok {
				return nil, false
			}
			theirs, known := policies[ref.Policy]
			if !known { // it is one of several that are alike
				theirs = c.DocumentsOf(spec.Subject{Policy: ref.Policy})
			}
			docs = append(slices.Clip(docs), theirs...)
		}
	}
	for _, d := range docs {
		for _, st := range d.Sampled {
			switch {
			case st.Effect != "Allow" || d.Trust:
			case st.NotActions:
				return nil, false
			default:
				patterns = append(patterns, lists.Map(st.ActionTexts, func(v core.Text) string { return v.Literal })...)
			}
		}
	}
	slices.Sort(patterns)
	return slices.Compact(patterns), true
}

// besides returns the documents that a policy may be used with: those of the roles
// that have it, or, if no role has it, those of the other policies that no role has,
// which one user may have together.
func besides(c *core.Checker, p *spec.Policy) []*core.Document {
	has := func(r *spec.Role, p *spec.Policy) bool {
		return slices.ContainsFunc(r.Managed, func(it spec.Item) bool {
			ref, ok := spec.LonePolicy(it.Value)
			return ok && ref.Policy == p
		})
	}
	var out []*core.Document
	attached := false
	for _, h := range c.Holders {
		if h.Role != nil && has(h.Role, p) {
			attached = true
			out = append(out, h.Documents...)
		}
	}
	for _, h := range c.Holders {
		if h.Policy == nil || h.Policy == p || attached {
			continue
		}
		if !slices.ContainsFunc(c.Spec.Roles, func(r *spec.Role) bool { return has(r, h.Policy) }) {
			out = append(out, h.Documents...)
		}
	}
	return out
}

func dependentsOf(c *core.Checker, st *core.Statement, granted func() ([]string, bool)) {
	for _, a := range c.Actions(st) {
		if !slices.ContainsFunc(a.Matches, func(m facts.Action) bool { return len(m.DependentActions()) > 0 }) {
			continue // as most
		}
		patterns, all := granted()
		if !all {
			return
		}
		if missing := missingOf(c, a, patterns); len(missing) > 0 {
			c.About(st, a.At, "missing-dependent-action", "allow it in this role or policy, or in one that is used with it",
				"has the action %q, which also requires %s", a.Literal, strings.Join(missing, " and "))
		}
	}
}

// missingOf returns the actions that a depends on and that are not granted.
func missingOf(c *core.Checker, a core.Action, granted []string) []string {
	var out []string
	for _, m := range a.Matches {
		for _, need := range m.DependentActions() {
			has := !c.Spend(100*len(granted)) || slices.ContainsFunc(granted, func(p string) bool { return facts.MatchAction(p, need) })
			if !has && !slices.Contains(out, need) {
				out = append(out, need)
			}
		}
	}
	return out
}
