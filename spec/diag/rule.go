package diag

import "github.com/emriam/emriam/internal/lists"

// Rule is a kind of finding. A code never changes its meaning.
type Rule struct {
	Code     string // e.g., "unknown-parameter"
	Severity Severity
	Title    string // what is wrong, in a few words: lower case, no full stop
	Why      string // why that matters: a sentence
	Fix      string // the way out: a sentence
	Source   string // the page that says so, or "" if it is a rule of ours

	// Fixed says that a file cannot change the severity, nor suppress a
	// finding: while it stands, there is nothing to compile.
	Fixed bool
}

// Rules are all kinds of findings, in alphabetical order.
type Rules []Rule

// Find returns the rule with a code.
func (rs Rules) Find(code string) (Rule, bool) {
	return lists.Lookup(rs, func(r Rule) bool { return r.Code == code })
}
