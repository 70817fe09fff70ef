package spec

import (
	"maps"
	"slices"

	"github.com/emriam/emriam/internal/lists"
)

// LongestFor returns the result of Longest for measuring some documents: of the parameters
// that they name in a when, it has the combination with which they are largest. A Boolean
// that occurs only as text is false, which has one more character than true.
//
// Documents are largest when every conditional parameter is given, unless a when
// negates or compares it; those parameters are combined, up to 1,024 combinations,
// and beyond that one after the other. A document that is small enough with the
// longest values is small enough with all values.
func (s *Spec) LongestFor(long Binding, docs ...*Document) Binding {
	conditional := Conditional(docs...)
	long.Values = maps.Clone(long.Values)
	for _, d := range docs {
		for _, p := range s.ParamsOfDocument(d) {
			if p.Type == Boolean && !slices.Contains(conditional, p) {
				long.Values[p.Name] = []string{"false"}
			}
		}
	}
	var exclusive []*Param
	count := 1
	for _, w := range whens(docs) {
		for _, t := range w {
			if (t.Not || t.Values != "") && !slices.Contains(exclusive, t.Param) {
				exclusive = append(exclusive, t.Param)
				count = min(count*len(t.Param.lengths()), maxCombinations+1)
			}
		}
	}
	if count <= maxCombinations {
		return long.longest(exclusive, docs)
	}
	for _, p := range exclusive {
		long = long.longest([]*Param{p}, docs)
	}
	return long
}

// maxCombinations is how many combinations of parameters LongestFor measures.
const maxCombinations = 1 << 10

// longest returns b with that combination of some parameters with which documents
// are largest.
func (b Binding) longest(ps []*Param, docs []*Document) Binding {
	if len(ps) == 0 {
		return b
	}
	best, most := b, -1
	for _, values := range ps[0].lengths() {
		one := b
		one.Values = maps.Clone(b.Values)
		if one.Values[ps[0].Name] = values; values == nil {
			delete(one.Values, ps[0].Name)
		}
		one = one.longest(ps[1:], docs)
		if size := one.Most(func(b Binding) int { return b.Size(docs...) }); size > most {
			best, most = one, size
		}
	}
	return best
}

// lengths returns the values of p that a when tells apart, each as long as possible;
// nil if p is not given.
func (p *Param) lengths() [][]string {
	if p.List {
		return p.choices(p.Values != nil, p.longestList())
	}
	return p.choices(p.Values != nil, []string{p.Longest()})
}

// Conditional returns the parameters that a when of the documents names, in order.
func Conditional(docs ...*Document) []*Param {
	var out []*Param
	for _, w := range whens(docs) {
		for _, t := range w {
			out = lists.Add(out, t.Param)
		}
	}
	return out
}

// whens returns the conditions of all statements and items.
func whens(docs []*Document) []When {
	var out []When
	for _, d := range docs {
		for _, st := range d.Statements {
			out = append(out, st.When)
			for _, list := range st.Lists() {
				out = append(out, Whens(list)...)
			}
		}
	}
	return out
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

// What one stack takes, however it is deployed. Quotas of IAM are in package iam.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const (
	MaxStackResources = 500
	MaxStackParams    = 200
	MaxStackOutputs   = 200
	MaxStackSize      = 1 << 20 // bytes of its template
	MaxDirectSize     = 51_200  // bytes of a template that is not read from a bucket
	MaxParamValue     = 4096    // bytes of a parameter's value, a list being one text
)
