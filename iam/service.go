package iam

import (
	"slices"
	"sort"
	"strings"
	"sync/atomic"
)

// Service is what AWS authorizes under one prefix. A Service and all that it
// returns is shared and must not be changed.
type Service struct {
	Prefix string // e.g., "elasticmapreduce"
	Name   string // e.g., "Amazon Elastic MapReduce"

	// Source is the page that the facts are from, if the service is not in
	// AWS's service authorization reference. Such facts may lack something.
	Source string

	keys  []ConditionKey
	types []*ResourceType

	// Actions are decoded when they are asked for: a statement names few of
	// the hundreds that a service has.
	lines   []string // sorted by name in lower case
	actions []atomic.Pointer[Action]
}

// Prefixes returns the prefixes of all services, sorted.
func Prefixes() []string { return slices.Clone(services().prefixes) }

// FindService returns the service of a prefix, in any letter case: IAM does
// not tell them apart, Service.Prefix is how AWS writes it.
func FindService(prefix string) (*Service, bool) {
	return services().find(prefix)
}

// ActionNames returns the names of all actions as AWS writes them, sorted.
func (s *Service) ActionNames() []string {
	names := make([]string, len(s.lines))
	for i, line := range s.lines {
		names[i] = lineName(line)
	}
	return names
}

// Action returns the action of a name, in any letter case: IAM does not tell
// them apart, Action.Name is how AWS writes it.
func (s *Service) Action(name string) (*Action, bool) {
	i := s.search(name)
	if i == len(s.lines) || !strings.EqualFold(lineName(s.lines[i]), name) {
		return nil, false
	}
	return s.action(i), true
}

// Match returns the actions whose name matches a pattern with * and ?, in any
// letter case, sorted by name.
func (s *Service) Match(pattern string) []*Action {
	var out []*Action
	start := pattern // up to the first wildcard: names that begin so are neighbours
	if i := strings.IndexAny(pattern, "*?"); i >= 0 {
		start = pattern[:i]
	}
	for i := s.search(start); i < len(s.lines); i++ {
		name := lineName(s.lines[i])
		if len(name) < len(start) || compareFold(name[:len(start)], start) != 0 {
			break
		}
		if rest := pattern[len(start):]; rest == "*" || matchFold(rest, name[len(start):]) {
			out = append(out, s.action(i))
		}
	}
	return out
}

// ResourceTypes returns all resource types, sorted by name.
func (s *Service) ResourceTypes() []*ResourceType { return s.types }

// ResourceType returns the resource type of a name, e.g., "cluster".
func (s *Service) ResourceType(name string) (*ResourceType, bool) {
	i := slices.IndexFunc(s.types, func(t *ResourceType) bool { return t.Name == name })
	if i < 0 {
		return nil, false
	}
	return s.types[i], true
}

// TypesOf returns the resource types of which a pattern of a Resource element
// may name a resource.
func (s *Service) TypesOf(resource string) []*ResourceType {
	var out []*ResourceType
	r := NewResource(resource)
	for _, t := range s.types {
		if t.Overlaps(r) {
			out = append(out, t)
		}
	}
	return out
}

// ConditionKeys returns the keys that some action or resource type of the
// service takes, sorted; the global ones among them that AWS lists there.
func (s *Service) ConditionKeys() []ConditionKey { return s.keys }

// ConditionKey returns the key that is meant by a name such as
// "elasticmapreduce:ResourceTag/team", in any letter case.
func (s *Service) ConditionKey(name string) (ConditionKey, bool) {
	return findKey(s.keys, name)
}

func (s *Service) action(i int) *Action {
	if a := s.actions[i].Load(); a != nil {
		return a
	}
	s.actions[i].CompareAndSwap(nil, s.decodeAction(s.lines[i]))
	return s.actions[i].Load()
}

// search returns where the first action is that does not come before name.
func (s *Service) search(name string) int {
	return sort.Search(len(s.lines), func(i int) bool { return compareFold(lineName(s.lines[i]), name) >= 0 })
}

// compareFold orders ASCII texts as if they were in lower case.
func compareFold(a, b string) int {
	for i := range min(len(a), len(b)) {
		if x, y := lowerRune(rune(a[i])), lowerRune(rune(b[i])); x != y {
			return int(x - y)
		}
	}
	return len(a) - len(b)
}
