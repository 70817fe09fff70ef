package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
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
	Witness  eval.Request
	Old, New eval.Decision // on the witness
}

// Comparison is what Compare finds.
type Comparison struct {
	Gained []Change // what only the new policies allow
	Lost   []Change // what only the old policies allow

	// Reasons say why not all could be compared; none if all was.
	Reasons []string

	steps int // that it took
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

// Compare finds what policies allow that others do not, by meaning. It seeks
// requests that statements of one side allow and those of the other do not, and
// has both sides decide on what it finds: so every change has a witness. That
// there is none is proven, by how the resources, principals and values that some
// statements ask for are contained in those of others.
//
// Requests are all that there can be: actions that AWS may add, any ARN or "*"
// as the resource, and any value, several, or none, for a key. Keys that IAM
// always fills in are no exception, so that a difference may be one that AWS's
// services never make. But a key that AWS documents with a type of one value has
// no more, unless a set operator asks for it; nor has a key whose name has no
// prefix, which is none of AWS's.
//
// What it takes is counted in steps, of which there are enough for less than a
// second, and never hangs on the clock. Where they do not suffice, or where
// values of policy variables would have to be guessed, Reasons says so: of which
// actions, and whether it is for the patterns of resources, the conditions, or
// the variables. A key that is compared in several ways, as a number and as a
// text, is another reason if what was not found depends on it. An error is about
// policies that IAM would refuse.
func Compare(older, newer eval.Policies) (*Comparison, error) {
	return compareWithin(maxSteps, older, newer)
}

// compareWithin is Compare with another bound of steps.
func compareWithin(steps int, older, newer eval.Policies) (*Comparison, error) {
	before, err := eval.Compile(older)
	if err != nil {
		return nil, fmt.Errorf("the old policies: %w", err)
	}
	after, err := eval.Compile(newer)
	if err != nil {
		return nil, fmt.Errorf("the new policies: %w", err)
	}
	c := &comparer{meter: &meter{limit: steps}, old: before, new: after}
	c.sources = append(sources(older, before, false), sources(newer, after, true)...)
	if c.alike(true) {
		return &Comparison{}, nil // which is quick to see, and what most are
	}
	return c.compare(), nil
}

// maxSteps bounds what one comparison does, to less than a second. What a step
// is takes a few dozen nanoseconds: to look at a place of a pattern, at a value,
// or at a statement.
const maxSteps = 8_000_000

// meter counts the steps of a comparison.
type meter struct{ used, limit int }

// spend takes a step, and as many more, and reports whether there were as many.
func (m *meter) spend(more int) bool {
	used := m.used + 1 + more
	m.used = min(used, max(m.used, m.limit))
	return used <= m.limit
}

func (m *meter) left() int { return max(0, m.limit-m.used) }

// share lets f use a part of the steps that are left.
func (m *meter) share(parts int, f func()) {
	limit := m.limit
	m.limit = min(limit, m.used+m.left()/parts)
	f()
	m.limit = limit
}

// comparer compares two evaluators.
type comparer struct {
	*meter
	old, new  *eval.Evaluator
	sources   []source
	resources *resources
	callers   callers
}

// source is a statement of one side, as it was written.
type source struct {
	iam.Statement
	compiled  *eval.Statement
	variables bool // the document has policy variables
	new       bool
	text      string // what it is about, but for its actions
}

func sources(p eval.Policies, e *eval.Evaluator, newer bool) []source {
	var out []source
	add := func(d *iam.Document) {
		if d == nil {
			return
		}
		for _, st := range d.Statements {
			s := source{Statement: st, compiled: e.Statements[len(out)], variables: d.Version == "2012-10-17", new: newer}
			s.text = fmt.Sprint(s.compiled.Ref.Kind, st.Effect, st.NotPrincipals, iam.Set(iam.PrincipalTexts(st.Principals)),
				st.NotResources, st.Resources == nil, iam.Set(st.Resources), iam.ConditionText(st.Conditions))
			if strings.Contains(s.text, "${") { // which older versions take for text
				s.text += fmt.Sprint(s.variables)
			}
			out = append(out, s)
		}
	}
	for _, d := range p.Identity {
		add(d)
	}
	add(p.Boundary)
	add(p.Resource)
	add(p.Trust)
	return out
}

// alike reports whether both sides have the same statements, but for their
// order; of some, whatever their actions.
func (c *comparer) alike(withActions bool, some ...int) bool {
	if c.old.Given != c.new.Given {
		return false // what is nowhere named is denied by a boundary, too
	}
	sides := [2]map[string]bool{{}, {}}
	add := func(s *source) {
		text := s.text
		if withActions {
			text = fmt.Sprint(text, s.NotActions, iam.Set(iam.Lower(s.Actions)))
		}
		side := 0
		if s.new {
			side = 1
		}
		sides[side][text] = true
	}
	for i := range c.sources {
		if withActions {
			add(&c.sources[i])
		}
	}
	for _, i := range some {
		add(&c.sources[i])
	}
	return maps.Equal(sides[0], sides[1])
}

// compare looks at each group of actions. Each may use its share of the steps;
// those that need more are looked at again when all others are done.
func (c *comparer) compare() *Comparison {
	out := &Comparison{}
	c.callers = c.newCallers()
	c.resources = newResources(c.meter)
	var groups []actionGroup
	c.share(2, func() { groups, out.Reasons = c.groups() })
	todo := slices.DeleteFunc(groups, func(g actionGroup) bool { return c.alike(false, g.relevant...) })
	results := map[string]*search{}
	for last := -1; len(todo) > 0 && c.left()/len(todo) > 2*last; {
		last = c.left() / len(todo)
		var again []actionGroup
		for i, g := range todo {
			c.share(len(todo)-i, func() {
				results[g.rep] = c.search(g)
			})
			if results[g.rep].over {
				again = append(again, g)
			}
		}
		todo = again
	}
	for _, g := range groups {
		if s := results[g.rep]; s != nil {
			out.Gained = append(out.Gained, s.changes[1]...)
			out.Lost = append(out.Lost, s.changes[0]...)
			out.Reasons = append(out.Reasons, s.reasons...)
		}
	}
	out.steps = c.used
	slices.Sort(out.Reasons)
	out.Reasons = slices.Compact(out.Reasons)
	return out
}
