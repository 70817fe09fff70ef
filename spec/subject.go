package spec

import (
	"iter"

	"github.com/emriam/emriam/spec/diag"
)

// Header is what roles, customer managed policies, security configurations and resource
// policies have in common.
type Header struct {
	Name   string // the logical name, e.g., "ServiceRole"; "" in a bare spec
	Each   *Each  // or nil
	When   When   // under which it exists
	Pos    diag.Pos
	At     Places  // of each field, e.g., "roleName"
	Fields []Field // all but policies and statements; none for a policy that packing made
}

// Written returns the name in the spec, which all members of an Each share.
func (h *Header) Written() string { return h.Each.written(h.Name) }

// Names returns the names that users call it by: of the first of several of an Each also
// the name of all.
func (h *Header) Names() []string {
	if h.Each != nil && h.Each.First() {
		return []string{h.Each.Group, h.Name}
	}
	return []string{h.Name}
}

// NameAt returns the position of the name.
func (h *Header) NameAt() diag.Span {
	return diag.Span{Pos: h.Pos, Len: len([]rune(h.Written()))}
}

// Subject is a role, a customer managed policy, a security configuration or a resource
// policy. One of the fields is not nil.
type Subject struct {
	Role          *Role
	Policy        *Policy
	Configuration *SecurityConfiguration
	Resource      *ResourcePolicy
}

// Header returns what s has in common with others.
func (s Subject) Header() *Header {
	switch {
	case s.Role != nil:
		return &s.Role.Header
	case s.Policy != nil:
		return &s.Policy.Header
	case s.Resource != nil:
		return &s.Resource.Header
	}
	return &s.Configuration.Header
}

// What says what s is, e.g., "role".
func (s Subject) What() string {
	switch {
	case s.Role != nil:
		return "role"
	case s.Policy != nil:
		return "policy"
	case s.Resource != nil:
		return "resource policy"
	}
	return "security configuration"
}

// LogicalID returns what identifies s in a stack: what the spec says, or the name.
func (s Subject) LogicalID() string {
	switch {
	case s.Role != nil:
		return s.Role.Deployed.ID(s.Role.Name)
	case s.Policy != nil:
		return s.Policy.Deployed.ID(s.Policy.Name)
	case s.Configuration != nil:
		return s.Configuration.Deployed.ID(s.Configuration.Name)
	}
	return s.Header().Name
}

// Bare reports whether s is only a document, without a spec.
func (s Subject) Bare() bool { return s.Header().Name == "" }

// Trust names the trust policy of a role.
func (s Subject) Trust() string {
	if s.Bare() {
		return "the document"
	}
	return "the trust policy of " + s.String()
}

// String names s in a message.
func (s Subject) String() string {
	if s.Bare() {
		return "the document"
	}
	return s.What() + " " + s.Header().Written()
}

// Subjects yields the roles, customer managed policies, security configurations and
// resource policies of s.
func (s *Spec) Subjects() iter.Seq[Subject] {
	return subjects(s.Roles, s.Policies, s.SecurityConfigurations, s.ResourcePolicies)
}

// Subjects yields the roles, customer managed policies and security configurations of st.
func (st *Stack) Subjects() iter.Seq[Subject] {
	return subjects(st.Roles, st.Policies, st.SecurityConfigurations, nil)
}

func subjects(roles []*Role, policies []*Policy, configurations []*SecurityConfiguration, resources []*ResourcePolicy) iter.Seq[Subject] {
	return func(yield func(Subject) bool) {
		for _, r := range roles {
			if !yield(Subject{Role: r}) {
				return
			}
		}
		for _, p := range policies {
			if !yield(Subject{Policy: p}) {
				return
			}
		}
		for _, c := range configurations {
			if !yield(Subject{Configuration: c}) {
				return
			}
		}
		for _, p := range resources {
			if !yield(Subject{Resource: p}) {
				return
			}
		}
	}
}
