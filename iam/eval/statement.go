package eval

import (
	"slices"

	"github.com/emriam/emriam/iam/glob"
)

// Statement is a compiled statement.
type Statement struct {
	Ref           StatementRef
	Deny          bool
	everyone      bool // no Principal element
	notPrincipals bool
	Principals    []Principal
	notActions    bool
	actions       []string
	notResources  bool
	resources     []template // nil: the statement has no such element
	Conditions    []Condition
}

func (s *Statement) namesAction(action string) bool {
	return s.notActions != slices.ContainsFunc(s.actions, func(pattern string) bool { return glob.MatchFold(pattern, action) })
}

func (s *Statement) namesResource(q *Query) Truth {
	if s.resources == nil {
		return Yes
	}
	out := No
	for i := 0; i < len(s.resources) && out != Yes; i++ {
		out = max(out, s.resources[i].matches(q, q.Request.Resource))
	}
	return out.NegateIf(s.notResources)
}

// applies reports whether a statement that names the action applies to the request.
func (s *Statement) applies(q *Query) (Naming, Truth) {
	as, out := s.NamesCaller(q)
	if out == No {
		return as, No
	}
	if out = min(out, s.namesResource(q)); out == No {
		return as, No
	}
	for i := 0; i < len(s.Conditions) && out != No; i++ {
		out = min(out, s.Conditions[i].Holds(q))
	}
	return as, out
}
