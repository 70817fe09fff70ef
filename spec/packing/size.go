package packing

import (
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// sizer measures documents, each statement once.
type sizer struct {
	spec  *spec.Spec
	long  spec.Binding
	known map[*spec.Statement][]int // in each partition with the longest values, and in each environment
}

func newSizer(s *spec.Spec) *sizer { return &sizer{s, s.Longest(), map[*spec.Statement][]int{}} }

// size returns the maximum number of characters that documents have together, in any
// partition and environment, with every optional part; see LongestFor.
func (z *sizer) size(docs ...*spec.Document) int {
	sums := make([]int, len(spec.Partitions)+len(z.spec.Environments))
	for _, d := range docs {
		frame := (&iam.Document{Version: d.Version, ID: d.ID}).Size()
		for i := range sums {
			sum := 0
			for _, st := range d.Statements {
				if n := z.statement(st)[i]; n > 0 {
					sum += n + len(",")
				}
			}
			if sum > 0 {
				sums[i] += frame + sum - len(",")
			}
		}
	}
	return slices.Max(sums)
}

// statement returns the sizes of a statement; 0 if it is absent.
func (z *sizer) statement(st *spec.Statement) []int {
	out, ok := z.known[st]
	if ok {
		return out
	}
	long := z.spec.LongestFor(z.long, &spec.Document{Statements: []*spec.Statement{st}})
	out = append(out, lists.Map(spec.Partitions, func(partition string) int { return long.In(partition).Statement(st).Size() })...)
	for _, e := range z.spec.Environments {
		n := 0
		if e.Binding.Holds(st.When) {
			n = e.Binding.Statement(st).Size()
		}
		out = append(out, n)
	}
	z.known[st] = out
	return out
}

// fits reports whether statements of a document fit into a managed policy, whatever
// the parameters are.
func (z *sizer) fits(d *spec.Document) func([]*spec.Statement) bool {
	return func(sts []*spec.Statement) bool {
		return z.size(&spec.Document{Version: d.Version, ID: d.ID, Statements: sts}) <= iam.MaxManagedPolicy
	}
}
