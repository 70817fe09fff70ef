package rules

import "github.com/emriam/emriam/spec/diag"

// mergeRules are about what a role, a policy or a spec is made from.
var mergeRules = []Rule{
	{
		Code: "bad-extends", Severity: diag.Error,
		Title: "the spec that another extends cannot be read",
		Why:   "A spec that extends another says only what differs; without the other there is nothing that it could differ from.",
		Fix:   "Name a file, relative to the folder of the spec that names it, or write extends: built-in.",
	},
	{
		Code: "extends-outside", Severity: diag.Error,
		Title: "the spec extends a file outside its repo, or one behind a symbolic link",
		Why:   "Whoever can change a spec could otherwise have any file read that looks like one, and what it grants would change without a change in the repo.",
		Fix:   "Keep the file below the nearest folder that has .git or go.mod; if there is none, below the folder of the spec. Where you trust it, pass --allow-outside.",
	},
	{
		Code: "existing-field", Severity: diag.Error,
		Title: "a role that exists already is given a field",
		Why:   "Of a role that exists already the spec has nothing but the ARN: what else stood here would reach no artefact, and the role would not have it.",
		Fix:   "Take the field out, or take existing out and let the spec make the role.",
	},
	{
		Code: "extends-cycle", Severity: diag.Error,
		Title: "a spec extends itself",
		Why:   "What a spec says goes over what it extends; in a circle nothing is below.",
		Fix:   "Move what the specs share to a spec that extends none of them.",
	},
	{
		Code: "from-cycle", Severity: diag.Error,
		Title: "a role or policy is made from itself",
		Why:   "A role that is made from another begins as that one is; in a circle none says how any of them begins.",
		Fix:   "Write one of them out, or give it a template.",
	},
	{
		Code: "two-origins", Severity: diag.Error,
		Title: "a role or policy has both a template and a from",
		Why:   "What is written goes over one thing below it; of two, neither would be above the other.",
		Fix:   "Keep from, which brings the other's template along, or keep template.",
	},
	{
		Code: "unknown-entry", Severity: diag.Error,
		Title: "a spec takes away what the one that it extends does not have",
		Why:   "Null takes an entry away; where there is none, a name was misspelt, and what was to go is still there.",
		Fix:   "Name an entry of the section as the other spec writes it, or remove the line.",
	},
	{
		Code: "unknown-from", Severity: diag.Error,
		Title: "a from names what is no role, or no policy, of the spec",
		Why:   "A role is made from a role of the same spec, and a customer managed policy from such a policy.",
		Fix:   "Name one by its logical name; templates are named under template.",
	},
	{
		Code: "unused-role", Severity: diag.Warning,
		Title: "nothing names an existing role",
		Why:   "A role that exists already is there to be passed, trusted or named; one that nothing names is left over, or a name was misspelt elsewhere.",
		Fix:   "Remove it.",
	},
}
