package spec

import (
	"iter"
	"maps"
	"slices"
)

// LongestFor returns Longest for measuring some documents: Booleans that occur only
// as text in them are false, which has one more character than true. A Boolean that
// a when also names is true.
//
// A when never negates, so documents are largest when every conditional parameter is
// given: this one binding covers all combinations. And a document that is small
// enough with the longest values is small enough with all values.
func (s *Spec) LongestFor(docs ...*Document) Binding { return s.LongestFrom(s.Longest(), docs...) }

// LongestFrom returns LongestFor, given the result of Longest.
func (s *Spec) LongestFrom(long Binding, docs ...*Document) Binding {
	var named []*Param
	for _, d := range docs {
		for _, p := range s.ParamsOfDocument(d) {
			if p.Type == Boolean {
				named = append(named, p)
			}
		}
	}
	if named == nil {
		return long
	}
	conditional := Conditional(docs...)
	long.Values = maps.Clone(long.Values)
	for _, p := range named {
		if !slices.Contains(conditional, p) {
			long.Values[p.Name] = []string{"false"}
		}
	}
	return long
}

// Conditional returns the parameters that a when of the documents names, in order.
func Conditional(docs ...*Document) []*Param {
	var out []*Param
	add := func(w When) {
		for _, t := range w {
			if !slices.Contains(out, t.Param) {
				out = append(out, t.Param)
			}
		}
	}
	for _, d := range docs {
		for _, st := range d.Statements {
			add(st.When)
			for it := range st.Items() {
				add(it.When)
			}
		}
	}
	return out
}

// Items returns all values of st.
func (st *Statement) Items() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		each := func(items []Item) bool {
			for _, it := range items {
				if !yield(it) {
					return false
				}
			}
			return true
		}
		if !each(st.Actions) || !each(st.Resources) {
			return
		}
		for _, p := range st.Principals {
			if !each(p.Values) {
				return
			}
		}
		for _, c := range st.Conditions {
			if !each(c.Values) {
				return
			}
		}
	}
}

// Size returns the number of characters that IAM counts in all documents together,
// under b.
func (b Binding) Size(docs ...*Document) int {
	sum := 0
	for _, d := range docs {
		if doc := b.Document(d); doc != nil {
			sum += doc.Size()
		}
	}
	return sum
}

// In returns b in another partition, in the Region with the longest name.
func (b Binding) In(partition string) Binding {
	b.Partition, b.Region = partition, longestRegions[partition]
	return b
}

// Most returns the maximum of f over all partitions.
func (b Binding) Most(f func(Binding) int) int {
	most := 0
	for _, partition := range Partitions {
		most = max(most, f(b.In(partition)))
	}
	return most
}
