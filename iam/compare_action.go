package iam

import (
	"cmp"
	"slices"
	"strings"
)

// actionGroup is actions that the same statements are about.
type actionGroup struct {
	rep      string   // one of them, in the letter case of AWS if it is known
	known    []string // those that AWS has, sorted
	relevant []int    // of comparer.sources
}

// maxActionStates is maxStates for actions: some policies list thousands, whose
// names hardly have wildcards.
const maxActionStates = 60_000

// groups parts all actions, those that AWS does not have among them.
func (c *comparer) groups() []actionGroup {
	t := texts{within: pattern{oneNoColon, manyNoColon, ':', oneNoColon, manyNoColon}, states: maxActionStates}
	for _, s := range c.sources {
		for i, p := range s.actions {
			if i == 0 || s.Actions[i] != "*" {
				t.add(p, true)
			}
		}
	}
	made, ok := t.classes()
	if !ok {
		c.giveUp("there are too many patterns of actions")
	}
	groups := map[string]*actionGroup{}
	at := func(action string) *actionGroup {
		relevant, name := c.about(action)
		if groups[name] == nil {
			groups[name] = &actionGroup{rep: action, relevant: relevant}
		}
		return groups[name]
	}
	for _, action := range c.knownActions() {
		g := at(action)
		g.known = append(g.known, action)
	}
	for _, action := range made {
		at(action)
	}
	var out []actionGroup
	for _, g := range groups {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b actionGroup) int { return cmp.Compare(a.rep, b.rep) })
	return out
}

// about is which statements an action is in, and the same as text.
func (c *comparer) about(action string) ([]int, string) {
	lower := lowerText(action)
	var relevant []int
	name := make([]byte, len(c.sources))
	for i, s := range c.sources {
		if s.namesAction(lower) {
			relevant = append(relevant, i)
			name[i] = 1
		}
	}
	return relevant, string(name)
}

func (s *source) namesAction(lower string) bool {
	for i, a := range s.Actions {
		if a == "*" || s.actions[i].match(lower) {
			return !s.NotActions
		}
	}
	return s.NotActions
}

// knownActions are the actions of AWS that the patterns name, sorted; of those
// whose service is a pattern, the actions of services that others name.
func (c *comparer) knownActions() []string {
	services := map[string]bool{}
	for _, s := range c.sources {
		for _, a := range s.Actions {
			if service := actionService(a); service != "" {
				services[strings.ToLower(service)] = true
			}
		}
	}
	var out []string
	for name := range services {
		s, ok := FindService(name)
		if !ok {
			continue
		}
		for _, action := range s.ActionNames() {
			out = append(out, s.Prefix+":"+action)
		}
	}
	slices.Sort(out)
	return out
}
