package spec

import (
	"maps"
	"slices"
)

// joined are the fields that come together where one body, or environment, is
// put over another. All others replace each other.
var joined = []string{"with", "managedPolicies", "tags", "policies", "statements", "values"}

// over puts the fields of a body over those of what it is made from: a
// template, another body, or the defaults. Null stays, so that it takes away
// what is further below, too.
func over(own, below map[string]field, joined []string) map[string]field {
	out := make(map[string]field, len(below)+len(own))
	maps.Copy(out, below)
	for key, f := range own {
		base, ok := below[key]
		switch {
		case ok && slices.Contains(joined, key):
			base.add = append(slices.Clone(base.add), f)
			f = base
		case ok:
			f.below = &base
		}
		out[key] = f
	}
	return out
}

// layers are a field and what was joined to it, lowest first.
func (f field) layers() []field {
	if f.n == nil {
		return nil
	}
	out := []field{{key: f.key, n: f.n, sc: f.sc}}
	for _, a := range f.add {
		out = append(out, a.layers()...)
	}
	return out
}

// live are the layers of a body's field that count: null takes away all that
// is below it.
func (f field) live() []field {
	all := f.layers()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].n.kind == nullNode {
			return all[i+1:]
		}
	}
	return all
}

// dropNulls ends the merging: what null took away is not there.
func (b *syntaxBody) dropNulls() {
	b.nulls = map[string]field{}
	for key, f := range b.fields {
		if len(f.live()) == 0 {
			b.nulls[key] = f
			delete(b.fields, key)
		}
	}
}
