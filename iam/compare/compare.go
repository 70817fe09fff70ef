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
// that they allow, in a word.
type Verdict string

// The verdicts. Undecided means that the comparison was not complete, so that the
// requests found, if any, do not prove a verdict.
const (
	Same      Verdict = "same"
	Narrower  Verdict = "narrower"
	Wider     Verdict = "wider"
	Both      Verdict = "both" // wider and narrower
	Undecided Verdict = "unknown"
)

// VerdictOf returns the verdict on what is gained, what is lost, and what is unknown.
func VerdictOf(gained, lost, unknown bool) Verdict {
	switch {
	case gained && lost:
		return Both
	case unknown:
		return Undecided
	case gained:
		return Wider
	case lost:
		return Narrower
	default:
		return Same
	}
}

// Change is a permission that only one of two sets of policies has: some
// actions, whose requests the same statements decide on both sides.
type Change struct {
	// Actions are the AWS actions that the change affects, as AWS writes them,
	// sorted. It is empty if the change affects only actions that AWS does not
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

// Verdict summarizes the changes and reasons in one word.
func (c *Comparison) Verdict() Verdict {
	return VerdictOf(len(c.Gained) > 0, len(c.Lost) > 0, len(c.Reasons) > 0)
}

// Compare finds what one set of policies allows that another does not, by meaning.
// It searches for requests that only one side allows and has both evaluators decide
// them, so every change has a witness. If there is no change, that is proven from
// how the resources, principals and values of the statements contain each other.
//
// It considers every possible request: actions that AWS may add, any ARN or "*" as
// the resource, and for each key no value, one, or several. This includes keys that
// IAM always sets, so a difference may concern a request that no AWS service makes.
// A key that AWS documents as single-valued has at most one value, unless a set
// operator uses it; so has a key without a prefix, which AWS does not define.
//
// The work is limited by counted steps, enough for less than a second, and not by
// the clock. If they do not suffice, or if values of policy variables would have to
// be guessed, Reasons names the actions and the cause: patterns of resources,
// conditions, or variables. A key that is compared in several ways, e.g., as a
// number and as text, is a reason if the result depends on it. Compare returns an
// error if IAM would reject the policies.
func Compare(older, newer eval.Policies) (*Comparison, error) {
	return compareWithin(maxSteps, older, newer)
}

// compareWithin is Compare with another limit of steps.
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
		return &Comparison{}, nil // the common case, and cheap to check
	}
	return c.compare(), nil
}

// maxSteps limits one comparison to less than a second. A step is a few dozen
// nanoseconds of work: one position of a pattern, one value, or one statement.
const maxSteps = 8_000_000

// meter counts the steps of a comparison.
type meter struct{ used, limit int }

// spend takes 1 + more steps and reports whether that many were left.
func (m *meter) spend(more int) bool {
	used := m.used + 1 + more
	m.used = min(used, max(m.used, m.limit))
	return used <= m.limit
}

func (m *meter) left() int { return max(0, m.limit-m.used) }

// share runs f with a fraction of the remaining steps.
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

// source is a statement of one side in source form.
type source struct {
	iam.Statement
	compiled  *eval.Statement
	variables bool // the document has policy variables
	new       bool
	text      string // everything but its actions, as a key
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
			if strings.Contains(s.text, "${") { // older versions have no policy variables
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

// alike reports whether both sides have the same statements in any order: all of
// them, with their actions, or some of them, whatever their actions.
func (c *comparer) alike(withActions bool, some ...int) bool {
	if c.old.Given != c.new.Given {
		return false // a boundary also denies what no statement names
	}
	sides := map[bool]map[string]bool{false: {}, true: {}}
	add := func(s *source) {
		text := s.text
		if withActions {
			text = fmt.Sprint(text, s.NotActions, iam.Set(iam.Lower(s.Actions)))
		}
		sides[s.new][text] = true
	}
	for i := range c.sources {
		if withActions {
			add(&c.sources[i])
		}
	}
	for _, i := range some {
		add(&c.sources[i])
	}
	return maps.Equal(sides[false], sides[true])
}

// compare searches each group of actions. Each may use its share of the steps;
// groups that need more are searched again after all others.
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
