package spec

import "github.com/emriam/emriam/internal/lists"

// rewriter copies roles and documents with other conditions and values.
type rewriter struct {
	when  func(When) (rest When, present bool)
	items func([]Item) []Item
	value func(Value) Value // of what is not an item
}

// role returns a copy of r, which keeps the When of the role itself.
func (w rewriter) role(r *Role) *Role {
	out := *r
	out.RoleName, out.Path, out.MaxSession = w.value(r.RoleName), w.value(r.Path), w.value(r.MaxSession)
	out.Profile, out.ProfilePath = w.value(r.Profile), w.value(r.ProfilePath)
	out.Boundary = w.items(r.Boundary)
	out.Tags, out.ProfileTags = w.tags(r.Tags), w.tags(r.ProfileTags)
	if r.Trust != nil {
		out.Trust = w.document(r.Trust)
	}
	out.Managed = w.items(r.Managed)
	out.Policies = nil
	for _, p := range r.Policies {
		one := *p
		one.PolicyName, one.Document = w.value(p.PolicyName), w.document(p.Document)
		out.Policies = append(out.Policies, &one)
	}
	return &out
}

func (w rewriter) tags(tags []Tag) []Tag {
	var out []Tag
	for _, t := range tags {
		out = append(out, lists.Map(w.items([]Item{t.Value}), func(it Item) Tag { return Tag{t.Key, it, t.Default} })...)
	}
	return out
}

// document returns a copy of d with those statements that are present.
func (w rewriter) document(d *Document) *Document {
	out := d.WithStatements(nil)
	for _, st := range d.Statements {
		when, present := w.when(st.When)
		if !present {
			continue
		}
		one := *st
		one.When = when
		one.Actions, one.Resources = w.items(st.Actions), w.items(st.Resources)
		one.Principals, one.Conditions = nil, nil
		for _, p := range st.Principals {
			p.Values = w.items(p.Values)
			one.Principals = append(one.Principals, p)
		}
		for _, c := range st.Conditions {
			c.Values = w.items(c.Values)
			if key := w.value(c.KeyValue); key != nil {
				c.Key, c.KeyValue = key.String(), key
			}
			one.Conditions = append(one.Conditions, c)
		}
		out.Statements = append(out.Statements, &one)
	}
	return out
}

// Inside returns a copy of r as it is where r exists: without the conditions that
// hold there anyway.
func (r *Role) Inside() *Role {
	if len(r.When) == 0 {
		return r
	}
	out := rewriter{
		when: func(w When) (When, bool) { return w.Without(r.When), true },
		items: func(items []Item) []Item {
			var out []Item
			for _, it := range items {
				it.When = it.When.Without(r.When)
				out = append(out, it)
			}
			return out
		},
		value: func(v Value) Value { return v },
	}.role(r)
	out.When = nil
	return out
}
