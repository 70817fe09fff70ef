package formula

import "slices"

// Alike reports whether f and g have the same terms. Such formulas hold in the same
// deployments; others may, too.
func (f Formula) Alike(g Formula) bool {
	return f.within(g) && g.within(f)
}

// within reports whether each term of f is a term of g.
func (f Formula) within(g Formula) bool {
	return !slices.ContainsFunc(f, func(t Term) bool { return !slices.ContainsFunc(g, t.is) })
}

func (t Term) is(o Term) bool {
	return slices.EqualFunc(t, o, func(a, b Literal) bool { return a.Var == b.Var && slices.Equal(a.Options, b.Options) })
}
