package access

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// document is a policy document, and where its statements are written.
type document struct {
	title      string // e.g., "inline policy PassRoles"
	document   *iam.Document
	statements []*spec.Statement // of the document's, in order; none of AWS's
	absent     []*spec.Statement // whose When does not hold
	attached   string            // where a policy of AWS's is attached
	passed     int               // statements that do not matter
	unknown    string            // ARN of a policy that nothing here has the document of, or ""
}

// of is d of another role than the one that is asked.
func (d document) of(role string) *document {
	d.title += " of " + role
	return &d
}

// actions are those that will be asked for; none for all.
type actions []string

// has reports whether a statement with these patterns matters to what is asked.
func (as actions) has(patterns []string, not bool) bool {
	if as == nil {
		return true
	}
	for _, a := range as {
		named := slices.ContainsFunc(patterns, func(p string) bool { return iam.MatchAction(p, a) })
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

// written is a document of the spec, as far as it matters. It has no statements
// if none is there.
func (as actions) written(d *spec.Document, b spec.Binding, title string) *document {
	out := &document{title: title, document: &iam.Document{Version: d.Version, ID: d.ID}}
	for _, st := range d.Statements {
		if !b.Holds(st.When) {
			out.absent = append(out.absent, st)
			continue
		}
		if as != nil && !as.has(b.List(st.Actions), st.NotActions) {
			out.passed++
			continue
		}
		out.statements = append(out.statements, st)
		out.document.Statements = append(out.document.Statements, b.Statement(st))
	}
	return out
}

const (
	unknownKey = "the document of "
	mayAllow   = "allows"
	mayDeny    = "denies"
)

// unseen stands for a policy that may say anything: what it allows and what it
// denies hangs on a key that no request has.
func unseen(arn string) *document {
	on := func(effect, value string) iam.Statement {
		key := iam.Condition{Operator: "StringEquals", Key: unknownKey + arn, Values: []string{value}}
		return iam.Statement{Effect: effect, Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []iam.Condition{key}}
	}
	return &document{
		title: "policy " + arn[strings.LastIndexByte(arn, '/')+1:], unknown: arn,
		document: &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{on("Allow", mayAllow), on("Deny", mayDeny)}},
	}
}
