package eval

import (
	"maps"
	"slices"

	"github.com/emriam/emriam/iam"
)

// Reason is how far a statement applies to a request. It applies if all of the
// parts are Yes.
type Reason struct {
	StatementRef
	Deny       bool
	Principal  Truth // Yes in policies that name none
	Action     Truth // Yes or No
	Resource   Truth
	Conditions []ConditionReason
}

// ConditionReason is whether a condition is met.
type ConditionReason struct {
	iam.Condition
	Result Truth
	Values []string // what the request has for the key
	Found  Truth    // whether it has the key; Maybe if that is not known
}

// Applies is whether the statement is about the request.
func (r *Reason) Applies() Truth {
	out := min(r.Principal, r.Action, r.Resource)
	for i := range r.Conditions {
		out = min(out, r.Conditions[i].Result)
	}
	return out
}

// Explain returns for each statement, in order of kinds and documents, why it
// applies to a request or does not.
func (e *Evaluator) Explain(r *Request) []Reason {
	var q Query
	q.start(e, r)
	var out []Reason
	for _, s := range e.Statements {
		_, principal := s.NamesCaller(&q)
		reason := Reason{
			StatementRef: s.Ref, Deny: s.Deny, Principal: principal,
			Action: TruthOf(namesAction(s.actions, r.Action) != s.notActions), Resource: s.namesResource(&q),
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

// needs returns the unknown keys of the statements that may apply, and could
// change what is decided.
func (q *Query) needs(c *candidates, allowed Truth) []string {
	out := map[string]bool{}
	lists := [][]candidate{c.deny}
	if allowed != Yes {
		lists = append(lists, c.allow[:]...)
	}
	for _, list := range lists {
		for i := range list {
			if list[i].names(q.Request.Action) {
				q.need(list[i].Statement, out)
			}
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
		if s.resources[i].names(q) == Maybe {
			q.needVariables(&s.resources[i].filled, out)
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
