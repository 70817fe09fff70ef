package spec

import (
	"fmt"
	"slices"
	"strings"
)

// What one stack can have: resources, values that others can ask for, and
// bytes in all.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const (
	maxResources = 500
	maxExports   = 200
	maxBytes     = 1 << 20
)

// Division is a stack of which one part would have too much.
type Division struct {
	Stack string   // e.g., "tenants"
	Parts []*Stack // e.g., tenants, tenants-2; the first has what no each makes
}

// String says what went where.
func (d *Division) String() string {
	var parts []string
	for _, st := range d.Parts {
		names := eachNames(st)
		if last := names[len(names)-1]; len(names) > 1 {
			parts = append(parts, fmt.Sprintf("%s (%d names, %s to %s)", st.Name, len(names), names[0], last))
		} else {
			parts = append(parts, fmt.Sprintf("%s (%s)", st.Name, last))
		}
	}
	return fmt.Sprintf("stack %s is %d stacks, since one would have too much: %s", d.Stack, len(parts), strings.Join(parts, ", "))
}

// weight is what counts towards the limits of a stack.
type weight struct{ resources, exports, bytes int }

func (w weight) plus(o weight) weight {
	return weight{w.resources + o.resources, w.exports + o.exports, w.bytes + o.bytes}
}

func (w weight) fits() bool {
	return w.resources <= maxResources && w.exports <= maxExports && w.bytes <= maxBytes
}

// divide divides stacks that would have too much, at the borders of the names
// that each makes roles and policies for. What belongs to one name stays
// together, and parts take the names in order until they are full: a name more
// at the end moves none. What is too much even so, others say.
func (s *syntaxSpec) divide(out *Spec) {
	var stacks []*Stack
	for _, st := range out.Stacks {
		parts := dividedStack(st, out)
		if len(parts) > 1 {
			nameParts(out, st, parts)
			out.Divisions = append(out.Divisions, &Division{st.Name, parts})
		}
		stacks = append(stacks, parts...)
	}
	out.Stacks = stacks
}

// divided returns the parts of st, a stack of s, or st itself.
func dividedStack(st *Stack, s *Spec) []*Stack {
	names := eachNames(st)
	if len(names) < 2 {
		return []*Stack{st}
	}
	long := s.Longest()
	if weigh(st, long, nil).fits() {
		return []*Stack{st}
	}
	part := onlyNamed(st, func(name string) bool { return name == "" })
	parts, sum := []*Stack{part}, weigh(part, long, nil)
	for _, name := range names {
		own := weigh(st, long, &name)
		if last := parts[len(parts)-1]; !sum.plus(own).fits() && len(eachNames(last)) > 0 {
			parts, sum = append(parts, &Stack{At: st.At}), weight{}
		}
		sum = sum.plus(own)
		last := parts[len(parts)-1]
		takeFrom(last, onlyNamed(st, func(n string) bool { return n == name }))
	}
	return parts
}

// eachNames are the names that roles and policies of st are made for, in the
// order of their lists.
func eachNames(st *Stack) []string {
	var out []string
	seen := map[string]bool{}
	add := func(e *Each) {
		if e != nil && !seen[e.Name] {
			seen[e.Name] = true
			out = append(out, e.Name)
		}
	}
	for _, r := range st.Roles {
		add(r.Each)
	}
	for _, p := range st.Policies {
		add(p.Each)
	}
	return out
}

// only is st with what is made for names that keep takes; what is made for
// none has the name "".
func onlyNamed(st *Stack, keep func(name string) bool) *Stack {
	out := &Stack{Name: st.Name, At: st.At}
	for _, r := range st.Roles {
		if keep(eachNameOf(r.Each)) {
			out.Roles = append(out.Roles, r)
		}
	}
	for _, p := range st.Policies {
		if keep(eachNameOf(p.Each)) {
			out.Policies = append(out.Policies, p)
		}
	}
	if keep("") {
		out.SecurityConfigurations = st.SecurityConfigurations
	}
	return out
}

func eachNameOf(e *Each) string {
	if e == nil {
		return ""
	}
	return e.Name
}

func takeFrom(st *Stack, o *Stack) {
	st.Roles = append(st.Roles, o.Roles...)
	st.Policies = append(st.Policies, o.Policies...)
}

// weigh is what st has, or what of it is made for a name.
func weigh(st *Stack, long Binding, name *string) weight {
	var w weight
	add := func(e *Each, resources int, docs ...*Document) {
		if name == nil || eachNameOf(e) == *name {
			w = w.plus(weight{resources, resources, resources*resourceBytes + bytesPerCharacter*long.Size(docs...)})
		}
	}
	for _, r := range st.Roles {
		n := 1
		if r.Profile != nil {
			n = 2
		}
		docs := []*Document{r.Trust}
		for _, p := range r.Policies {
			docs = append(docs, p.Document)
		}
		add(r.Each, n, docs...)
	}
	for _, p := range st.Policies {
		add(p.Each, 1, p.Document)
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
// and leaves out what another stack is called.
func nameParts(s *Spec, st *Stack, parts []*Stack) {
	taken := func(name string) bool {
		return slices.ContainsFunc(s.Stacks, func(o *Stack) bool { return o.Name == name })
	}
	n := 1
	for i, part := range parts {
		part.Name = st.Name
		for i > 0 && (part.Name == st.Name || taken(part.Name)) {
			n++
			part.Name = fmt.Sprintf("%s-%d", st.Name, n)
		}
		adopt(part)
	}
}
