package facts

import (
	"iter"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// AccessLevel is AWS's classification of what an action does.
type AccessLevel string

// The access levels. AWS counts tagging and permissions management as writing
// too; here each action has one level.
const (
	AccessList        AccessLevel = "List"
	AccessRead        AccessLevel = "Read"
	AccessWrite       AccessLevel = "Write"
	AccessTagging     AccessLevel = "Tagging"
	AccessPermissions AccessLevel = "Permissions management"
)

// Action is something that a policy can allow.
type Action struct {
	service   *Service
	name      string
	access    AccessLevel
	keys      []ConditionKey
	types     []ActionResource
	dependent []string
}

// ActionResource is a type of resource that an action takes.
type ActionResource struct {
	*ResourceType
	Required bool           // a statement that names resources needs one of this type
	keys     []ConditionKey // that the action takes for this type, beside those of the type itself
}

// FindAction returns the action of a full name, e.g., "s3:GetObject", in any
// letter case.
func FindAction(name string) (Action, bool) {
	prefix, rest, ok := strings.Cut(name, ":")
	if !ok {
		return Action{}, false
	}
	s, ok := FindService(prefix)
	if !ok {
		return Action{}, false
	}
	return s.Action(rest)
}

// MatchActions returns the actions that a pattern of an Action element names,
// e.g., "s3:Get*", in any letter case, sorted. "*" names all actions of all
// services, which takes some milliseconds the first time.
func MatchActions(pattern string) []Action {
	prefix, name, ok := strings.Cut(pattern, ":")
	if !ok {
		if pattern != "*" {
			return nil
		}
		name = "*"
	}
	if !glob.HasWildcard(prefix) {
		s, ok := FindService(prefix)
		if !ok {
			return nil
		}
		return s.Match(name)
	}
	var out []Action
	for _, known := range Prefixes() {
		if glob.MatchFold(prefix, known) {
			s, _ := FindService(known)
			out = append(out, s.Match(name)...)
		}
	}
	return out
}

// MatchAction reports whether a pattern of an Action element names an action,
// e.g., "s3:Get*" names "s3:GetObject", in any letter case.
func MatchAction(pattern, action string) bool { return glob.MatchFold(pattern, action) }

// Service is the prefix, e.g., "elasticmapreduce".
func (a Action) Service() string { return a.service.Prefix }

// Name is what AWS calls the action, e.g., "RunJobFlow".
func (a Action) Name() string { return a.name }

// String is the action as a policy names it, e.g., "s3:GetObject".
func (a Action) String() string { return a.Service() + ":" + a.Name() }

// Access is what AWS says that the action does.
func (a Action) Access() AccessLevel { return a.access }

// DependentActions must be allowed too for this one to work, e.g.,
// "iam:PassRole". The facts of AWS that we embed have lost them; those of
// EMR are our own.
func (a Action) DependentActions() []string { return a.dependent }

// ResourceTypes are what the action works on; none if it takes no resource but
// "*".
func (a Action) ResourceTypes() iter.Seq[ActionResource] { return slices.Values(a.types) }

// Takes reports whether a pattern of a Resource element may name a resource
// that the action takes. Every action takes "*".
func (a Action) Takes(resource string) bool {
	if resource == "*" {
		return true
	}
	on := NewResource(resource)
	for r := range a.ResourceTypes() {
		if r.Overlaps(on) {
			return true
		}
	}
	return false
}

// Requested reports whether a request for the action may be on a resource. On "*", which
// statements name for every action, are only those that need no resource. Those of S3 need
// a bucket, an object or an access point, none of which is required by itself.
func (a Action) Requested(resource string) bool {
	if resource != "*" {
		_, _, on := AskedOn(a.String())
		return on || a.Takes(resource)
	}
	return a.types == nil || a.Service() != "s3" && !slices.ContainsFunc(a.types, func(r ActionResource) bool { return r.Required })
}

// ConditionKey returns the key that is meant by a name such as
// "aws:RequestTag/team", if AWS says that the action takes it, be it for one
// of its resource types only. Global keys that hold for every request, such as
// aws:PrincipalArn, are not repeated for each action: see FindGlobalKey.
func (a Action) ConditionKey(name string) (ConditionKey, bool) {
	if key, ok := findKey(a.keys, name); ok {
		return key, true
	}
	for _, r := range a.types {
		if key, ok := findKey(r.keys, name); ok {
			return key, true
		}
		if key, ok := findKey(r.ResourceType.keys, name); ok {
			return key, true
		}
	}
	return ConditionKey{}, false
}
