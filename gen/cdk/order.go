package cdk

import (
	"slices"

	"github.com/emriam/emriam/gen/internal/naming"
)

// order sorts members so that each comes after what it names, where that is
// possible. A strong ref comes first whatever it costs: IAM takes a principal,
// a managed policy and a boundary only if it exists, and a name that the deployment
// makes is known only then. A weak one, in a policy, can do with the name, or is in what
// is made later. Else the order is the given one.
func order(members []*member) []*member {
	o := &ordering{all: members, state: map[*member]int{}}
	for _, m := range members {
		o.visit(m)
	}
	return o.out
}

type ordering struct {
	all   []*member
	state map[*member]int // 0 new, 1 being visited, 2 done
	out   []*member
}

func (o *ordering) visit(m *member) {
	if o.state[m] != 0 {
		return
	}
	o.state[m] = 1
	for _, r := range m.refs.list {
		if other := memberOf(o.all, r); other != nil && r.strong {
			o.visit(other)
		}
	}
	for _, r := range m.refs.list {
		if other := memberOf(o.all, r); other != nil && !r.strong && !o.waits(other, map[*member]bool{}) {
			o.visit(other)
		}
	}
	o.state[m] = 2
	o.out = append(o.out, m)
}

// waits reports whether m must come after a member that is being visited.
func (o *ordering) waits(m *member, seen map[*member]bool) bool {
	if o.state[m] == 1 {
		return true
	}
	if seen[m] || o.state[m] == 2 {
		return false
	}
	seen[m] = true
	for _, r := range m.refs.list {
		if other := memberOf(o.all, r); other != nil && r.strong && o.waits(other, seen) {
			return true
		}
	}
	return false
}

// separate makes props of m into parameters of its methods: what has no name, is made
// after m, and is only in what can be made later still.
func (m *member) separate(members []*member) {
	for _, r := range m.refs.list {
		other := memberOf(members, r)
		if r.strong || r.late || !r.required() || other == nil || slices.Index(members, other) < slices.Index(members, m) {
			continue
		}
		r.late = true
		r.local = m.locals().Name(naming.UnexportedCDK(r.prop))
		m.props = slices.DeleteFunc(m.props, func(pr prop) bool { return pr.name == r.prop })
	}
}
