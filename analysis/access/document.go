package access

import (
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
)

// document is a policy document, or several that are attached as one, with the
// origins of its statements.
type document struct {
	title    string // e.g., "inline policy PassRoles"
	document *iam.Document
	origins  []origin          // of the statements, in order
	absent   []*spec.Statement // that are absent whatever the open choices are
}

// origin is the origin of a statement.
type origin struct {
	title     string
	statement *spec.Statement // nil for one of an AWS managed policy
	attached  string          // where an AWS managed policy is attached
	unknown   string          // ARN of a policy whose document is unknown, or ""
	open      bool            // stands for the absence of a boundary
}

// name records that d belongs to another role than the evaluated one.
func (d *document) name(role string) {
	d.title += " of " + role
	for i := range d.origins {
		d.origins[i].title += " of " + role
	}
}

// actions are those that will be evaluated; none for all.
type actions []string

// has reports whether a statement with these patterns matters to these actions.
func (as actions) has(patterns []string, not bool) bool {
	if as == nil {
		return true
	}
	for _, a := range as {
		named := slices.ContainsFunc(patterns, func(p string) bool { return facts.MatchAction(p, a) })
		if named != not {
			return true
		}
	}
	return false
}

// of returns the part of a document that matters.
func (as actions) of(d *iam.Document) *iam.Document {
	out := &iam.Document{Version: d.Version, ID: d.ID}
	for _, st := range d.Statements {
		if as.has(st.Actions, st.NotActions) {
			out.Statements = append(out.Statements, st)
		}
	}
	return out
}
