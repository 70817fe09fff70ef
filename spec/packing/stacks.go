package packing

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// weight is what counts towards the limits of a stack.
type weight struct{ resources, exports, bytes int }

func (w weight) plus(o weight) weight {
	return weight{w.resources + o.resources, w.exports + o.exports, w.bytes + o.bytes}
}

func (w weight) fits() bool {
	return w.resources <= spec.MaxStackResources && w.exports <= spec.MaxStackOutputs && w.bytes <= spec.MaxStackSize
}

// Stacks splits stacks that would have too much between the names that each makes
// roles and policies for. What belongs to one name stays together, and parts take the
// names in order until they are full, so that a further name at the end moves no other
// one. A part that is still too large is for lint to report.
func Stacks(s *spec.Spec) {
	var stacks []*spec.Stack
	for _, st := range s.Stacks {
		parts := splitStack(st, s)
		if len(parts) > 1 {
			nameParts(s, st, parts)
			s.StackSplits = append(s.StackSplits, &spec.StackSplit{Stack: st.Name, Parts: parts})
		}
		stacks = append(stacks, parts...)
	}
	s.Stacks = stacks
}

// splitStack returns the parts of st, a stack of s, or st itself.
func splitStack(st *spec.Stack, s *spec.Spec) []*spec.Stack {
	names := st.EachNames()
	if len(names) < 2 {
		return []*spec.Stack{st}
	}
	long := s.Longest()
	if weigh(st, long, nil).fits() {
		return []*spec.Stack{st}
	}
	part := onlyNamed(st, func(name string) bool { return name == "" })
	parts, sum := []*spec.Stack{part}, weigh(part, long, nil)
	for _, name := range names {
		own := weigh(st, long, &name)
		if last := parts[len(parts)-1]; !sum.plus(own).fits() && len(last.EachNames()) > 0 {
			parts, sum = append(parts, &spec.Stack{At: st.At}), weight{}
		}
		sum = sum.plus(own)
		last := parts[len(parts)-1]
		takeFrom(last, onlyNamed(st, func(n string) bool { return n == name }))
	}
	return parts
}

// onlyNamed returns st with what is made for the names to keep; the name of what no
// each makes is "".
func onlyNamed(st *spec.Stack, keep func(name string) bool) *spec.Stack {
	out := &spec.Stack{Name: st.Name, At: st.At}
	out.Roles = append(out.Roles, lists.Filter(st.Roles, func(r *spec.Role) bool { return keep(eachNameOf(r.Each)) })...)
	out.Policies = append(out.Policies, lists.Filter(st.Policies, func(p *spec.Policy) bool { return keep(eachNameOf(p.Each)) })...)
	if keep("") {
		out.SecurityConfigurations = st.SecurityConfigurations
	}
	return out
}

func eachNameOf(e *spec.Each) string {
	if e == nil {
		return ""
	}
	return e.Name
}

func takeFrom(st *spec.Stack, o *spec.Stack) {
	st.Roles = append(st.Roles, o.Roles...)
	st.Policies = append(st.Policies, o.Policies...)
}

// weigh returns what st has, or the part of it that is made for a name.
func weigh(st *spec.Stack, long spec.Binding, name *string) weight {
	var w weight
	add := func(e *spec.Each, resources int, docs ...*spec.Document) {
		if name == nil || eachNameOf(e) == *name {
			w = w.plus(weight{resources, resources, resources*resourceBytes + bytesPerCharacter*long.Size(docs...)})
		}
	}
	for _, r := range st.Roles {
		n := 1
		if r.Profile != nil {
			n = 2
		}
		add(r.Each, n, r.Documents()...)
	}
	for _, p := range st.Policies {
		add(p.Each, 1+len(p.Sessions()), p.Document)
	}
	for range st.SecurityConfigurations {
		add(nil, 1)
	}
	return w
}

// An artefact has more bytes than IAM counts characters: indentation, names
// and descriptions. These are above what any case here has.
const (
	resourceBytes     = 2000
	bytesPerCharacter = 3
)

// nameParts names the parts of a stack tenants tenants, tenants-2 and so on,
// and skips the names of other stacks.
func nameParts(s *spec.Spec, st *spec.Stack, parts []*spec.Stack) {
	taken := func(name string) bool {
		return slices.ContainsFunc(s.Stacks, func(o *spec.Stack) bool { return o.Name == name })
	}
	n := 1
	for i, part := range parts {
		part.Name = st.Name
		for i > 0 && (part.Name == st.Name || taken(part.Name)) {
			n++
			part.Name = fmt.Sprintf("%s-%d", st.Name, n)
		}
		part.Adopt()
	}
}
