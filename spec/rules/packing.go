package rules

import "github.com/emriam/emriam/spec/diag"

// placeRules are about packing.
var placeRules = []Rule{
	{
		Code: "bad-place", Severity: diag.Error,
		Title: "a place does not exist",
		Why:   "The policies of a role are inline, managed, or packed automatically (auto). A customer managed policy stays one policy (managed), or is split into as many as it needs (auto).",
		Fix:   "Correct the spelling, or remove place.",
	},
	{
		Code: "split-policy", Severity: diag.Error,
		Title: "something names a policy that is split",
		Why:   "A policy with place: auto that does not fit is split into several. Roles that attach it get all of them, but an ARN names only one policy, and a permissions boundary is one policy: the rest would be lost.",
		Fix:   "Write it as several policies, and name each of them.",
	},
}
