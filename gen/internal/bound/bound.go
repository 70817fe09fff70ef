// Package bound holds what a spec says for one choice of values, as plain text: what
// formats without parameters print, and what other artefacts are compared with.
package bound

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Set is what a spec says under a binding.
type Set struct {
	Roles    []Role
	Policies []Policy // customer managed

	SecurityConfigurations []SecurityConfiguration
	ResourcePolicies       []ResourcePolicy
}

// Role is a role under a binding.
type Role struct {
	Name        string // the logical name, e.g., "ServiceRole"
	RoleName    string
	Path        string
	Description string
	MaxSession  int    // seconds, or 0 for IAM's default
	Boundary    string // ARN of the permissions boundary, or ""
	Tags        []Tag
	Managed     []string // ARNs of managed policies
	Profile     *Profile // or nil
	Trust       *iam.Document
	Policies    []RolePolicy
}

// Profile is an instance profile.
type Profile struct {
	Name, Path string
	Tags       []Tag
}

// Tag is a tag of a role or an instance profile.
type Tag struct{ Key, Value string }

// RolePolicy is an inline policy of a role.
type RolePolicy struct {
	Name       string // in the spec, e.g., "PassRoles"
	PolicyName string
	Document   *iam.Document
	Pos        diag.Pos // where the spec names it
}

// Policy is a customer managed policy under a binding.
type Policy struct {
	Name        string // the logical name, e.g., "PassEMRRoles"
	PolicyName  string
	ARN         string
	Path        string
	Description string
	Tags        []Tag
	Document    *iam.Document
	Attached    *Attached // or nil
	Sessions    []Session
}

// Session maps a group or user to a Studio, as "aws emr create-studio-session-mapping"
// takes it.
type Session struct{ StudioId, IdentityType, IdentityName, SessionPolicyArn string }

// Attached is the groups, users and roles that a policy is attached to, by their names
// in IAM, without the roles of the spec.
type Attached struct {
	Groups []string `json:",omitempty"`
	Users  []string `json:",omitempty"`
	Roles  []string `json:",omitempty"`
}

// All yields each kind of spec.AttachmentKinds with a name, none for nil.
func (a *Attached) All() iter.Seq2[string, string] {
	return func(yield func(kind, name string) bool) {
		if a == nil {
			return
		}
		for i, names := range [][]string{a.Groups, a.Users, a.Roles} {
			for _, name := range names {
				if !yield(spec.AttachmentKinds[i], name) {
					return
				}
			}
		}
	}
}

// SecurityConfiguration is a security configuration of EMR under a binding.
type SecurityConfiguration struct {
	Name              string // the logical name, e.g., "TeamConfiguration"
	ConfigurationName string
	Document          []byte // JSON without white space
}

// ResourcePolicy is a policy for a key or a bucket under a binding.
type ResourcePolicy struct {
	Name     string // the logical name, e.g., "StudioKeyPolicy"
	For      spec.ResourceKind
	Document *iam.Document
}

// Documents is what s says under b, without what does not exist there.
func Documents(s *spec.Spec, b spec.Binding) Set {
	var set Set
	for _, r := range s.Roles {
		if b.Holds(r.When) {
			set.Roles = append(set.Roles, role(r, b))
		}
	}
	for _, p := range s.Policies {
		if doc := b.Document(p.Document); doc != nil {
			set.Policies = append(set.Policies, Policy{p.Name, b.Text(p.PolicyName), b.Text(p.ARN()), b.Text(p.Path), p.Doc, tags(p.Tags, b), doc, attached(p, b), Sessions(p, b)})
		}
	}
	for _, c := range s.SecurityConfigurations {
		if !b.Holds(c.When) {
			continue
		}
		set.SecurityConfigurations = append(set.SecurityConfigurations, SecurityConfiguration{c.Name, b.Text(c.ConfigurationName), b.JSON(c.Document())})
	}
	for _, p := range s.ResourcePolicies {
		if doc := b.Document(p.Document); doc != nil {
			set.ResourcePolicies = append(set.ResourcePolicies, ResourcePolicy{p.Name, p.For, doc})
		}
	}
	return set
}

func attached(p *spec.Policy, b spec.Binding) *Attached {
	out := Attached{b.List(p.AttachedTo("group")), b.List(p.AttachedTo("user")), b.List(p.AttachedTo("role"))}
	if len(out.Groups)+len(out.Users)+len(out.Roles) == 0 {
		return nil
	}
	return &out
}

// Sessions is whom p maps to Studios under b.
func Sessions(p *spec.Policy, b spec.Binding) []Session {
	var out []Session
	for _, a := range p.Sessions() {
		if b.Holds(a.Name.When) {
			out = append(out, Session{b.Text(a.Studio), strings.ToUpper(a.To), b.Text(a.Name.Value), b.Text(p.ARN())})
		}
	}
	return out
}

func role(r *spec.Role, b spec.Binding) Role {
	out := Role{
		Name:        r.Name,
		RoleName:    b.Text(r.RoleName),
		Path:        b.Text(r.Path),
		Description: r.Doc,
		MaxSession:  maxSession(r, b),
		Boundary:    b.Boundary(r),
		Managed:     b.List(r.Managed),
		Trust:       b.Document(r.Trust),
	}
	out.Tags = tags(r.Tags, b)
	if r.Profile != nil {
		out.Profile = &Profile{b.Text(r.Profile), b.Text(r.ProfilePath), tags(r.ProfileTags, b)}
	}
	for _, p := range r.Policies {
		if doc := b.Document(p.Document); doc != nil {
			out.Policies = append(out.Policies, RolePolicy{p.Name, b.Text(p.PolicyName), doc, p.Pos})
		}
	}
	return out
}

func tags(all []spec.Tag, b spec.Binding) []Tag {
	var out []Tag
	for _, t := range all {
		if b.Holds(t.Value.When) {
			out = append(out, Tag{t.Key, b.Text(t.Value.Value)})
		}
	}
	return out
}

func maxSession(r *spec.Role, b spec.Binding) int {
	if r.MaxSession == nil {
		return 0
	}
	seconds, err := strconv.Atoi(b.Text(r.MaxSession))
	if err != nil {
		panic(fmt.Sprintf("bound: session duration of %s: %v", r.Name, err))
	}
	return seconds
}
