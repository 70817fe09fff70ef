package spec

import (
	"maps"
	"sync"

	"github.com/emriam/emriam/spec/diag"
)

// ledger is what is written down while a spec is read: findings, and what was
// named where.
type ledger struct {
	diags      *diag.List
	used       map[*Param]bool        // parameters of the spec that a hole or a when names
	named      map[*ExistingRole]bool // by an edge or a hole
	profiles   []profileHole
	attached   []attachment
	shares     map[[2]*group]share // how many of the names of one group another has
	spread     int                 // what names of groups stand for, altogether
	statements int                 // that expand made
}

func newLedger(l *diag.List) *ledger {
	return &ledger{diags: l, used: map[*Param]bool{}, named: map[*ExistingRole]bool{}, shares: map[[2]*group]share{}}
}

// take adds what another ledger has.
func (l *ledger) take(o *ledger) {
	l.diags.Merge(o.diags)
	maps.Copy(l.used, o.used)
	maps.Copy(l.named, o.named)
	l.profiles = append(l.profiles, o.profiles...)
	l.attached = append(l.attached, o.attached...)
	l.spread += o.spread
	l.statements += o.statements
}

// part gives all but the roles a ledger of their own, so that a stage can work
// on both at once. What one half finds never hangs on how far the other is.
func (s *syntaxSpec) part() {
	s.others = newLedger(&diag.List{})
	in := rescope(func(sc *scope) { sc.ledger = s.others })
	for _, bodies := range [][]*syntaxBody{s.policies, s.configurations, s.resources} {
		for _, b := range bodies {
			b.sc, b.fields = in(b.sc), b.fields.in(in)
		}
	}
}

// sideBySide runs a stage for the roles, and for all others. Then both ledgers
// are the spec's.
func (s *syntaxSpec) sideBySide(roles, others func()) {
	*s.others = *newLedger(&diag.List{})
	var running sync.WaitGroup
	running.Go(others)
	roles()
	running.Wait()
	s.sc.take(s.others)
	*s.others = *s.sc.ledger
}
