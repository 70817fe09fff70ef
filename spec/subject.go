package spec

import (
	"iter"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// Header is what roles, customer managed policies, security configurations, resource
// policies and existing roles have in common.
type Header struct {
	Name   string // the logical name, e.g., "ServiceRole"; "" in a bare spec
	Each   *Each  // or nil
	When   When   // under which it exists
	Pos    diag.Pos
	At     Places  // of each field, e.g., "roleName"
	Fields []Field // all but policies and statements; none for a policy that packing made

	Doc    string // of a role or policy, it becomes the Description
	Source string // the AWS page, or ""

	Stack    *Stack   // nil for a resource policy and an existing role
	Deployed Deployed // likewise zero

	Tags []Tag // of a role or policy

	Template   string      // e.g., "service-v2", or ""
	Operations []Operation // what AWS says that the role, or a policy's user, is used for
	Baselines  []Baseline  // that the permissions began from
	Removed    []Removed   // statements that overlays took away

	Place   Place     // of a role or policy, or ""
	PlaceAt diag.Span // for findings about the place
	Packing *Packing  // of the policies of a role that says place, or that made, split or left whole a policy; or nil
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
	return s.Header().Deployed.ID(s.Header().Name)
}

// ARN returns the ARN of a role or policy; nil for what has none.
func (s Subject) ARN() Value {
	switch {
	case s.Role != nil:
		return s.Role.ARN()
	case s.Policy != nil:
		return s.Policy.ARN()
	}
	return nil
}

// Documents returns the documents of s as written, regardless of packing: the trust policy
// first.
func (s Subject) Documents() []*Document {
	switch {
	case s.Role != nil:
		return append([]*Document{s.Role.Trust}, lists.Map(s.Role.Own(), func(p *RolePolicy) *Document { return p.Document })...)
	case s.Policy != nil:
		return []*Document{s.Policy.Own()}
	case s.Resource != nil:
		return []*Document{s.Resource.Document}
	}
	return nil
}

// Items returns all values of s, except the tags of instance profiles and policies.
func (s Subject) Items() []Item {
	switch {
	case s.Role != nil:
		return s.Role.Items()
	case s.Policy != nil:
		return s.Policy.Items()
	case s.Configuration != nil:
		return s.Configuration.Items()
	}
	return s.Resource.Document.Items()
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
	return slices.Values(slices.Concat(
		lists.Map(roles, func(r *Role) Subject { return Subject{Role: r} }),
		lists.Map(policies, func(p *Policy) Subject { return Subject{Policy: p} }),
		lists.Map(configurations, func(c *SecurityConfiguration) Subject { return Subject{Configuration: c} }),
		lists.Map(resources, func(p *ResourcePolicy) Subject { return Subject{Resource: p} }),
	))
}
