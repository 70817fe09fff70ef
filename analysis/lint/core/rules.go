package core

import (
	"fmt"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Rules are checks, by what each looks at: the whole spec, or one part of it after the
// other.
type Rules struct {
	Spec       []func(*Checker)
	Roles      []func(*Checker, *spec.Role) // of similar roles, for one
	Documents  []func(*Checker, *Document)
	Statements []func(*Checker, *Statement)
	Conditions []func(*Checker, *Statement, Condition)
	Values     []func(*Checker, *Statement, Value)

	// RunHeld runs these on roles and policies, except for permissions boundaries, and
	// on each of their own statements that allow something.
	Held   []func(*Checker, Held)
	Grants []func(*Checker, Held, Grant)
}

// Run runs the rules.
func (rs Rules) Run(c *Checker) {
	for _, rule := range rs.Spec {
		rule(c)
	}
	for _, r := range c.DistinctRoles {
		for _, rule := range rs.Roles {
			rule(c, r)
		}
	}
	for _, d := range c.Documents {
		for _, rule := range rs.Documents {
			rule(c, d)
		}
		for _, st := range d.Sampled {
			rs.statement(c, st)
		}
	}
}

// RunHeld runs the rules on what is granted.
func (rs Rules) RunHeld(c *Checker) {
	for _, h := range c.Holders {
		if c.IsBoundary(h.Policy) {
			continue
		}
		for _, g := range h.Own {
			for _, rule := range rs.Grants {
				rule(c, h, g)
			}
		}
		for _, rule := range rs.Held {
			rule(c, h)
		}
	}
}

func (rs Rules) statement(c *Checker, st *Statement) {
	for _, rule := range rs.Statements {
		rule(c, st)
	}
	for _, cond := range st.ConditionTexts {
		for _, rule := range rs.Conditions {
			rule(c, st, cond)
		}
	}
	for _, v := range st.Values {
		for _, rule := range rs.Values {
			rule(c, st, v)
		}
	}
}

// Problem is what is wrong with a text: the code and help of a finding, and words for its
// message. Without a code, nothing is wrong.
type Problem struct{ Code, Help, Text string }

// Wrong returns a Problem.
func Wrong(code, help, format string, args ...any) Problem {
	return Problem{code, help, fmt.Sprintf(format, args...)}
}

// About is Add for a finding whose message begins with the statement that it is about.
func (c *Checker) About(st *Statement, at diag.Span, code, help, format string, args ...any) {
	c.Add(st.In.Subject, at, code, help, "%s "+format, append([]any{st}, args...)...)
}
