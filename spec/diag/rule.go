package diag

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/internal/lists"
)

// Rule is a kind of finding. A code never changes its meaning.
type Rule struct {
	Code     string // e.g., "unknown-parameter"
	Severity Severity
	Title    string // what is wrong, in a few words: lower case, no full stop
	Why      string // why that matters: a sentence
	Fix      string // the way out: a sentence
	Source   string // the page that says so, or "" if it is a rule of ours

	// Fixed says that a file cannot change the severity, nor suppress a
	// finding: while it stands, there is nothing to compile. A table says it.
	Fixed bool
}

// Rules are all kinds of findings, in tables of one subject each.
type Rules []RuleTable

// RuleTable is the kinds of findings on one subject.
type RuleTable struct {
	Rules []Rule
	Fixed bool // its errors are
}

// All are the rules in alphabetical order.
func (rs Rules) All() []Rule {
	var out []Rule
	for _, t := range rs {
		out = append(out, lists.Map(t.Rules, t.rule)...)
	}
	slices.SortFunc(out, func(a, b Rule) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// Find returns the rule with a code.
func (rs Rules) Find(code string) (Rule, bool) {
	for _, t := range rs {
		for i := range t.Rules {
			if t.Rules[i].Code == code {
				return t.rule(t.Rules[i]), true
			}
		}
	}
	return Rule{}, false
}

func (t RuleTable) rule(r Rule) Rule {
	r.Fixed = t.Fixed && r.Severity == Error
	return r
}
