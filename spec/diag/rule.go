package diag

import "slices"

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

// findRule returns the rule with a code and its place in the table, or -1.
func findRule(rules []Rule, code string) (Rule, int) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		return Rule{}, i
	}
	return rules[i], i
}
