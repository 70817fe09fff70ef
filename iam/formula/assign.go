package formula

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
)

// MaxAssignments limits the combinations of choices that are tried one by one for a text
// or list that depends on all of them.
const MaxAssignments = 1 << 10

// Assignments returns all combinations of options of vars; duplicates in vars are
// ignored.
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

// TooManyOf returns the error for too many combinations of variables.
func TooManyOf(vars []*Variable) error {
	e := &TooMany{}
	e.Params = append(e.Params, lists.Map(vars, func(v *Variable) string { return v.Param })...)
	return e
}

// TooMany is the error for what depends on more choices than MaxAssignments allows, or
// on more values than can be tried.
type TooMany struct{ Params []string }

func (e *TooMany) Error() string {
	return "there are too many combinations of " + strings.Join(e.Params, ", ") + " to evaluate each"
}
