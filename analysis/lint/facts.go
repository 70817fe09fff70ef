package lint

import (
	"github.com/emriam/emriam/iam/facts"
)

// factsRules compare documents with the facts about AWS services.
var factsRules = []func(*checker){
	(*checker).actionNames,
	(*checker).servicePrincipals,
	(*checker).resources,
	(*checker).conditionKeys,
	(*checker).variableKeys,
	(*checker).dependents,
	(*checker).permissions,
}

// action is an action, or a pattern of actions, of a statement.
type action struct {
	text
	all     bool           // "*", or a pattern too many: it can be anything
	matches []facts.Action // what it names; none if nothing has that name
}

// actions returns the actions of st with what AWS knows about them.
func (c *checker) actions(st *statement) []action {
	if c.acts == nil {
		c.acts = make([][]action, c.count)
	}
	if c.acts[st.number] != nil {
		return c.acts[st.number]
	}
	out := make([]action, len(st.actions))
	for i, v := range st.actions {
		out[i] = action{text: v, all: v.string == "*" || v.string == "*:*"}
		if a := &out[i]; !a.all {
			found, ok := c.match(v.string)
			a.matches, a.all = found, !ok
		}
	}
	c.acts[st.number] = out
	return out
}

// match finds the actions of a pattern. It caches patterns with wildcards, because
// specs with many roles repeat them. It reports false if it does not know.
func (c *checker) match(pattern string) ([]facts.Action, bool) {
	if !hasWildcard(pattern) {
		if a, ok := facts.FindAction(pattern); ok {
			return []facts.Action{a}, true
		}
		return nil, true
	}
	found, ok := c.matched[pattern]
	if !ok && isAction(pattern) {
		if !c.spend(10_000) {
			return nil, false
		}
		found = facts.MatchActions(pattern)
		c.matched[pattern] = found
	}
	return found, true
}

// known reports whether all actions of st are known. NotAction, "*" and actions
// without facts could be anything.
func known(st *statement, actions []action) bool {
	if st.NotActions {
		return false
	}
	for _, a := range actions {
		if a.all || len(a.matches) == 0 {
			return false
		}
	}
	return len(actions) == len(st.Actions)
}

// resource parses a resource pattern, each pattern once.
func (c *checker) resource(pattern string) *facts.Resource {
	r, ok := c.resourced[pattern]
	if !ok {
		r = facts.NewResource(pattern)
		c.resourced[pattern] = r
	}
	return r
}

// overlap is the key of a cached result.
type overlap struct {
	kind     *facts.ResourceType
	resource *facts.Resource
}

// overlaps reports whether a resource may be one of a type.
func (c *checker) overlaps(kind *facts.ResourceType, resource *facts.Resource) bool {
	if !kind.Resembles(resource) {
		return false
	}
	key := overlap{kind, resource}
	yes, ok := c.overlapped[key]
	if !ok {
		yes = kind.Overlaps(resource)
		c.overlapped[key] = yes
	}
	return yes
}

// takes reports whether one of the actions that a names takes the resource,
// which is not "*".
func (c *checker) takes(a action, resource *facts.Resource) bool {
	if a.all {
		return true
	}
	for _, m := range a.matches {
		for r := range m.ResourceTypes() {
			if c.overlaps(r.ResourceType, resource) {
				return true
			}
		}
	}
	return false
}
