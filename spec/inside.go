package spec

// Inside returns a copy of r as it is where r exists: without the conditions that
// hold there anyway.
func (r *Role) Inside() *Role {
	if len(r.When) == 0 {
		return r
	}
	out := *r
	out.When = nil
	out.Trust = r.Trust.inside(r.When)
	out.Managed = inside(r.Managed, r.When)
	out.Policies = nil
	for _, p := range r.Policies {
		one := *p
		one.Document = p.Document.inside(r.When)
		out.Policies = append(out.Policies, &one)
	}
	out.Tags, out.ProfileTags = insideTags(r.Tags, r.When), insideTags(r.ProfileTags, r.When)
	if r.Boundary != nil {
		boundary := *r.Boundary
		boundary.When = boundary.When.without(r.When)
		out.Boundary = &boundary
	}
	return &out
}

func insideTags(tags []Tag, given When) []Tag {
	var out []Tag
	for _, t := range tags {
		t.Value.When = t.Value.When.without(given)
		out = append(out, t)
	}
	return out
}

func (d *Document) inside(given When) *Document {
	out := *d
	out.Statements = nil
	for _, st := range d.Statements {
		one := *st
		one.When = st.When.without(given)
		one.Actions, one.Resources = inside(st.Actions, given), inside(st.Resources, given)
		one.Principals, one.Conditions = nil, nil
		for _, p := range st.Principals {
			p.Values = inside(p.Values, given)
			one.Principals = append(one.Principals, p)
		}
		for _, c := range st.Conditions {
			c.Values = inside(c.Values, given)
			one.Conditions = append(one.Conditions, c)
		}
		out.Statements = append(out.Statements, &one)
	}
	return &out
}

func inside(items []Item, given When) []Item {
	var out []Item
	for _, it := range items {
		it.When = it.When.without(given)
		out = append(out, it)
	}
	return out
}

// without returns the terms of w that do not follow from given.
func (w When) without(given When) When {
	var out When
	for _, t := range w {
		if !given.Implies(When{t}) {
			out = append(out, t)
		}
	}
	return out
}
