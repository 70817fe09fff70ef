package eval

import "github.com/emriam/emriam/iam/glob"

// Statement is a compiled statement.
type Statement struct {
	Ref           StatementRef
	Deny          bool
	everyone      bool // no Principal element
	notPrincipals bool
	Principals    []Principal
	notActions    bool
	actions       []glob.Matcher // in lower case
	notResources  bool
	resources     []resource // nil: the statement has no such element
	Conditions    []Condition
}

// namesAction reports whether one of some patterns names an action.
func namesAction(patterns []glob.Matcher, action string) bool {
	for i := range patterns {
		if patterns[i].MatchFold(action) {
			return true
		}
	}
	return false
}

func (s *Statement) namesResource(q *Query) Truth {
	if s.resources == nil {
		return Yes
	}
	out := No
	for i := 0; i < len(s.resources) && out != Yes; i++ {
		out = max(out, s.resources[i].names(q))
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
