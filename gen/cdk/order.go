package cdk

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

// order sorts members so that each comes after what it names, where that is
// possible. A strong ref comes first whatever it costs: IAM takes a principal,
// a managed policy and a boundary only if it exists. A weak one, in a policy,
// can do with the name. Else the order is the given one.
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

// checkOrder finds constructs that need each other: each takes the role or policy
// that the other creates, since the spec gives that no name.
func (c *stackConstruct) checkOrder(l *diag.List) {
	for i, m := range c.members {
		for _, r := range m.refs.list {
			other := memberOf(c.members, r)
			if other == nil || !r.nameless() || slices.Index(c.members, other) < i {
				continue
			}
			l.Add(diag.Finding{
				Span: diag.Span{Pos: m.Header().Pos, Len: len(m.id)}, Code: "construct-cycle",
				Message: fmt.Sprintf("%s and %s name each other, and %s has no name: neither construct of the CDK can be created first", m.id, other.id, other.id),
				Help:    "give " + other.id + " a name, or leave cdk out of outputs",
			})
			return // one is enough
		}
	}
}
