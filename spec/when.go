package spec

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
)

// Simplify returns a disjunction, provided that given holds: parameters in the
// spec's order, nothing twice, nothing that given or a weaker When makes redundant.
// It is empty if one of whens certainly holds there.
func (s *Spec) Simplify(whens []When, given When) []When {
	var out []When
	for _, w := range whens {
		var rest When
		for _, p := range s.Params {
			for _, t := range w {
				if t.Param == p && !given.Implies(When{t}) && !rest.Implies(When{t}) {
					rest = append(rest, t)
				}
			}
		}
		if len(rest) == 0 {
			return nil
		}
		if slices.ContainsFunc(out, rest.Implies) {
			continue
		}
		out = slices.DeleteFunc(out, func(o When) bool { return o.Implies(rest) })
		out = append(out, rest)
	}
	if given.Covered(out) {
		return nil
	}
	return out
}

// SimplifyBoth is Simplify for the condition that w and one of whens hold; w alone if
// there are none.
func (s *Spec) SimplifyBoth(w When, whens []When, given When) []When {
	if len(whens) == 0 {
		return s.Simplify([]When{w}, given)
	}
	out := lists.Map(whens, func(o When) When { return slices.Concat(w, o) })
	return s.Simplify(out, given)
}

// Certain returns what holds for certain where one of whens does.
func Certain(whens []When) When {
	if len(whens) == 1 {
		return whens[0]
	}
	return nil
}
