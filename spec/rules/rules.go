// Package rules holds the table of all findings: their codes, severities,
// titles, reasons, fixes and sources. It has no code that finds anything.
package rules

import (
	"github.com/emriam/emriam/internal/lists"

	"github.com/emriam/emriam/spec/diag"
)

// Rule is a kind of finding.
type Rule = diag.Rule

// All lists all kinds of findings. Each has at least one case under
// testdata/bad.
//
// An error of the language is fixed: no spec can turn it off.
var All = diag.Rules{
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
	{Rules: analyzerRules},
	{Rules: quotaRules},
	{Rules: emrRules},
	{Rules: graphRules},
	{Rules: needRules},
	{Rules: privilegeRules},
	{Rules: widthRules},
	{Rules: resourceRules},
	{Rules: scenarioRules},
}

// Find returns the rule with a code.
func Find(code string) (Rule, bool) { return All.Find(code) }

// Codes returns the codes of all rules.
func Codes() []string {
	return lists.Map(All.All(), func(r diag.Rule) string { return r.Code })
}
