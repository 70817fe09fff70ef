package spec

import "github.com/emriam/emriam/spec/diag"

// Rule is a kind of finding.
type Rule = diag.Rule

// Rules are all kinds of findings. Each has at least one case under
// testdata/bad.
//
// An error of the language is fixed: no spec can turn it off.
var Rules = diag.Rules{
	{Rules: fileRules, Fixed: true},
	{Rules: languageRules, Fixed: true},
	{Rules: mergeRules, Fixed: true},
	{Rules: eachRules, Fixed: true},
	{Rules: edgeRules, Fixed: true},
	{Rules: configurationRules, Fixed: true},
	{Rules: placeRules, Fixed: true},
	{Rules: baselineRules, Fixed: true},
	{Rules: testRules, Fixed: true},
	{Rules: grammarRules},
	{Rules: factsRules},
	{Rules: quotaRules},
	{Rules: emrRules},
	{Rules: graphRules},
	{Rules: privilegeRules},
	{Rules: resourceRules},
	{Rules: scenarioRules},
}

// FindRule returns the rule with a code.
func FindRule(code string) (Rule, bool) { return Rules.Find(code) }

// RuleCodes are the codes of all rules.
func RuleCodes() []string {
	var out []string
	for _, r := range Rules.All() {
		out = append(out, r.Code)
	}
	return out
}
