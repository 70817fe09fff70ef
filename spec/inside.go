package spec

import "github.com/emriam/emriam/internal/lists"

// Inside returns a copy of r as it is where r exists: without the conditions that
// hold there anyway.
func (r *Role) Inside() *Role {
	if len(r.When) == 0 {
		return r
	}
	out := rewriter{
		when: func(w When) (When, bool) { return w.without(r.When), true },
		items: func(items []Item) []Item {
			var out []Item
			for _, it := range items {
				it.When = it.When.without(r.When)
				out = append(out, it)
			}
			return out
		},
		value: func(v Value) Value { return v },
	}.role(r)
	out.When = nil
	return out
}

// without returns the terms of w that do not follow from given.
func (w When) without(given When) When {
	return lists.Filter(w, func(t Term) bool { return !given.Implies(When{t}) })
}
