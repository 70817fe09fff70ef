package formula

import (
	"slices"
	"strings"
)

// MaxAssignments is how many combinations of choices are looked at one by one, where
// one text or list depends on all of them.
const MaxAssignments = 1 << 10

// Assignments are all combinations of options of vars, each of which counts once.
func Assignments(vars []*Variable) ([]Term, error) {
	size := 1
	for i, v := range vars {
		if slices.Contains(vars[:i], v) {
			return Assignments(slices.Delete(slices.Clone(vars), i, i+1))
		}
		if size *= len(v.Options); size > MaxAssignments {
			return nil, TooManyOf(vars)
		}
	}
	out := []Term{nil}
	for _, v := range vars {
		var next []Term
		for _, t := range out {
			for o := range v.Options {
				both, _ := t.And(Term{{v, []int{o}}})
				next = append(next, both)
			}
		}
		out = next
	}
	return out, nil
}

// TooManyOf is the error that says that too many combinations of variables would
// have to be looked at.
func TooManyOf(vars []*Variable) error {
	e := &TooMany{}
	for _, v := range vars {
		e.Params = append(e.Params, v.Param)
	}
	return e
}

// TooMany says that a text, a list or a set of names depends on more choices than
// are looked at one by one.
type TooMany struct{ Params []string }

func (e *TooMany) Error() string {
	return "there are too many combinations of " + strings.Join(e.Params, ", ") + " to evaluate each"
}
