package drift

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
)

// Permission is one action on one resource, or on all except some, under certain
// conditions.
type Permission struct {
	Statement   string          `json:"statement"`        // its Sid in AWS's document, else its number, e.g., "3"
	Action      string          `json:"action,omitempty"` // e.g., "s3:GetObject"; "" for all except NotAction
	NotAction   []string        `json:"notAction,omitempty"`
	Resource    string          `json:"resource,omitempty"` // an ARN or pattern; "" for all except NotResource
	NotResource []string        `json:"notResource,omitempty"`
	Conditions  []iam.Condition `json:"-"`
	Condition   conditions      `json:"condition,omitempty"`

	// Near are statements of the role or policy that allow the action on other
	// resources or under other conditions.
	Near []string `json:"near,omitempty"`
}

// conditions are values by operator and key, as IAM writes them.
type conditions map[string]map[string][]string

func conditionsOf(cs []iam.Condition) conditions {
	if len(cs) == 0 {
		return nil
	}
	out := conditions{}
	for _, c := range cs {
		if out[c.Operator] == nil {
			out[c.Operator] = map[string][]string{}
		}
		out[c.Operator][c.Key] = c.Values
	}
	return out
}

// String returns p as text, e.g., `s3:GetObject on arn:aws:s3:::* if Bool aws:SecureTransport "true"`.
func (p Permission) String() string {
	out := p.Action
	if out == "" {
		out = "all actions except " + strings.Join(p.NotAction, ", ")
	}
	if p.Resource != "" {
		out += " on " + p.Resource
	} else {
		out += " on all except " + strings.Join(p.NotResource, ", ")
	}
	for i, c := range p.Conditions {
		out += map[bool]string{true: " if ", false: " and "}[i == 0] + conditionText(c)
	}
	return out
}

func conditionText(c iam.Condition) string {
	values := lists.Map(c.Values, func(v string) string { return fmt.Sprintf("%q", v) })
	return c.Operator + " " + c.Key + " " + strings.Join(values, ", ")
}

// permissions splits a document into permissions, in its order and each once.
// Patterns of actions become the known actions that they match.
func permissions(d *iam.Document) []Permission {
	var out []Permission
	seen := map[string]bool{}
	for i, st := range d.Statements {
		if st.Effect != "Allow" {
			continue
		}
		for _, p := range permissionsOf(st, nameOf(st, i)) {
			key := strings.ToLower(p.Action) + fmt.Sprintf("%q%q%q%q", p.NotAction, p.Resource, p.NotResource, p.Conditions)
			if !seen[key] {
				seen[key] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// nameOf returns the Sid of a statement, or else its number.
func nameOf(st iam.Statement, i int) string {
	if st.Sid != "" {
		return st.Sid
	}
	return fmt.Sprint(i + 1)
}

func permissionsOf(st iam.Statement, name string) []Permission {
	one := Permission{Statement: name, Conditions: st.Conditions, Condition: conditionsOf(st.Conditions)}
	byAction := []Permission{one}
	if st.NotActions {
		byAction[0].NotAction = st.Actions
	} else {
		byAction = nil
		for _, action := range expand(st.Actions) {
			one.Action = action
			byAction = append(byAction, one)
		}
	}
	var out []Permission
	for _, p := range byAction {
		if st.NotResources {
			p.NotResource = st.Resources
			out = append(out, p)
			continue
		}
		for _, p.Resource = range st.Resources {
			out = append(out, p)
		}
	}
	return out
}

// expand replaces patterns of actions with actions. It keeps a pattern that matches
// no known action.
func expand(patterns []string) []string {
	var out []string
	for _, pattern := range patterns {
		var known []facts.Action
		if glob.HasWildcard(pattern) {
			known = facts.MatchActions(pattern)
		}
		if len(known) == 0 {
			out = append(out, pattern)
		}
		out = append(out, lists.Map(known, facts.Action.String)...)
	}
	return out
}

// near returns the names of the statements that allow the action of p.
func near(sts []iam.Statement, p Permission) []string {
	var out []string
	for i, st := range sts {
		if name := nameOf(st, i); st.Effect == "Allow" && p.Action != "" && mayName(st, p.Action) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
