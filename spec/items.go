package spec

import (
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
)

// Lists returns the lists of values of st: actions and resources, then those of each
// principal and condition.
func (st *Statement) Lists() [][]Item {
	out := [][]Item{st.Actions, st.Resources}
	out = append(out, lists.Map(st.Principals, func(p Principal) []Item { return p.Values })...)
	out = append(out, lists.Map(st.Conditions, func(c Condition) []Item { return c.Values })...)
	return out
}

// Items returns all values of st, and its condition keys with placeholders.
func (st *Statement) Items() []Item {
	out := slices.Concat(st.Lists()...)
	for _, c := range st.Conditions {
		out = append(out, unconditional(c.KeyValue)...)
	}
	return out
}

// Items returns all values of d, each under the condition of its statement as well.
func (d *Document) Items() []Item {
	var out []Item
	for _, st := range d.Statements {
		for _, it := range st.Items() {
			it.When = st.When.And(it.When)
			out = append(out, it)
		}
	}
	return out
}

// Documents returns the trust policy of r and its inline policies.
func (r *Role) Documents() []*Document {
	out := []*Document{r.Trust}
	out = append(out, lists.Map(r.Policies, func(p *RolePolicy) *Document { return p.Document })...)
	return out
}

// Items returns all values of r, except the tags of its instance profile.
func (r *Role) Items() []Item {
	out := slices.Concat(unconditional(r.RoleName, r.Path, r.MaxSession, r.Profile, r.ProfilePath), TagItems(r.Tags), r.Managed, r.Boundary)
	for _, p := range r.Policies {
		out = append(out, unconditional(p.PolicyName)...)
	}
	return append(out, lists.Flat(r.Documents(), (*Document).Items)...)
}

// Naming returns the values of r, as written, that can name roles and policies, other
// than the policies that are attached to it.
func (r *Role) Naming() []Item {
	out := r.Trust.Items()
	for _, p := range r.Own() {
		out = append(out, p.Document.Items()...)
	}
	for _, it := range r.Managed {
		if _, attached := LonePolicy(it.Value); !attached {
			out = append(out, it)
		}
	}
	out = append(out, TagItems(slices.Concat(r.Tags, r.ProfileTags))...)
	return append(out, r.Boundary...)
}

// Items returns all values of p, except its tags.
func (p *Policy) Items() []Item {
	out := unconditional(p.PolicyName, p.Path)
	for _, a := range p.Attached {
		out = append(append(out, a.Name), unconditional(a.Studio)...)
	}
	return append(out, p.Document.Items()...)
}

// Items returns all values of c.
func (c *SecurityConfiguration) Items() []Item {
	out := unconditional(c.ConfigurationName)
	for _, m := range c.Mappings {
		out = append(append(out, Item{Value: m.Role, At: m.At}), m.Identifiers...)
	}
	return append(out, c.Settings()...)
}

// Items returns all values of the request of t.
func (t *Test) Items() []Item {
	out := slices.Clone(t.Resources)
	for _, k := range t.Context {
		out = append(out, k.Values...)
	}
	if t.Principal != nil {
		out = append(out, *t.Principal)
	}
	return out
}

// StatementOf is a statement of IAM as one of the model, in which value makes the values of
// texts.
func StatementOf(st iam.Statement, value func(string) Value) *Statement {
	items := func(texts []string) []Item {
		if texts == nil {
			return nil
		}
		out := make([]Item, len(texts))
		for i, text := range texts {
			out[i].Value = value(text)
		}
		return out
	}
	out := &Statement{
		Sid: st.Sid, Effect: st.Effect,
		NotActions: st.NotActions, Actions: items(st.Actions),
		NotResources: st.NotResources, Resources: items(st.Resources),
		NotPrincipals: st.NotPrincipals,
	}
	if st.Principals != nil {
		out.Principals = []Principal{}
	}
	for _, p := range st.Principals {
		out.Principals = append(out.Principals, Principal{Type: p.Type, Values: items(p.Values)})
	}
	out.Conditions = lists.Map(st.Conditions, func(c iam.Condition) Condition {
		return Condition{Operator: c.Operator, Key: c.Key, Values: items(c.Values)}
	})
	return out
}

// Whens returns the conditions of items.
func Whens(items []Item) []When {
	return lists.Map(items, func(it Item) When { return it.When })
}

// CanBeEmpty reports whether items that there are can all be absent where given holds.
func CanBeEmpty(items []Item, given When) bool {
	return len(items) > 0 && !given.Covered(Whens(items))
}

// Split returns statements of which a list is not empty where given holds: st itself or, if
// all values of the list are conditional, a statement for each condition.
func (st *Statement) Split(list func(*Statement) *[]Item, given When) []*Statement {
	if !CanBeEmpty(*list(st), given.And(st.When)) {
		return []*Statement{st}
	}
	var out []*Statement
	for _, it := range *list(st) {
		w := st.When.And(it.When)
		i := slices.IndexFunc(out, func(part *Statement) bool { return part.When.Same(w) })
		if i < 0 {
			part := *st
			part.When = w
			*list(&part) = nil
			i, out = len(out), append(out, &part)
		}
		*list(out[i]) = append(*list(out[i]), Item{Value: it.Value, At: it.At})
	}
	return out
}

// TagItems returns the values of tags.
func TagItems(tags []Tag) []Item {
	return lists.Map(tags, func(t Tag) Item { return t.Value })
}

// unconditional returns the values, of those that there are, as items.
func unconditional(vs ...Value) []Item {
	var out []Item
	for _, v := range vs {
		if v != nil {
			out = append(out, Item{Value: v})
		}
	}
	return out
}
