package read

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
)

// Account is what a stack creates.
type Account struct {
	Roles    []*Role
	Policies []*Policy

	SecurityConfigurations []*SecurityConfiguration // of EMR
}

// Role is a role as IAM stores it.
type Role struct {
	Name        string
	ARN         string
	Path        string
	Description string
	MaxSession  string // seconds
	Boundary    string // ARN, or ""
	Tags        map[string]string
	Managed     []string // ARNs of managed policies, sorted
	Trust       *iam.Document
	Inline      map[string]*iam.Document // by name
	Profiles    []Profile
}

// Profile is an instance profile of a role.
type Profile struct {
	Name, Path string
	Tags       map[string]string
}

// Policy is a customer managed policy.
type Policy struct {
	Name        string
	ARN         string
	Path        string
	Description string
	Tags        map[string]string
	Document    *iam.Document
	Attached    []string // to whom, beside roles of the account, e.g., "group engineers"; sorted
}

// SecurityConfiguration is a security configuration of EMR.
type SecurityConfiguration struct {
	Name     string
	Document any // as encoding/json decodes it
}

// Role returns the role of a name, or nil.
func (a *Account) Role(name string) *Role {
	return lists.Find(a.Roles, func(r *Role) bool { return r.Name == name })
}

// Sort brings what has no order in AWS into one, so that two artefacts can be
// compared. Documents are copied, not changed.
func (a *Account) Sort() {
	slices.SortFunc(a.Roles, func(a, b *Role) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(a.Policies, func(a, b *Policy) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(a.SecurityConfigurations, func(a, b *SecurityConfiguration) int { return cmp.Compare(a.Name, b.Name) })
	for _, p := range a.Policies {
		slices.Sort(p.Attached)
	}
	for _, r := range a.Roles {
		slices.Sort(r.Managed)
		if len(r.Managed) == 0 {
			r.Managed = nil
		}
		r.Trust = sorted(r.Trust)
		for name, d := range r.Inline {
			r.Inline[name] = sorted(d)
		}
	}
	for _, p := range a.Policies {
		p.Document = sorted(p.Document)
	}
}

// sorted is d with the types of principals and the conditions of each statement
// in order: they are keys of JSON objects.
func sorted(d *iam.Document) *iam.Document {
	out := *d
	out.Statements = slices.Clone(d.Statements)
	for i, st := range out.Statements {
		st.Principals = slices.SortedFunc(slices.Values(st.Principals), func(a, b iam.Principal) int { return cmp.Compare(a.Type, b.Type) })
		st.Conditions = slices.SortedFunc(slices.Values(st.Conditions), func(a, b iam.Condition) int {
			return cmp.Or(cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Key, b.Key))
		})
		out.Statements[i] = st
	}
	return &out
}
