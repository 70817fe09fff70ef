package eval

import (
	"maps"
	"slices"

	"github.com/emriam/emriam/iam"
)

// Reason states which parts of a statement apply to a request. The statement applies if
// all of them are Yes.
type Reason struct {
	StatementRef
	Deny       bool
	Principal  Truth // Yes in policies without principals
	Action     Truth // Yes or No
	Resource   Truth
	Conditions []ConditionReason
}

// ConditionReason states whether a condition is met.
type ConditionReason struct {
	iam.Condition
	Result Truth
	Values []string // the request's values of the key
	Found  Truth    // whether the request has the key
}

// Applies reports whether the statement applies to the request.
func (r *Reason) Applies() Truth {
	out := min(r.Principal, r.Action, r.Resource)
	for i := range r.Conditions {
		out = min(out, r.Conditions[i].Result)
	}
	return out
}

// Explain returns for each statement, ordered by kind and document, why it applies to a
// request or does not.
func (e *Evaluator) Explain(r *Request) []Reason {
	var q Query
	q.start(e, r)
	var out []Reason
	for _, s := range e.Statements {
		_, principal := s.NamesCaller(&q)
		reason := Reason{
			StatementRef: s.Ref, Deny: s.Deny, Principal: principal,
			Action: TruthOf(s.namesAction(r.Action)), Resource: s.namesResource(&q),
		}
		for i := range s.Conditions {
			c := &s.Conditions[i]
			values, found := q.find(c.key)
			reason.Conditions = append(reason.Conditions, ConditionReason{c.Source, c.Holds(&q), values, found})
		}
		out = append(out, reason)
	}
	return out
}

// needs returns the unknown keys of the statements that may apply and could change the
// decision.
func (q *Query) needs(allowed Truth) []string {
	out := map[string]bool{}
	for _, s := range q.Evaluator.Statements {
		if (s.Deny || allowed != Yes) && s.namesAction(q.Request.Action) {
			q.need(s, out)
		}
	}
	return slices.Sorted(maps.Keys(out))
}

func (q *Query) need(s *Statement, out map[string]bool) {
	if _, t := s.applies(q); t != Maybe {
		return
	}
	if _, t := s.NamesCaller(q); t == Maybe {
		out["Principal"] = true
	}
	for i := range s.resources {
		if s.resources[i].matches(q, q.Request.Resource) == Maybe {
			q.needVariables(&s.resources[i], out)
		}
	}
	for i := range s.Conditions {
		c := &s.Conditions[i]
		if c.Holds(q) != Maybe {
			continue
		}
		q.needKey(c.key, out)
		for j := range c.Values {
			q.needVariables(&c.Values[j].Filled, out)
		}
	}
}

func (q *Query) needVariables(t *template, out map[string]bool) {
	for i := range t.parts {
		if v := t.parts[i].variable; v >= 0 {
			q.needKey(v, out)
		}
	}
}

func (q *Query) needKey(i int, out map[string]bool) {
	if _, found := q.find(i); found == Maybe {
		out[q.Evaluator.keys[i].name] = true
	}
}
