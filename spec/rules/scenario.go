package rules

import "github.com/emriam/emriam/spec/diag"

const iamEvaluation = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"

// scenarioRules are about the results of tests in a spec.
var scenarioRules = []Rule{
	{
		Code: "test-failed", Severity: diag.Error,
		Title:  "a test of the spec fails",
		Why:    "A role can do something that the test denies, or cannot do something that the test allows.",
		Fix:    "The finding names the statement that decides, or the closest one and what does not match. Change that, or the test. emriam can evaluates the same, with the context of the test.",
		Source: iamEvaluation,
	},
	{
		Code: "test-unknown", Severity: diag.Error,
		Title:  "a test of the spec has no answer",
		Why:    "The result depends on keys of the request that the test does not set, or on an attached policy that emriam does not know.",
		Fix:    "Set the keys under context; null means that the request does not have the key.",
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
		Title: "a test names a role or policy that the spec does not define",
		Why:   "Only roles and policies of the spec can be tested.",
		Fix:   "Correct the spelling, or test another role.",
	},
	{
		Code: "unknown-environment", Severity: diag.Error,
		Title: "a test names an environment that the spec does not have",
		Why:   "The test would never run.",
		Fix:   "Correct the spelling, or declare the environment.",
	},
}
