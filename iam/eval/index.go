package eval

import (
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// index finds the statements that may name an action.
//
// An action that some statement names in full has a list of its own. For other actions
// of a service that some statement names, the index has the statements with a wildcard
// or NotAction, which are then matched one by one; for other services, the statements
// that name no service.
type index struct {
	actions  map[string]*candidates
	services map[string]*candidates
	rest     *candidates
}

// candidates are statements in document order.
type candidates struct {
	deny  []candidate
	allow [kinds][]candidate
}

// candidate is a statement with its patterns for one service.
type candidate struct {
	*Statement
	certain bool // it certainly names the action
	actions []glob.Matcher
}

func (c *candidates) add(one candidate) {
	if one.Deny {
		c.deny = append(c.deny, one)
	} else {
		c.allow[one.Ref.Kind] = append(c.allow[one.Ref.Kind], one)
	}
}

// names reports whether the statement names an action.
func (c *candidate) names(action string) bool {
	return c.certain || namesAction(c.actions, action) != c.notActions
}

func newIndex(statements []*Statement) index {
	x := index{map[string]*candidates{}, map[string]*candidates{}, &candidates{}}
	groups := make([]map[string][]glob.Matcher, len(statements))
	services := map[string]bool{}
	for i, s := range statements {
		groups[i] = s.byService()
		for service := range groups[i] {
			services[service] = true
		}
	}
	delete(services, "")
	among := func(service string) (out []candidate) {
		for i, s := range statements {
			own, every := groups[i][service], groups[i][""]
			if service == "" {
				own = nil
			}
			if s.notActions || own != nil || every != nil {
				out = append(out, candidate{s, false, append(own[:len(own):len(own)], every...)})
			}
		}
		return out
	}
	for _, c := range among("") {
		x.rest.add(c)
	}
	for service := range services {
		x.addService(service, among(service))
	}
	return x
}

func (x *index) addService(service string, among []candidate) {
	all := &candidates{}
	x.services[service] = all
	for i := range among {
		all.add(among[i])
		for j := range among[i].actions {
			if m := &among[i].actions[j]; m.IsExact() && ActionService(m.Prefix()) == service {
				x.addAction(m.Prefix(), among)
			}
		}
	}
}

func (x *index) addAction(action string, among []candidate) {
	if x.actions[action] != nil {
		return
	}
	c := &candidates{}
	for i := range among {
		if among[i].names(action) {
			c.add(candidate{Statement: among[i].Statement, certain: true})
		}
	}
	x.actions[action] = c
}

// byService returns the statement's actions by service, "" for any service.
func (s *Statement) byService() map[string][]glob.Matcher {
	out := map[string][]glob.Matcher{}
	for _, m := range s.actions {
		service := ActionService(m.Prefix())
		out[service] = append(out[service], m)
	}
	return out
}

// ActionService returns the service that the beginning of an action names, or "" if the
// colon is missing.
func ActionService(prefix string) string {
	service, _, ok := strings.Cut(prefix, ":")
	if !ok {
		return ""
	}
	return service
}

func (x *index) find(action string) *candidates {
	var few [64]byte // enough for most, and not on the heap
	lower, service := few[:0], -1
	for i := range len(action) {
		lower = append(lower, byte(glob.LowerRune(rune(action[i]))))
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
