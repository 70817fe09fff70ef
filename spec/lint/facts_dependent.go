package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// dependents finds actions that do not work without another one that a role
// or policy does not allow.
func (c *checker) dependents() {
	for s := range c.subjects() {
		granted, all := c.granted(s)
		if !all {
			continue
		}
		for _, d := range s.documents() {
			for _, st := range d.Statements {
				if st.Effect == "Allow" && !st.NotActions && !d.trust {
					c.dependentsOf(d, st, granted)
				}
			}
		}
	}
}

// granted are the actions that s is allowed; all is false if there are some
// that the spec does not show, in a policy that is attached.
func (c *checker) granted(s subject) (patterns []string, all bool) {
	docs := s.documents()
	if s.role != nil {
		for _, it := range s.role.Managed {
			ref, ok := it.Value, false
			if len(ref) == 1 {
				var p spec.PolicyRef
				if p, ok = ref[0].(spec.PolicyRef); ok {
					docs = append(docs, subject{policy: p.Policy}.documents()...)
				}
			}
			if !ok {
				return nil, false
			}
		}
	}
	for _, d := range docs {
		for _, st := range d.Statements {
			switch {
			case st.Effect != "Allow" || d.trust:
			case st.NotActions:
				return nil, false
			default:
				for _, v := range c.texts(st.Actions) {
					patterns = append(patterns, strings.ToLower(v.string))
				}
			}
		}
	}
	slices.Sort(patterns)
	return slices.Compact(patterns), true
}

func (c *checker) dependentsOf(d document, st *spec.Statement, granted []string) {
	for _, a := range c.actions(st) {
		missing := c.missingOf(a, granted)
		if len(missing) > 0 {
			c.add(d.subject, a.at, "missing-dependent-action", "allow it in this role or policy, or in one that is used with it",
				"%s has the action %q, which does not work without %s", label(st), a.string, strings.Join(missing, " and "))
		}
	}
}

// missingOf are the actions that a depends on and that are not granted.
func (c *checker) missingOf(a action, granted []string) []string {
	var out []string
	for _, m := range a.matches {
		for _, need := range m.DependentActions {
			has := !c.spend(100*len(granted)) || slices.ContainsFunc(granted, func(p string) bool { return iam.MatchString(p, strings.ToLower(need)) })
			if !has && !slices.Contains(out, need) {
				out = append(out, need)
			}
		}
	}
	return out
}
