package iam

// statement is a compiled statement.
type statement struct {
	ref           StatementRef
	deny          bool
	everyone      bool // no Principal element
	notPrincipals bool
	principals    []principal
	notActions    bool
	actions       []matcher // in lower case
	notResources  bool
	resources     []resource // nil: the statement has no such element
	conditions    []condition
}

// namesAction reports whether one of some patterns names an action.
func namesAction(patterns []matcher, action string) bool {
	for i := range patterns {
		if patterns[i].matchFold(action) {
			return true
		}
	}
	return false
}

func (s *statement) namesResource(q *query) Truth {
	if s.resources == nil {
		return Yes
	}
	out := No
	for i := 0; i < len(s.resources) && out != Yes; i++ {
		out = max(out, s.resources[i].names(q))
	}
	return out.negateIf(s.notResources)
}

// applies reports whether a statement that names the action is about the
// request.
func (s *statement) applies(q *query) (naming, Truth) {
	as, out := s.namesCaller(q)
	if out == No {
		return as, No
	}
	if out = min(out, s.namesResource(q)); out == No {
		return as, No
	}
	for i := 0; i < len(s.conditions) && out != No; i++ {
		out = min(out, s.conditions[i].holds(q))
	}
	return as, out
}
