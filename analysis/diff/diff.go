// Package diff reports what a spec grants that another spec, usually its previous
// version, does not grant, and the reverse. It compares requests, not text, with
// package compare.
//
// Roles and policies are compared by their logical names. Both sides have the same
// values of parameters, under each choice of the parameters that a when names. If a
// role has another name or path, that is reported for the role only: ARNs that name
// it follow.
//
// A security configuration grants nothing: the report says who gets another role.
package diff

import (
	"slices"

	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Status says whether a role or policy is on both sides.
type Status string

// The statuses.
const (
	Changed Status = "changed" // on both sides; it may be the same
	Added   Status = "added"
	Removed Status = "removed"
)

// Report has the results of a comparison.
type Report struct {
	Old     string          `json:"old"`
	New     string          `json:"new"`
	Verdict compare.Verdict `json:"verdict"`         // of all members together
	Members []*Member       `json:"members"`         // that are not the same in all: parameters, environments, and the others by name
	Notes   []string        `json:"notes,omitempty"` // what was taken for granted
}

// Member is a role, a customer managed policy, a resource policy, a security
// configuration, a parameter or an environment.
type Member struct {
	Name    string          `json:"name"` // the logical name
	What    string          `json:"what"` // "role", "policy", "resource policy", "security configuration", "parameter" or "environment"
	Status  Status          `json:"status"`
	At      string          `json:"at"` // where it is written; of what was removed, in the old spec
	Verdict compare.Verdict `json:"verdict"`
	Names   *Names          `json:"names,omitempty"`   // of an each whose names are not the same
	Replace []string        `json:"replace,omitempty"` // what makes a deployment replace it
	Other   []string        `json:"other,omitempty"`   // what else changed
	Gained  []Change        `json:"gained,omitempty"`
	Lost    []Change        `json:"lost,omitempty"`
	Reasons []string        `json:"reasons,omitempty"` // why not all is known
}

// Names are names of an each that only one side has.
type Names struct {
	Added   []string `json:"added,omitempty"`
	Removed []string `json:"removed,omitempty"`
}

// Change is a permission that only one side grants.
type Change struct {
	Part    string      `json:"part"` // "permissions", "trust" or "resource"
	Actions []string    `json:"actions,omitempty"`
	Witness Witness     `json:"witness"`
	By      []Statement `json:"by,omitempty"`     // that allow it where it is allowed, and deny it where it is denied
	Given   []string    `json:"given,omitempty"`  // choices of parameters with which it is so, if it is not always
	Values  Values      `json:"values,omitempty"` // of parameters that the witness names
	Where   string      `json:"where,omitempty"`  // the partitions, or the environment, where alone it is so, or "by default"
}

// Witness is a request that only one side allows. Where a parameter may have any
// value, the request has one that stands for all.
type Witness struct {
	Principal string              `json:"principal,omitempty"`
	Action    string              `json:"action"`
	Resource  string              `json:"resource,omitempty"` // none for a trust: the role itself
	Context   map[string][]string `json:"context,omitempty"`  // other keys are absent
}

// Values are those of parameters, by name.
type Values map[string][]string

// Statement is a statement that decides.
type Statement struct {
	Side   string `json:"side"` // "old" or "new"
	Sid    string `json:"sid,omitempty"`
	Policy string `json:"policy"`
	At     string `json:"at"`
	Effect string `json:"effect"`
}

// Side is one of the specs to compare.
type Side struct {
	Name string // as the user calls it
	Spec *spec.Spec
	Env  string // the environment in which alone the sides are compared, or ""

	// Partial means that Spec was imported from something that has no resource
	// policies and, unless it is a Template, no security configurations.
	Partial, Template bool

	// Unknown says by the logical name of a role or policy what of it Spec does
	// not have, and by "" what else may be missing.
	Unknown map[string][]string

	// Assumed says which values Spec has as parameters, but what it was imported from
	// decides by itself.
	Assumed []string
}

// Compare finds what differs, in every deployment of the two sides.
func Compare(older, newer Side) (*Report, error) {
	switch {
	case older.Partial:
		older.Spec = sharing(older.Spec, newer.Spec)
	case newer.Partial:
		newer.Spec = sharing(newer.Spec, older.Spec)
	}
	c := &comparer{old: older, new: newer, pairs: pair(older, newer)}
	if err := c.setWorlds(older, newer); err != nil {
		return nil, err
	}
	for _, w := range c.worlds {
		w.follow = followed(c.pairs, w.old, w.new)
	}
	var members []*Member
	for _, p := range c.pairs {
		m, err := c.member(p)
		if err != nil {
			return nil, err
		}
		m.missing(slices.Concat(older.missing(p.old), newer.missing(p.new), c.retagged(p)))
		members = append(members, m)
	}
	if !bare(older) && !bare(newer) {
		members = slices.Concat(c.parameters(), c.environments(), members)
	}
	out := &Report{Old: older.Name, New: newer.Name, Notes: c.notes}
	verdict := tally{unknown: len(older.Unknown[""])+len(newer.Unknown[""]) > 0}
	for _, side := range []Side{older, newer} {
		out.Notes = slices.Concat(out.Notes, side.Assumed, side.Unknown[""])
	}
	for _, m := range members {
		verdict.join(m.tally())
		if m.differs() {
			out.Members = append(out.Members, m)
		}
	}
	out.Verdict = verdict.verdict()
	return out, nil
}

// missing is what of a role or policy the side does not have.
func (s Side) missing(m *member) []string {
	if m == nil {
		return nil
	}
	return s.Unknown[m.name()]
}

// missing makes a verdict unknown of which a part is not known.
func (m *Member) missing(what []string) {
	if len(what) > 0 && m.Verdict != compare.Both {
		m.Verdict = compare.Undecided
	}
	m.Reasons = lists.Add(m.Reasons, what...)
}

// comparer compares two specs.
type comparer struct {
	old, new Side
	pairs    []duo
	worlds   []*world
	notes    []string
	found    []finding

	spaceOf func(roles ...string) *deploy.Space // all deployments, with the values that matter for some roles
}

// finding is the result for one duo in one world.
type finding struct {
	world *world
	duo   duo
	tally
}

func (m *Member) differs() bool {
	return m.Status != Changed || m.Verdict != compare.Same || m.Names != nil || len(m.Replace)+len(m.Other) > 0
}

// Wider reports whether the new side grants more, or may grant more.
func (r *Report) Wider() bool {
	return slices.Contains([]compare.Verdict{compare.Wider, compare.Both, compare.Undecided}, r.Verdict)
}

// Same reports whether nothing differs.
func (r *Report) Same() bool { return len(r.Members) == 0 }

// tally is the verdict of several members.
type tally struct{ gained, lost, unknown bool }

func (t *tally) join(o tally) {
	t.gained, t.lost, t.unknown = t.gained || o.gained, t.lost || o.lost, t.unknown || o.unknown
}

// tally returns m's verdict as counts.
func (m *Member) tally() tally {
	return tally{
		gained:  m.Verdict == compare.Wider || m.Verdict == compare.Both || len(m.Gained) > 0,
		lost:    m.Verdict == compare.Narrower || m.Verdict == compare.Both || len(m.Lost) > 0,
		unknown: m.Verdict == compare.Undecided,
	}
}

func (t tally) verdict() compare.Verdict { return compare.VerdictOf(t.gained, t.lost, t.unknown) }
