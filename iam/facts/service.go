package facts

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
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
	// little of it.
	actions func() []Action // sorted by name in lower case
	types   func() []*ResourceType
	keys    func() []ConditionKey
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
	return lists.Map(s.actions(), func(a Action) string { return a.name })
}

// Action returns the action of a name, in any letter case: IAM does not tell
// them apart, Action.Name is how AWS writes it.
func (s *Service) Action(name string) (Action, bool) {
	all := s.actions()
	i, ok := slices.BinarySearchFunc(all, strings.ToLower(name), func(a Action, lower string) int {
		return strings.Compare(strings.ToLower(a.name), lower)
	})
	if !ok {
		return Action{}, false
	}
	return all[i], true
}

// Match returns the actions whose name matches a pattern with * and ?, in any
// letter case, sorted by name.
func (s *Service) Match(pattern string) []Action {
	return lists.Filter(s.actions(), func(a Action) bool { return glob.MatchFold(pattern, a.name) })
}

// ResourceTypes returns all resource types, sorted by name.
func (s *Service) ResourceTypes() []*ResourceType { return s.types() }

// ResourceType returns the resource type of a name, e.g., "cluster".
func (s *Service) ResourceType(name string) (*ResourceType, bool) {
	types := s.ResourceTypes()
	i := slices.IndexFunc(types, func(t *ResourceType) bool { return t.Name == name })
	if i < 0 {
		return nil, false
	}
	return types[i], true
}

// ConditionKeys returns the keys that some action or resource type of the
// service takes, sorted; the global ones among them that AWS lists there.
func (s *Service) ConditionKeys() []ConditionKey { return s.keys() }

// ConditionKey returns the key that is meant by a name such as
// "elasticmapreduce:ResourceTag/team", in any letter case.
func (s *Service) ConditionKey(name string) (ConditionKey, bool) {
	return findKey(s.ConditionKeys(), name)
}
