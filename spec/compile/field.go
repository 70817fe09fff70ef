package compile

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// field is a value under a key, with the scope it was written in.
type field struct {
	key, n *syntax.Node
	sc     *scope
	more   *more // nil for most
}

// more has the results of merging for a field. It is immutable once a field has it.
type more struct {
	add   []field // of a body: what was joined to it
	below *field  // of a body: what it replaces, or nil
	edits []edit  // of a statement: what overlays do to it, in order
}

// than returns f with a change to the results of merging.
func (f field) than(change func(*more)) field {
	m := &more{}
	if f.more != nil {
		*m = *f.more
	}
	change(m)
	f.more = m
	return f
}

// joined returns f merged with another field.
func (f field) joined(o field) field {
	return f.than(func(m *more) { m.add = append(slices.Clip(m.add), o) })
}

// over returns f, recording that it overrides another field.
func (f field) over(below field) field {
	return f.than(func(m *more) { m.below = &below })
}

// edited returns f, the field of a statement, with an edit.
func (f field) edited(e edit) field {
	return f.than(func(m *more) { m.edits = append(slices.Clip(m.edits), e) })
}

func (f field) edits() []edit {
	if f.more == nil {
		return nil
	}
	return f.more.edits
}

// names returns the plain texts of f, which is one or a list, or nothing.
func (f field) names(what string) []*syntax.Node { return f.sc.names(f.n, what) }

// layers returns a field and those merged with it, lowest first.
func (f field) layers() []field {
	if f.n == nil {
		return nil
	}
	out := []field{{key: f.key, n: f.n, sc: f.sc}}
	if f.more != nil {
		for _, a := range f.more.add {
			out = append(out, a.layers()...)
		}
	}
	return out
}

// live returns the layers of a body's field that count: null removes all layers
// below it.
func (f field) live() []field {
	all := f.layers()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].n.Kind == syntax.Null {
			return all[i+1:]
		}
	}
	return all
}

// top returns the highest layer of f: the one in the spec itself, if it has one.
func (f field) top() field {
	for f.more != nil && len(f.more.add) > 0 {
		f = f.more.add[len(f.more.add)-1]
	}
	return f
}

// in returns f with changed scopes.
func (f field) in(change func(*scope)) field {
	f.sc = f.sc.but(change)
	if f.more == nil {
		return f
	}
	return f.than(func(m *more) {
		m.add = slices.Clone(m.add)
		for i := range m.add {
			m.add[i] = m.add[i].in(change)
		}
		if m.below != nil {
			below := m.below.in(change)
			m.below = &below
		}
	})
}

// fields are the fields of a mapping, or of several merged ones, each key once.
// There are few, so a linear search is faster than a map.
type fields []field

func (fs fields) index(key string) int {
	return slices.IndexFunc(fs, func(f field) bool { return f.key.Text == key })
}

// get returns the field with a key, and whether there is one.
func (fs fields) get(key string) (field, bool) {
	if i := fs.index(key); i >= 0 {
		return fs[i], true
	}
	return field{}, false
}

func (fs fields) has(key string) bool { return fs.index(key) >= 0 }

// at returns the field with a key, or a field with no node.
func (fs fields) at(key string) field {
	f, _ := fs.get(key)
	return f
}

// when resolves the when of fs, which always holds if there is none.
func (fs fields) when(what string) (w spec.When, keep bool) {
	f, ok := fs.get("when")
	if !ok {
		return nil, true
	}
	return f.sc.when(f.n, what)
}

// whenGiven is when for a part of what exists under another condition.
func (fs fields) whenGiven(what string, given spec.When) (spec.When, bool) {
	f := fs.at("when")
	return f.sc.whenGiven(f.n, what, given)
}

// with returns fs and f, which replaces a field with the same key.
func (fs fields) with(f field) fields {
	return append(fs.without(f.key.Text), f)
}

// without returns fs except the field with a key.
func (fs fields) without(key string) fields {
	return lists.Filter(fs, func(f field) bool { return f.key.Text != key })
}

// only returns the fields whose keys are kept.
func (fs fields) only(keep func(key string) bool) fields {
	return lists.Filter(fs, func(f field) bool { return keep(f.key.Text) })
}

// in returns fs with changed scopes.
func (fs fields) in(change func(*scope)) fields {
	out := slices.Clone(fs)
	for i := range out {
		out[i] = out[i].in(change)
	}
	return out
}

// sorted returns fs in the order of their keys.
func (fs fields) sorted() fields {
	return slices.SortedFunc(slices.Values(fs), func(a, b field) int { return cmp.Compare(a.key.Text, b.key.Text) })
}

// joined are the fields that come together where one body, or environment, is
// put over another. All others replace each other.
var joined = []string{"with", "managedPolicies", "tags", "policies", "statements", "values"}

// over puts the fields of a body over those of what it is made from: a
// template, another body, or the defaults. Those with a key in joined come
// together, all others replace each other. Null stays, so that it takes away
// what is further below, too.
func (fs fields) over(below fields, joined []string) fields {
	if len(below) == 0 {
		return fs
	}
	out := append(make(fields, 0, len(below)+len(fs)), below...)
	for _, f := range fs {
		switch i := out.index(f.key.Text); {
		case i < 0:
			out = append(out, f)
		case slices.Contains(joined, f.key.Text):
			out[i] = out[i].joined(f)
		default:
			out[i] = f.over(out[i])
		}
	}
	return out
}

// values are where the values of fs are written.
func (fs fields) values() spec.Places {
	out := make(spec.Places, len(fs))
	for _, f := range fs {
		out[f.key.Text] = f.n.Span()
	}
	return out
}

// keys are where the keys of fs are written.
func (fs fields) keys() spec.Places {
	out := make(spec.Places, len(fs))
	for _, f := range fs {
		out[f.key.Text] = f.key.Span()
	}
	return out
}
