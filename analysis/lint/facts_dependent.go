package lint

import (
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
)

// dependents finds actions that require another action, which a role or policy does
// not allow.
func (c *checker) dependents() {
	policies := map[*spec.Policy][]*document{}
	for _, h := range c.holders {
		if h.policy != nil {
			policies[h.policy] = h.documents
		}
	}
	for _, h := range c.holders {
		granted := sync.OnceValues(func() ([]string, bool) { return c.granted(h, policies) })
		for _, d := range h.documents {
			for i := range d.statements {
				if st := &d.statements[i]; st.Effect == "Allow" && !st.NotActions && !d.trust {
					c.dependentsOf(d, st, granted)
				}
			}
		}
	}
}

// granted returns the actions that h allows; all is false if an attached policy may
// allow others.
func (c *checker) granted(h holder, policies map[*spec.Policy][]*document) (patterns []string, all bool) {
	docs := h.documents
	if h.role != nil {
		for _, it := range h.role.Managed {
			ref, ok := lonePolicyRef(it.Value)
			if !ok {
				return nil, false
			}
			theirs, known := policies[ref.Policy]
			if !known { // it is one of several that are alike
				theirs = c.documentsOf(subject{policy: ref.Policy})
			}
			docs = append(slices.Clip(docs), theirs...)
		}
	}
	for _, d := range docs {
		for i := range d.statements {
			switch st := &d.statements[i]; {
			case st.Effect != "Allow" || d.trust:
			case st.NotActions:
				return nil, false
			default:
				for _, v := range st.actions {
					patterns = append(patterns, v.string)
				}
			}
		}
	}
	slices.Sort(patterns)
	return slices.Compact(patterns), true
}

func (c *checker) dependentsOf(d *document, st *statement, granted func() ([]string, bool)) {
	for _, a := range c.actions(st) {
		if !slices.ContainsFunc(a.matches, func(m facts.Action) bool { return len(m.DependentActions()) > 0 }) {
			continue // as most
		}
		patterns, all := granted()
		if !all {
			return
		}
		if missing := c.missingOf(a, patterns); len(missing) > 0 {
			c.add(d.subject, a.At, "missing-dependent-action", "allow it in this role or policy, or in one that is used with it",
				"%s has the action %q, which also requires %s", label(st), a.string, strings.Join(missing, " and "))
		}
	}
}

// missingOf returns the actions that a depends on and that are not granted.
func (c *checker) missingOf(a action, granted []string) []string {
	var out []string
	for _, m := range a.matches {
		for _, need := range m.DependentActions() {
			has := !c.spend(100*len(granted)) || slices.ContainsFunc(granted, func(p string) bool { return facts.MatchAction(p, need) })
			if !has && !slices.Contains(out, need) {
				out = append(out, need)
			}
		}
	}
	return out
}
