package drift

import (
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
)

// granted reports whether a single statement certainly allows everything that p
// does.
func granted(by []iam.Statement, p Permission) bool {
	of := p.statement()
	return slices.ContainsFunc(by, func(st iam.Statement) bool { return st.Effect == "Allow" && compare.Covers(st, of) })
}

// maxTogether limits the permissions for which it is checked whether several
// statements grant them together, which takes about a millisecond each.
const maxTogether = 300

// grantedTogether keeps the permissions that no statements grant, not even several
// that each grant a part. It also keeps those that take too long to decide or are
// undecidable.
func grantedTogether(all []Permission, by []iam.Statement) []Permission {
	if len(all) > maxTogether {
		return all
	}
	return append([]Permission{}, lists.Filter(all, func(p Permission) bool { return !p.grantedBy(by) })...)
}

// grantedBy reports whether statements allow what p allows, ignoring their denials.
func (p Permission) grantedBy(statements []iam.Statement) bool {
	allow := &iam.Document{Version: "2012-10-17"}
	for _, st := range statements {
		if st.Effect == "Allow" && mayName(st, p.Action) {
			allow.Statements = append(allow.Statements, st)
		}
	}
	if len(allow.Statements) < 2 {
		return false // a single statement was already checked
	}
	one := &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{p.statement()}}
	c, err := compare.Compare(eval.Policies{Identity: []*iam.Document{one}}, eval.Policies{Identity: []*iam.Document{allow}})
	return err == nil && len(c.Lost) == 0 && len(c.Reasons) == 0
}

// mayName reports whether a statement names an action; "" stands for many.
func mayName(st iam.Statement, action string) bool {
	if action == "" {
		return true
	}
	return st.NotActions != slices.ContainsFunc(st.Actions, func(pattern string) bool { return facts.MatchAction(pattern, action) })
}

// statement returns p as an IAM statement.
func (p Permission) statement() iam.Statement {
	st := iam.Statement{
		Effect: "Allow", Actions: []string{p.Action}, Resources: []string{p.Resource}, Conditions: p.Conditions,
	}
	if p.Action == "" {
		st.NotActions, st.Actions = true, p.NotAction
	}
	if p.Resource == "" {
		st.NotResources, st.Resources = true, p.NotResource
	}
	return st
}
