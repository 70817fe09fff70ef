package iam

import (
	"fmt"
	"slices"
)

// Verdict is how one set of policies compares with another, by the requests
// that they allow.
type Verdict uint8

// The verdicts. Undecided says that a difference was found where not all could
// be looked at, or that none was found, which proves nothing.
const (
	Same Verdict = iota
	Narrower
	Wider
	Both // wider and narrower
	Undecided
)

// String is the verdict in a word, e.g., "narrower".
func (v Verdict) String() string {
	return [...]string{"same", "narrower", "wider", "both", "unknown"}[v]
}

// Change is a permission that only one of two sets of policies has: some
// actions, whose requests the same statements decide on both sides.
type Change struct {
	// Actions are those of AWS that it is about, as AWS writes them, sorted.
	// There are none if the change is about actions only that AWS does not
	// have, or not yet.
	Actions []string

	// Witness is a request that one of the two allows and the other does not.
	// Its context is complete.
	Witness  Request
	Old, New Decision // on the witness
}

// Comparison is what Compare finds.
type Comparison struct {
	Gained []Change // what only the new policies allow
	Lost   []Change // what only the old policies allow

	// Reasons say why not all could be compared; none if all was.
	Reasons []string
}

// Verdict is what is found in a word.
func (c *Comparison) Verdict() Verdict {
	switch {
	case len(c.Gained) > 0 && len(c.Lost) > 0:
		return Both
	case len(c.Reasons) > 0:
		return Undecided
	case len(c.Gained) > 0:
		return Wider
	case len(c.Lost) > 0:
		return Narrower
	default:
		return Same
	}
}

// Compare finds what policies allow that others do not, by meaning: it parts
// actions, resources, principals and contexts into classes that no pattern and
// no condition of either side tells apart, and has both sides decide on one
// request of each. So every change has a witness, and "same" is no guess.
//
// Requests are all that there can be: actions that AWS may add, any ARN or "*"
// as the resource, and any value, or none, for a key. Keys that IAM always fills
// in are no exception, so that a difference may be one that AWS's services never
// make.
//
// Where many patterns name resources, only those resources are looked at that
// have no more colons than the patterns, which is how AWS's are. Where there are
// too many classes still, or policy variables whose values would have
// to be guessed, Reasons says so. An error is about policies that IAM would
// refuse.
func Compare(old, new Policies) (*Comparison, error) {
	before, err := Compile(old)
	if err != nil {
		return nil, fmt.Errorf("the old policies: %w", err)
	}
	after, err := Compile(new)
	if err != nil {
		return nil, fmt.Errorf("the new policies: %w", err)
	}
	c := &comparer{old: before, new: after, out: &Comparison{}, budget: comparisons}
	c.sources = append(sources(old, false), sources(new, true)...)
	all := actionGroup{}
	for i := range c.sources {
		all.relevant = append(all.relevant, i)
	}
	if c.alike(all, false) {
		return c.out, nil // which is quick to see, and what most are
	}
	for _, g := range c.groups() {
		c.compare(g)
	}
	slices.Sort(c.out.Reasons)
	c.out.Reasons = slices.Compact(c.out.Reasons)
	return c.out, nil
}

// comparisons is how many requests are looked at before it is given up: a
// second or two.
const comparisons = 2_000_000

// comparer compares two evaluators.
type comparer struct {
	old, new *Evaluator
	sources  []source
	out      *Comparison
	budget   int
}

// source is a statement of one side, as it was written.
type source struct {
	Statement
	kind      PolicyKind
	variables bool // the document has policy variables
	new       bool
	actions   []pattern
}

func sources(p Policies, new bool) []source {
	var out []source
	add := func(d *Document, kind PolicyKind) {
		if d == nil {
			return
		}
		for _, st := range d.Statements {
			s := source{Statement: st, kind: kind, variables: d.Version == "2012-10-17", new: new}
			for _, a := range st.Actions {
				s.actions = append(s.actions, compileText(lowerText(a)))
			}
			out = append(out, s)
		}
	}
	for _, d := range p.Identity {
		add(d, IdentityPolicy)
	}
	add(p.Boundary, BoundaryPolicy)
	add(p.Resource, ResourcePolicy)
	add(p.Trust, TrustPolicy)
	return out
}

func (c *comparer) giveUp(format string, args ...any) {
	c.out.Reasons = append(c.out.Reasons, fmt.Sprintf(format, args...))
}
