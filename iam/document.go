package iam

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
)

// Document is a policy document: permissions, or a trust policy.
type Document struct {
	Version    string // e.g., "2012-10-17", or "" if the document has none
	ID         string // or ""
	Statements []Statement
}

// Statement is a statement of a Document. Lists keep the author's order; a nil list means
// that the statement does not have the element.
type Statement struct {
	Sid           string // or ""
	Effect        string // "Allow" or "Deny"
	NotPrincipals bool   // Principals are NotPrincipal
	Principals    []Principal
	NotActions    bool // Actions are NotAction
	Actions       []string
	NotResources  bool // Resources are NotResource
	Resources     []string
	Conditions    []Condition

	// EmptyCondition reports that the statement was parsed with a Condition, or an
	// operator in one, that names no key and so has no effect.
	EmptyCondition bool
}

// Principal is a list of principals of one type.
type Principal struct {
	Type   string   // "AWS", "Service", "Federated", "CanonicalUser", or "*" for anyone
	Values []string // none for "*"
}

// Condition is one key under one operator. It holds if any of Values matches.
type Condition struct {
	Operator string // e.g., "StringEquals"
	Key      string // e.g., "aws:SourceAccount"
	Values   []string
}

// Map is d with each resource, and each value of a principal or a condition, replaced.
func (d *Document) Map(f func(string) string) *Document {
	out := *d
	out.Statements = slices.Clone(d.Statements)
	for i := range out.Statements {
		st := &out.Statements[i]
		st.Resources = lists.Map(st.Resources, f)
		st.Principals = slices.Clone(st.Principals)
		for j := range st.Principals {
			st.Principals[j].Values = lists.Map(st.Principals[j].Values, f)
		}
		st.Conditions = slices.Clone(st.Conditions)
		for j := range st.Conditions {
			st.Conditions[j].Values = lists.Map(st.Conditions[j].Values, f)
		}
	}
	return &out
}

// IsAnyOf reports whether a condition with an operator holds as soon as one of its values
// matches.
func IsAnyOf(operator string) bool {
	lower := strings.ToLower(operator)
	return !strings.HasPrefix(lower, "forallvalues:") && !strings.Contains(lower, "not") && !strings.HasPrefix(lower, "null")
}
