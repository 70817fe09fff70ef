package spec

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

// Rule is a kind of finding.
type Rule = diag.Rule

// Rules are all kinds of findings, in alphabetical order. Each has at least
// one case under testdata/bad.
//
// The tables are one for each subject. An error of the language is fixed: no
// spec can turn it off.
var Rules = allRules()

func allRules() []Rule {
	language := slices.Concat(fileRules, languageRules, mergeRules, eachRules, edgeRules, configurationRules, placeRules, baselineRules, testRules)
	for i := range language {
		language[i].Fixed = language[i].Severity == diag.Error
	}
	out := slices.Concat(language, grammarRules, factsRules, quotaRules, emrRules, graphRules, privilegeRules, resourceRules, scenarioRules)
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

// RuleCodes are the codes of all rules.
func RuleCodes() []string {
	var out []string
	for _, r := range Rules {
		out = append(out, r.Code)
	}
	return out
}
