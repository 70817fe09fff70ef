package review

import (
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// Status says whether a role or policy is on both sides.
type Status string

// The statuses.
const (
	Changed Status = "changed" // on both sides; it may be the same
	Added   Status = "added"
	Removed Status = "removed"
)

// Report is how two specs compare.
type Report struct {
	Old     string    `json:"old"`
	New     string    `json:"new"`
	Verdict string    `json:"verdict"` // of all members together
	Members []*Member `json:"members"` // that are not the same in all, by name
}

// Member is a role, a customer managed policy, a resource policy or a security
// configuration.
type Member struct {
	Name    string   `json:"name"` // the logical name
	What    string   `json:"what"` // "role", "policy", "resource policy" or "security configuration"
	Status  Status   `json:"status"`
	At      string   `json:"at"` // where it is written; of what was removed, in the old spec
	Verdict string   `json:"verdict"`
	Names   *Names   `json:"names,omitempty"`   // of an each whose names are not the same
	Replace []string `json:"replace,omitempty"` // what makes a deployment replace it
	Other   []string `json:"other,omitempty"`   // what else changed
	Gained  []Change `json:"gained,omitempty"`
	Lost    []Change `json:"lost,omitempty"`
	Reasons []string `json:"reasons,omitempty"` // why not all is known
}

// Names are those that an each is made for on one side only.
type Names struct {
	Added   []string `json:"added,omitempty"`
	Removed []string `json:"removed,omitempty"`
}

// Change is a permission that only one side grants.
type Change struct {
	Part    string      `json:"part"` // "permissions", or "trust"
	Actions []string    `json:"actions,omitempty"`
	Witness Witness     `json:"witness"`
	By      []Statement `json:"by,omitempty"`    // that allow it where it is allowed, and deny it where it is denied
	Given   []string    `json:"given,omitempty"` // conditional parameters with which it is so, if it is not always
}

// Witness is a request that only one side allows.
type Witness struct {
	Principal string              `json:"principal,omitempty"`
	Action    string              `json:"action"`
	Resource  string              `json:"resource,omitempty"` // none for a trust: the role itself
	Context   map[string][]string `json:"context,omitempty"`  // other keys are absent
}

// Statement is one that a decision rests on.
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
	Env  string // of the environments, or "" for the examples

	// Partial says that Spec was made of something else, in which resource
	// policies and security configurations are not seen.
	Partial bool
}

// Compare finds what differs.
func Compare(old, new Side) (*Report, error) {
	out := &Report{Old: old.Name, New: new.Name}
	pairs := pair(old, new)
	values := shared(old, new)
	verdict := tally{}
	for _, p := range pairs {
		m, err := p.compare(old, new, values, pairs)
		if err != nil {
			return nil, err
		}
		verdict.add(m)
		if m.differs() {
			out.Members = append(out.Members, m)
		}
	}
	out.Verdict = verdict.String()
	return out, nil
}

func (m *Member) differs() bool {
	return m.Status != Changed || m.Verdict != iam.Same.String() || m.Names != nil || len(m.Replace)+len(m.Other) > 0
}

// Wider reports whether something is granted that was not, or may be.
func (r *Report) Wider() bool {
	return slices.Contains([]string{iam.Wider.String(), iam.Both.String(), iam.Undecided.String()}, r.Verdict)
}

// Same reports whether nothing differs.
func (r *Report) Same() bool { return len(r.Members) == 0 }

// tally is the verdict of several members.
type tally struct{ gained, lost, unknown bool }

func (t *tally) add(m *Member) {
	t.gained = t.gained || len(m.Gained) > 0 || m.Names != nil && m.Names.Added != nil
	t.lost = t.lost || len(m.Lost) > 0 || m.Names != nil && m.Names.Removed != nil
	t.unknown = t.unknown || m.Verdict == iam.Undecided.String()
}

func (t tally) String() string {
	switch {
	case t.gained && t.lost:
		return iam.Both.String()
	case t.unknown:
		return iam.Undecided.String()
	case t.gained:
		return iam.Wider.String()
	case t.lost:
		return iam.Narrower.String()
	default:
		return iam.Same.String()
	}
}
