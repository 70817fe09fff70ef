package rules

import "github.com/emriam/emriam/spec/diag"

// placeRules are about where permissions are placed.
var placeRules = []Rule{
	{
		Code: "bad-place", Severity: diag.Error,
		Title: "a place does not exist",
		Why:   "The policies of a role are inline, or managed, or wherever they fit (auto). A customer managed policy is one policy as it is written (managed), or as many as it takes (auto).",
		Fix:   "Correct the spelling, or take place out.",
	},
	{
		Code: "split-policy", Severity: diag.Error,
		Title: "something names a policy that is divided",
		Why:   "A policy that says place: auto and does not fit becomes several. Roles that have it get all of them, but an ARN is that of one, and a permissions boundary is one policy: the rest would be lost.",
		Fix:   "Write it as several policies, and name each of them.",
	},
}
