package access

import (
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
)

// document is a policy document, or several that are attached as one, and where
// its statements come from.
type document struct {
	title    string // e.g., "inline policy PassRoles"
	document *iam.Document
	origins  []origin          // of the statements, in order
	absent   []*spec.Statement // that are not there, whatever is still open
}

// origin is where a statement comes from.
type origin struct {
	title     string
	statement *spec.Statement // nil for one of AWS's policies
	attached  string          // where a policy of AWS's is attached
	unknown   string          // ARN of a policy that nothing here has the document of, or ""
	open      bool            // it stands for the absence of a boundary
}

// name says that d is of another role than the one that is asked.
func (d *document) name(role string) {
	d.title += " of " + role
	for i := range d.origins {
		d.origins[i].title += " of " + role
	}
}

// actions are those that will be asked for; none for all.
type actions []string

// has reports whether a statement with these patterns matters to what is asked.
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

// of is what of a document matters.
func (as actions) of(d *iam.Document) *iam.Document {
	out := &iam.Document{Version: d.Version, ID: d.ID}
	for _, st := range d.Statements {
		if as.has(st.Actions, st.NotActions) {
			out.Statements = append(out.Statements, st)
		}
	}
	return out
}
