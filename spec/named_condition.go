package spec

import (
	"cmp"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// NamedCondition is a condition to which the spec gives a name. A When that uses it
// has its terms; artefacts that declare conditions declare it under its name.
type NamedCondition struct {
	Name      string // e.g., "IsProd"
	LogicalID string // in CloudFormation; "" for Name. See ID
	Doc       string
	When      When // never empty
	Pos       diag.Pos
}

// ID is the name of c in CloudFormation.
func (c *NamedCondition) ID() string { return cmp.Or(c.LogicalID, c.Name) }

// Names returns the condition of the spec that holds exactly where w does, or nil.
func (s *Spec) Names(w When) *NamedCondition {
	return lists.Find(s.Conditions, func(c *NamedCondition) bool { return c.When.Implies(w) && w.Implies(c.When) })
}
