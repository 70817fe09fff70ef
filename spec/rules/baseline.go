package rules

import "github.com/emriam/emriam/spec/diag"

// baselineRules are about the AWS managed policies that roles and policies started from.
var baselineRules = []Rule{
	{
		Code: "bad-baseline", Severity: diag.Error,
		Title: "a baseline is not the name and version of a managed policy",
		Why:   "What AWS has changed since can be determined only from the version that a role or policy started from.",
		Fix:   "Write name@version, e.g., AmazonEMRServicePolicy_v2@v6. The console, and aws iam get-policy, show the version.",
	},
}
