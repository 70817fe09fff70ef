package rules

import "github.com/emriam/emriam/spec/diag"

const iamEvaluation = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"

// scenarioRules are about the tests in a spec, but for their form.
var scenarioRules = []Rule{
	{
		Code: "test-failed", Severity: diag.Error,
		Title:  "a test of the spec fails",
		Why:    "A role can do what the spec says that it cannot, or cannot do what it can.",
		Fix:    "The finding names the statement that decides, or the one that comes nearest and what of it is not met. Change that, or the test. emriam can asks the same, with the context of the test.",
		Source: iamEvaluation,
	},
	{
		Code: "test-unknown", Severity: diag.Error,
		Title:  "a test of the spec has no answer",
		Why:    "What a role can do hangs on keys of the request that the test says nothing of, or on an attached policy that nothing here knows.",
		Fix:    "Give the keys under context; null says that the request does not have one.",
		Source: iamEvaluation,
	},
}

// testRules are about the form of tests.
var testRules = []Rule{
	{
		Code: "duplicate-test", Severity: diag.Error,
		Title: "two tests have the same name",
		Why:   "A spec that extends this one replaces a test by its name.",
		Fix:   "Rename one of them.",
	},
	{
		Code: "unknown-subject", Severity: diag.Error,
		Title: "a test is of a role or policy that the spec does not make",
		Why:   "Only of what the spec makes is it known what it can do.",
		Fix:   "Correct the spelling, or test another role.",
	},
	{
		Code: "unknown-environment", Severity: diag.Error,
		Title: "a test is for an environment that the spec does not have",
		Why:   "It would never run.",
		Fix:   "Correct the spelling, or declare the environment.",
	},
}
