package conditional

import (
	"slices"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
)

// maxTerms is how many terms a formula has at most.
const maxTerms = 1 << 12

// Catch is what f panics with if that is a formula.TooMany: what is computed here
// says so by a panic, since every step of it may.
func Catch(f func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *formula.TooMany:
			err = r
		default:
			panic(r)
		}
	}()
	f()
	return nil
}

// And is that f and g hold.
func And(f, g formula.Formula) formula.Formula {
	switch {
	case Implies(f, g):
		return f
	case Implies(g, f):
		return g
	}
	bound(len(f)*len(g), f, g)
	return f.And(g)
}

// Implies reports whether each term of f is within one of g.
func Implies(f, g formula.Formula) bool {
	return !slices.ContainsFunc(f, func(t formula.Term) bool { return !slices.ContainsFunc(g, t.Implies) })
}

// without is that f holds and g does not.
func without(f, g formula.Formula) formula.Formula {
	if Implies(f, g) {
		return nil
	}
	if _, same := f.Equivalent(And(f, g)); same == eval.Yes {
		return nil
	}
	return And(f, Not(g))
}

// Or is that f or g holds.
func Or(f, g formula.Formula) formula.Formula {
	bound(len(f)+len(g), f, g)
	return f.Or(g)
}

// Not is that f does not hold.
func Not(f formula.Formula) formula.Formula {
	out := formula.Always
	for _, t := range f {
		out = And(out, t.Not())
	}
	return out
}

func bound(terms int, f, g formula.Formula) {
	if terms > maxTerms {
		panic(formula.TooManyOf(slices.Concat(f, g).Variables()))
	}
}
