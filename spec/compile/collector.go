package compile

import (
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// collector is what is written down while a spec is read: findings, and what was
// named where.
type collector struct {
	diags      *diag.List
	used       map[*spec.Param]bool // parameters of the spec that a placeholder or a when names
	conditions map[string]*namedCondition
	named      map[*spec.ExistingRole]bool // by an edge or a placeholder
	profiles   []profilePlaceholder
	stackNames []diag.Span // placeholders for the name of the stack
	attached   []attachment
	shares     map[[2]*group]share // how many of the names of one group another has
	spread     int                 // what names of groups stand for, altogether
	statements int                 // that expand made
}

func newCollector(l *diag.List) *collector {
	return &collector{diags: l, used: map[*spec.Param]bool{}, conditions: map[string]*namedCondition{}, named: map[*spec.ExistingRole]bool{}, shares: map[[2]*group]share{}}
}
