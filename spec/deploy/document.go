package deploy

import (
	"cmp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// Statement is a statement, or a part of one, that is present under a Term.
type Statement struct {
	From *spec.Statement
	When formula.Term
	iam.Statement
}

// Keyed returns the statement with its Term as conditions, for an evaluator that
// answers for all deployments.
func (s *Statement) Keyed() iam.Statement {
	out := s.Statement
	out.Conditions = append(out.Conditions[:len(out.Conditions):len(out.Conditions)], s.When.Conditions()...)
	return out
}

// Statements are those of a document wherever p is, each as often as it differs:
// in every deployment, those whose Terms hold grant what the document does.
//
//	{Allow, s3:GetObject, [a, {b, when: X}]}
//
// will become
//
//	{Allow, s3:GetObject, a}
//	{Allow, s3:GetObject, b} under X
//
// A list that is no alternative, such as NotAction, is written out for each
// combination of what its items depend on. The error is a TooMany.
func (p *Place) Statements(d *spec.Document) ([]Statement, error) {
	var out []Statement
	for _, st := range d.Statements {
		when, ok := p.When(st.When)
		if !ok {
			continue
		}
		some, err := p.statement(st, when)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// list is a list of a statement.
type list struct {
	entries []Entry
	given   bool                           // the statement has it
	all     bool                           // each item counts; else one of them is enough
	assign  func(*iam.Statement, []string) // sets it
}

func (p *Place) statement(st *spec.Statement, when formula.Term) ([]Statement, error) {
	all, err := p.lists(st)
	if err != nil {
		return nil, err
	}
	base := iam.Statement{Sid: st.Sid, Effect: st.Effect, NotPrincipals: st.NotPrincipals, NotActions: st.NotActions, NotResources: st.NotResources}
	out := []Statement{{st, when, base}}
	for _, l := range all {
		var next []Statement
		for _, one := range out {
			groups, err := l.groups(one.When)
			if err != nil {
				return nil, err
			}
			for _, g := range groups {
				part := one
				part.When = g.When
				l.assign(&part.Statement, g.Texts)
				next = append(next, part)
			}
		}
		if out = next; len(out) > formula.MaxAssignments {
			return nil, formula.TooManyOf(variablesOf(out, func(st Statement) formula.Term { return st.When }))
		}
	}
	return out, nil
}

// variablesOf are the variables of some Terms.
func variablesOf[T any](all []T, when func(T) formula.Term) []*formula.Variable {
	return formula.Formula(lists.Map(all, when)).Variables()
}

func (p *Place) lists(st *spec.Statement) ([]list, error) {
	var out []list
	var failed error
	add := func(items []spec.Item, all bool, assign func(*iam.Statement, []string)) *list {
		l := list{given: len(items) > 0, all: all, assign: assign}
		for _, it := range items {
			some, err := p.Entries(it)
			l.entries, failed = append(l.entries, some...), cmp.Or(failed, err)
		}
		out = append(out, l)
		return &out[len(out)-1]
	}
	add(st.Actions, st.NotActions, func(s *iam.Statement, texts []string) { s.Actions = texts })
	add(st.Resources, st.NotResources, func(s *iam.Statement, texts []string) { s.Resources = texts })
	for _, c := range st.Conditions {
		if c.KeyValue != nil {
			l, err := p.keyed(c)
			out, failed = append(out, l), cmp.Or(failed, err)
			continue
		}
		add(c.Values, !iam.IsAnyOf(c.Operator), func(s *iam.Statement, texts []string) {
			s.Conditions = append(s.Conditions[:len(s.Conditions):len(s.Conditions)], iam.Condition{Operator: c.Operator, Key: c.Key, Values: texts})
		})
	}
	principals := add(nil, st.NotPrincipals, setPrincipals)
	for _, q := range st.Principals {
		principals.given = true
		if len(q.Values) == 0 {
			principals.entries = append(principals.entries, Entry{nil, []string{q.Type}})
		}
		for _, it := range q.Values {
			some, err := p.Entries(it)
			for _, e := range some {
				for i := range e.Texts {
					e.Texts[i] = q.Type + ":" + e.Texts[i]
				}
			}
			principals.entries, failed = append(principals.entries, some...), cmp.Or(failed, err)
		}
	}
	return out, failed
}

// keySeparator stands between a key and a value in the texts of keyed.
const keySeparator = "\x00"

// keyed is the list of a condition whose key has placeholders: each value with the
// key that it is compared under.
func (p *Place) keyed(c spec.Condition) (list, error) {
	l := list{given: true, all: !iam.IsAnyOf(c.Operator)}
	keys, failed := p.Entries(spec.Item{Value: c.KeyValue})
	for _, key := range keys {
		for _, it := range c.Values {
			some, err := p.Entries(it)
			failed = cmp.Or(failed, err)
			for _, e := range some {
				both, ok := key.When.And(e.When)
				if !ok {
					continue
				}
				one := Entry{When: both}
				for _, text := range e.Texts {
					one.Texts = append(one.Texts, key.Texts[0]+keySeparator+text)
				}
				l.entries = append(l.entries, one)
			}
		}
	}
	l.assign = func(s *iam.Statement, texts []string) {
		out := iam.Condition{Operator: c.Operator}
		for _, text := range texts {
			var value string
			out.Key, value, _ = strings.Cut(text, keySeparator)
			out.Values = append(out.Values, value)
		}
		s.Conditions = append(s.Conditions[:len(s.Conditions):len(s.Conditions)], out)
	}
	return l, failed
}

// setPrincipals sets principals in the form "Service:ec2.amazonaws.com"; "*" is
// anyone.
func setPrincipals(s *iam.Statement, texts []string) {
	s.Principals = nil
	for _, text := range texts {
		typ, value, valued := strings.Cut(text, ":")
		if last := len(s.Principals) - 1; last < 0 || s.Principals[last].Type != typ || !valued {
			s.Principals = append(s.Principals, iam.Principal{Type: typ})
		}
		if valued {
			to := &s.Principals[len(s.Principals)-1]
			to.Values = append(to.Values, value)
		}
	}
}

// groups part a list, where a Term holds, by the Terms of its entries. A list that
// the statement does not have is one empty group.
func (l *list) groups(given formula.Term) ([]Entry, error) {
	if !l.given {
		return []Entry{{When: given}}, nil
	}
	var present []Entry
	conditional := false
	for _, e := range l.entries {
		if both, ok := given.And(e.When); ok {
			present = append(present, Entry{both, e.Texts})
			conditional = conditional || !given.Implies(e.When)
		}
	}
	if conditional && l.all {
		return together(present, given)
	}
	var out []Entry
	for _, e := range present {
		i := slices.IndexFunc(out, func(g Entry) bool { return g.When.Implies(e.When) && e.When.Implies(g.When) })
		if i < 0 {
			out = append(out, Entry{When: e.When})
			i = len(out) - 1
		}
		out[i].Texts = append(out[i].Texts, e.Texts...)
	}
	return out, nil
}

// together are the lists that entries come to, for each combination of what they
// depend on.
func together(entries []Entry, given formula.Term) ([]Entry, error) {
	terms, err := formula.Assignments(variablesOf(entries, func(e Entry) formula.Term { return e.When }))
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, t := range terms {
		both, _ := given.And(t) // what excludes given implies no entry
		g := Entry{When: both}
		for _, e := range entries {
			if both.Implies(e.When) {
				g.Texts = append(g.Texts, e.Texts...)
			}
		}
		if len(g.Texts) > 0 {
			out = append(out, g)
		}
	}
	return out, nil
}
