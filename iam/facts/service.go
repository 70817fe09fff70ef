package facts

import (
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam/glob"
)

// Service is what AWS authorizes under one prefix. A Service and all that it
// returns is shared and must not be changed.
type Service struct {
	Prefix string // e.g., "elasticmapreduce"
	Name   string // e.g., "Amazon Elastic MapReduce"

	// Source is the page that the facts are from, if the service is not in
	// AWS's service authorization reference. Such facts may lack something.
	Source string

	// What the service has is decoded when it is used: most commands need
	// little of it, and a statement names few of hundreds of actions.
	actions      string // lines, sorted by name in lower case
	readingKeys  sync.Once
	keys         []ConditionKey // see ConditionKeys
	readingTypes sync.Once
	types        []*ResourceType // see ResourceTypes
	lines        struct{ keys, types string }
}

// Prefixes returns the prefixes of all services, sorted.
func Prefixes() []string {
	return slices.DeleteFunc(slices.Clone(services().table.Names()), func(name string) bool { return name == keysEntry })
}

// FindService returns the service of a prefix, in any letter case: IAM does
// not tell them apart, Service.Prefix is how AWS writes it.
func FindService(prefix string) (*Service, bool) {
	return services().find(prefix)
}

// ActionNames returns the names of all actions as AWS writes them, sorted.
func (s *Service) ActionNames() []string {
	names := make([]string, 0, strings.Count(s.actions, "\n"))
	for line := range strings.Lines(s.actions) {
		names = append(names, lineName(line))
	}
	return names
}

// Action returns the action of a name, in any letter case: IAM does not tell
// them apart, Action.Name is how AWS writes it.
func (s *Service) Action(name string) (Action, bool) {
	line, _ := cutLine(s.actions[s.search(name):])
	if line == "" || compareFold(lineName(line), name) != 0 {
		return Action{}, false
	}
	return Action{s, line}, true
}

// Match returns the actions whose name matches a pattern with * and ?, in any
// letter case, sorted by name.
func (s *Service) Match(pattern string) []Action {
	start, rest := pattern, ""
	if i := strings.IndexAny(pattern, "*?"); i >= 0 {
		start, rest = pattern[:i], pattern[i:]
	}
	const last = "\x7f" // comes after all that is in a name
	lines := s.actions[s.search(start):s.search(start+last)]
	var out []Action
	if rest == "*" {
		out = make([]Action, 0, strings.Count(lines, "\n"))
	}
	for line, lines := cutLine(lines); line != ""; line, lines = cutLine(lines) {
		if rest == "*" || glob.MatchFold(rest, lineName(line)[len(start):]) {
			out = append(out, Action{s, line})
		}
	}
	return out
}

// ResourceTypes returns all resource types, sorted by name.
func (s *Service) ResourceTypes() []*ResourceType {
	s.readingTypes.Do(func() { s.types = s.decodeTypes(s.lines.types) })
	return s.types
}

// ResourceType returns the resource type of a name, e.g., "cluster".
func (s *Service) ResourceType(name string) (*ResourceType, bool) {
	types := s.ResourceTypes()
	i := slices.IndexFunc(types, func(t *ResourceType) bool { return t.Name == name })
	if i < 0 {
		return nil, false
	}
	return types[i], true
}

// TypesOf returns the resource types of which a pattern of a Resource element
// may name a resource.
func (s *Service) TypesOf(resource string) []*ResourceType {
	var out []*ResourceType
	r := NewResource(resource)
	for _, t := range s.ResourceTypes() {
		if t.Overlaps(r) {
			out = append(out, t)
		}
	}
	return out
}

// ConditionKeys returns the keys that some action or resource type of the
// service takes, sorted; the global ones among them that AWS lists there.
func (s *Service) ConditionKeys() []ConditionKey {
	s.readingKeys.Do(func() { s.keys = decodeKeys(s.lines.keys) })
	return s.keys
}

// ConditionKey returns the key that is meant by a name such as
// "elasticmapreduce:ResourceTag/team", in any letter case.
func (s *Service) ConditionKey(name string) (ConditionKey, bool) {
	return findKey(s.ConditionKeys(), name)
}

// search returns where the line of the first action is that does not come
// before name.
func (s *Service) search(name string) int {
	from, to := 0, len(s.actions) // where lines begin
	for from < to {
		middle := (from + to) / 2
		middle += strings.IndexByte(s.actions[middle:], '\n') + 1
		if middle == to {
			middle = from // there are few lines left
		}
		if compareFold(lineName(s.actions[middle:]), name) >= 0 {
			to = middle
		} else {
			from = middle + strings.IndexByte(s.actions[middle:], '\n') + 1
		}
	}
	return from
}

// compareFold orders ASCII texts as if they were in lower case.
func compareFold(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			continue
		}
		if x, y := glob.LowerRune(rune(a[i])), glob.LowerRune(rune(b[i])); x != y {
			return int(x - y)
		}
	}
	return len(a) - len(b)
}
