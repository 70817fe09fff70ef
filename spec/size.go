package spec

import (
	"iter"
	"maps"
	"slices"
)

// LongestFor is Longest for a look at some documents: those Booleans are false
// in it that are nothing but texts there, since false has a character more. One
// that a when names as well counts as true.
//
// A when never says "not", so that documents are largest when every conditional
// parameter is given: this one binding stands for all combinations of them. And
// what is small enough with the longest values is so with any.
func (s *Spec) LongestFor(docs ...*Document) Binding { return s.LongestFrom(s.Longest(), docs...) }

// LongestFrom is LongestFor, of what Longest is.
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

// Conditional are the parameters that a when of the documents names, in order.
func Conditional(docs ...*Document) []*Param {
	var out When
	for _, d := range docs {
		for _, st := range d.Statements {
			out = out.And(st.When)
			for it := range st.Items() {
				out = out.And(it.When)
			}
		}
	}
	return out
}

// Items are all values of st.
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

// Size is the number of characters that IAM counts in documents under b
// together.
func (b Binding) Size(docs ...*Document) int {
	sum := 0
	for _, d := range docs {
		if doc := b.Document(d); doc != nil {
			sum += doc.Size()
		}
	}
	return sum
}

// In is b in another partition, in the Region whose name is the longest.
func (b Binding) In(partition string) Binding {
	b.Partition, b.Region = partition, longestRegions[partition]
	return b
}

// Most is the most that f is in any partition.
func (b Binding) Most(f func(Binding) int) int {
	most := 0
	for _, partition := range Partitions {
		most = max(most, f(b.In(partition)))
	}
	return most
}
