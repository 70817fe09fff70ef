package formula_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
)

// TestFormula: and, or, not and equivalence agree with all assignments.
func TestFormula(t *testing.T) {
	t.Parallel()
	vars := []*formula.Variable{
		{Param: "A", Options: []formula.Option{{Values: []string{"a"}}, {}}},
		{Param: "B", Options: []formula.Option{{Values: []string{"b"}}, {}}},
		{Param: "F", Boolean: true, Options: []formula.Option{{Values: []string{"true"}}, {Values: []string{"false"}}}},
		{Param: "T", Options: []formula.Option{{Values: []string{"x"}}, {Values: []string{"y"}}, {Values: []string{"z"}}}},
	}
	random := rand.New(rand.NewPCG(1, 2))
	some := func() formula.Formula {
		var out formula.Formula
		for range random.IntN(4) {
			var t formula.Term
			ok := true
			for range random.IntN(3) {
				v := vars[random.IntN(len(vars))]
				is, possible := v.Is(random.Perm(len(v.Options))[:random.IntN(len(v.Options)+1)]...)
				if possible {
					t, possible = t.And(is)
				}
				ok = ok && possible
			}
			if ok {
				out = out.Or(formula.Formula{t})
			}
		}
		return out
	}
	var assignments [][]int
	for a := range 2 * 2 * 2 * 3 {
		assignments = append(assignments, []int{a % 2, a / 2 % 2, a / 4 % 2, a / 8})
	}
	holds := func(f formula.Formula, options []int) bool {
		return slices.ContainsFunc(f, func(t formula.Term) bool {
			return !slices.ContainsFunc(t, func(l formula.Literal) bool { return !slices.Contains(l.Options, options[slices.Index(vars, l.Var)]) })
		})
	}
	counts := map[eval.Truth]int{}
	for range 3000 {
		f, g := some(), some()
		same := true
		for _, a := range assignments {
			x, y := holds(f, a), holds(g, a)
			same = same && x == y
			if holds(f.Or(g), a) != (x || y) || holds(f.And(g), a) != (x && y) || holds(f.Not(), a) == x {
				t.Fatalf("%s\n%s\n%v: or %s; and %s; not %s", f, g, a, f.Or(g), f.And(g), f.Not())
			}
		}
		apart, got := f.Equivalent(g)
		counts[got]++
		if (got == eval.Yes) != same {
			t.Fatalf("%s\n%s\nequivalent: %s", f, g, got)
		}
		if got == eval.No {
			in := slices.DeleteFunc(slices.Clone(assignments), func(a []int) bool { return !holds(formula.Formula{apart}, a) })
			for _, a := range in {
				if holds(f, a) == holds(g, a) {
					t.Fatalf("%s\n%s\nare not apart where %s", f, g, apart)
				}
			}
		}
	}
	if counts[eval.Yes] < 50 || counts[eval.No] < 50 {
		t.Error(counts)
	}
}
