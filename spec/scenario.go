package spec

import (
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

// Test states what a role or policy can or cannot do, or what a resource policy allows a
// principal, in every deployment in which When holds.
type Test struct {
	Name      string
	Role      *Role           // or
	Policy    *Policy         // or
	Resource  *ResourcePolicy // with Principal; with Role, both sides are evaluated
	Can       []TestAction
	Cannot    []TestAction
	Resources []Item // of each action; none: "*", or the role itself if there is a principal
	Context   []TestKey
	Principal *Item // who assumes the role, or is allowed something by the resource policy, or nil
	When      When
	At        diag.Span // of the name
	Inherited bool      // it is in a spec that this one extends

	Environments []string // where alone it is run; nil: in every deployment
}

// Params returns the names of the parameters in t's request.
func (t *Test) Params() []string {
	used := newUses()
	used.when(t.When)
	used.items(t.Items())
	var out []string
	for p := range used.params {
		out = append(out, p.Name)
	}
	slices.Sort(out)
	return out
}

// Stack returns the stack of the role or policy; nil for a resource policy alone, which is
// in none.
func (t *Test) Stack() *Stack {
	return t.subject().Header().Stack
}

// Subject returns the logical name of the role, or else of the policy.
func (t *Test) Subject() string {
	return t.subject().Header().Name
}

// subject is the role or the policy, or else the resource policy.
func (t *Test) subject() Subject {
	if t.Role != nil || t.Policy != nil {
		return Subject{Role: t.Role, Policy: t.Policy}
	}
	return Subject{Resource: t.Resource}
}

// PrincipalName returns the principal as the spec says, e.g., "JobRole"; "" if there is
// none.
func (t *Test) PrincipalName() string {
	if t.Principal == nil {
		return ""
	}
	return t.Principal.Value.String()
}

// TestAction is an action, without wildcards.
type TestAction struct {
	Name string // e.g., "s3:GetObject"
	At   diag.Span
}

// TestKey is a key of the request with its values.
type TestKey struct {
	Key    string // e.g., "aws:ResourceTag/team"
	Values []Item // none: it does not have the key
	At     diag.Span
}
