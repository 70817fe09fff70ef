package core

import (
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
)

// Action is an action, or a pattern of actions, of a statement.
type Action struct {
	Text
	All     bool           // "*", or a pattern too many: it can be anything
	Matches []facts.Action // what it names; none if nothing has that name
}

// Actions returns the actions of st with what AWS knows about them.
func (c *Checker) Actions(st *Statement) []Action {
	if known, ok := c.acts[st]; ok {
		return known
	}
	out := make([]Action, len(st.ActionTexts))
	for i, v := range st.ActionTexts {
		out[i] = Action{Text: v, All: v.Literal == "*" || v.Literal == "*:*"}
		if a := &out[i]; !a.All {
			found, ok := c.match(v.Literal)
			a.Matches, a.All = found, !ok
		}
	}
	c.acts[st] = out
	return out
}

// match finds the actions of a pattern. It caches patterns with wildcards, because
// specs with many roles repeat them. It reports false if it does not know.
func (c *Checker) match(pattern string) ([]facts.Action, bool) {
	if !glob.HasWildcard(pattern) {
		if a, ok := facts.FindAction(pattern); ok {
			return []facts.Action{a}, true
		}
		return nil, true
	}
	found, ok := c.matched[pattern]
	if !ok && IsAction(pattern) {
		if !c.Spend(10_000) {
			return nil, false
		}
		found = facts.MatchActions(pattern)
		c.matched[pattern] = found
	}
	return found, true
}

// Known reports whether all actions of st are known. NotAction, "*" and actions
// without facts could be anything.
func Known(st *Statement, actions []Action) bool {
	if st.NotActions {
		return false
	}
	for _, a := range actions {
		if a.All || len(a.Matches) == 0 {
			return false
		}
	}
	return len(actions) == len(st.Actions)
}

// Takes reports whether one of the actions that a names takes the resource,
// which is not "*".
func (c *Checker) Takes(a Action, resource *facts.Resource) bool {
	if a.All {
		return true
	}
	for _, m := range a.Matches {
		for r := range m.ResourceTypes() {
			if r.Overlaps(resource) {
				return true
			}
		}
	}
	return false
}

// KeyQuestion is whether actions support a key or, without a pattern, whether the
// key exists.
type KeyQuestion struct{ Pattern, Key string }

type keyAnswer struct {
	facts.ConditionKey
	Ok bool
}
