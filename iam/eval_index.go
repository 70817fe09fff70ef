package iam

import "slices"

// index finds the statements that name an action.
//
// An action that some statement names in full has its list. For other actions
// of a service that some statement names, there are those that have a wildcard
// or NotAction, to be asked one by one; and for other services, those that
// name no service.
type index struct {
	actions  map[string]*candidates
	services map[string]*candidates
	rest     *candidates
}

// candidates are statements in order of the documents.
type candidates struct {
	deny    []*statement
	allow   [kinds][]*statement
	certain bool // all of them name the action
}

func (c *candidates) add(s *statement) {
	if s.deny {
		c.deny = append(c.deny, s)
	} else {
		c.allow[s.ref.Kind] = append(c.allow[s.ref.Kind], s)
	}
}

func newIndex(statements []*statement) index {
	x := index{map[string]*candidates{}, map[string]*candidates{}, &candidates{}}
	byService := map[string][]*statement{"": nil}
	for _, s := range statements {
		for _, service := range s.services() {
			byService[service] = append(byService[service], s)
		}
	}
	for _, s := range byService[""] {
		x.rest.add(s)
	}
	for service, own := range byService {
		if service == "" {
			continue
		}
		both := merge(statements, own, byService[""])
		all := &candidates{}
		for _, s := range both {
			all.add(s)
			for i := range s.actions {
				if m := &s.actions[i]; m.shape == exact && actionService(m.prefix) == service {
					x.addAction(m.prefix, both)
				}
			}
		}
		x.services[service] = all
	}
	return x
}

// merge returns the statements that are in one of two lists, in order.
func merge(order, a, b []*statement) []*statement {
	in := map[*statement]bool{}
	for _, s := range slices.Concat(a, b) {
		in[s] = true
	}
	out := make([]*statement, 0, len(in))
	for _, s := range order {
		if in[s] {
			out = append(out, s)
		}
	}
	return out
}

func (x *index) addAction(action string, among []*statement) {
	if x.actions[action] != nil {
		return
	}
	c := &candidates{certain: true}
	for _, s := range among {
		if s.namesAction(action) {
			c.add(s)
		}
	}
	x.actions[action] = c
}

// services are those whose actions a statement may name, "" for any.
func (s *statement) services() []string {
	var out []string
	for i := range s.actions {
		m := &s.actions[i]
		service := actionService(m.prefix)
		out = append(out, service)
		if s.notActions || service == "" {
			return []string{""}
		}
	}
	if s.notActions {
		return []string{""}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (x *index) find(action string) *candidates {
	var few [64]byte // enough for most, and not on the heap
	lower, service := few[:0], -1
	for i := range len(action) {
		lower = append(lower, lowerByte(action[i]))
		if action[i] == ':' && service < 0 {
			service = i
		}
	}
	if c := x.actions[string(lower)]; c != nil {
		return c
	}
	if service >= 0 {
		if c := x.services[string(lower[:service])]; c != nil {
			return c
		}
	}
	return x.rest
}
