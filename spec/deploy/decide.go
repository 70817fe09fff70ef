package deploy

import (
	"slices"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
)

// Outcome is the decision on a request in all deployments in which a Term holds.
type Outcome struct {
	When formula.Term
	eval.Decision
}

// maxOutcomes limits the decisions of Decide.
const maxOutcomes = 1 << 12

// Decide returns the decisions of an evaluator of keyed statements on a request, in
// every deployment of a place: the Terms of the outcomes exclude each other, and one
// of them always holds. The context of the request may be incomplete. Decide
// branches on a choice only where the decision needs it. The error is a TooMany.
func (p *Place) Decide(e *eval.Evaluator, r *eval.Request) ([]Outcome, error) {
	d := decider{place: p, evaluator: e, left: maxOutcomes}
	d.decide(*r, nil)
	if d.left < 0 {
		return nil, formula.TooManyOf(variablesOf(d.out, func(o Outcome) formula.Term { return o.When }))
	}
	return d.out, nil
}

type decider struct {
	place     *Place
	evaluator *eval.Evaluator
	left      int
	out       []Outcome
}

func (d *decider) decide(r eval.Request, when formula.Term) {
	if d.left--; d.left < 0 {
		return
	}
	got := d.evaluator.Evaluate(&r)
	v := d.open(got.Needs)
	if v == nil {
		d.out = append(d.out, Outcome{when, got})
		return
	}
	for o := range v.Options {
		is, _ := v.Is(o)
		both, _ := when.And(is)
		d.decide(chosen(v, r, o), both)
	}
}

// open is a variable among the keys that decide, or nil.
func (d *decider) open(needs []string) *formula.Variable {
	for _, key := range needs {
		for _, v := range d.place.open {
			if v.Key() == key {
				return v
			}
		}
	}
	return nil
}

// chosen is a request where v has an option.
func chosen(v *formula.Variable, r eval.Request, option int) eval.Request {
	values := map[string][]string{}
	for key, texts := range r.Context.Values {
		values[key] = texts
	}
	v.Choose(values, option)
	r.Context.Values = values
	if _, given := values[v.Key()]; !given {
		r.Context.Absent = append(slices.Clone(r.Context.Absent), v.Key())
	}
	return r
}
