package spec

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

// Rule is a kind of finding. A code never changes its meaning.
type Rule struct {
	Code     string // e.g., "unknown-parameter"
	Severity diag.Severity
	Title    string // what is wrong, in a few words: lower case, no full stop
	Why      string // why that matters: a sentence
	Fix      string // the way out: a sentence
	Source   string // the page that says so, or "" if it is a rule of ours

	// Fixed says that a spec cannot change the severity: while the finding
	// stands, there is nothing to compile. It follows from the table that a
	// rule is in, and is not written there.
	Fixed bool
}

// Rules are all kinds of findings, in alphabetical order. Each has at least
// one case under testdata/bad.
var Rules = allRules()

func allRules() []Rule {
	language := slices.Clone(languageRules)
	for i := range language {
		language[i].Fixed = language[i].Severity == diag.Error
	}
	out := slices.Concat(language, grammarRules, factsRules, quotaRules, emrRules, privilegeRules)
	slices.SortFunc(out, func(a, b Rule) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// FindRule returns the rule with a code.
func FindRule(code string) (Rule, bool) {
	i, ok := slices.BinarySearchFunc(Rules, code, func(r Rule, code string) int { return cmp.Compare(r.Code, code) })
	if !ok {
		return Rule{}, false
	}
	return Rules[i], true
}
