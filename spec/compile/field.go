package compile

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// field is a value under a key, with the scope it was written in.
type field struct {
	key, n *syntax.Node
	sc     *scope
	more   *more // nil for most
}

// more is what merging makes of a field. It is not changed once a field has it.
type more struct {
	add   []field // of a body: what was joined to it
	below *field  // of a body: what it replaces, or nil
	edits []edit  // of a statement: what overlays do to it, in order
}

// than is f with a change to what merging made of it.
func (f field) than(change func(*more)) field {
	m := &more{}
	if f.more != nil {
		*m = *f.more
	}
	change(m)
	f.more = m
	return f
}

// joined is f with another that comes together with it.
func (f field) joined(o field) field {
	return f.than(func(m *more) { m.add = append(slices.Clip(m.add), o) })
}

// over is f, which replaces another.
func (f field) over(below field) field {
	return f.than(func(m *more) { m.below = &below })
}

// edited is f, the field of a statement, with an edit.
func (f field) edited(e edit) field {
	return f.than(func(m *more) { m.edits = append(slices.Clip(m.edits), e) })
}

func (f field) edits() []edit {
	if f.more == nil {
		return nil
	}
	return f.more.edits
}

// layers are a field and what was joined to it, lowest first.
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

// live are the layers of a body's field that count: null takes away all that
// is below it.
func (f field) live() []field {
	all := f.layers()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].n.Kind == syntax.Null {
			return all[i+1:]
		}
	}
	return all
}

// top is the highest layer of f: what the author of the spec wrote, if that is
// where f comes from.
func (f field) top() field {
	for f.more != nil && len(f.more.add) > 0 {
		f = f.more.add[len(f.more.add)-1]
	}
	return f
}

// in is f in scopes that were changed.
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

// fields are those of a mapping, or of several that were merged, each key
// once. They are few, so that to look at all is faster than a map.
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

// at is the field with a key, or a field with no node.
func (fs fields) at(key string) field {
	f, _ := fs.get(key)
	return f
}

// with are fs and f, in the place of one with the same key.
func (fs fields) with(f field) fields {
	return append(fs.without(f.key.Text), f)
}

// without are fs but for the one with a key.
func (fs fields) without(key string) fields {
	out := make(fields, 0, len(fs)+1)
	for _, f := range fs {
		if f.key.Text != key {
			out = append(out, f)
		}
	}
	return out
}

// only are those fields whose keys are kept.
func (fs fields) only(keep func(key string) bool) fields {
	out := make(fields, 0, len(fs))
	for _, f := range fs {
		if keep(f.key.Text) {
			out = append(out, f)
		}
	}
	return out
}

// in are fs in scopes that were changed.
func (fs fields) in(change func(*scope)) fields {
	out := slices.Clone(fs)
	for i := range out {
		out[i] = out[i].in(change)
	}
	return out
}

// sorted are fs in the order of their keys.
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
