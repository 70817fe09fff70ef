package rules

import "github.com/emriam/emriam/spec/diag"

// mergeRules are about template, from, existing and extends.
var mergeRules = []Rule{
	{
		Code: "bad-document", Severity: diag.Error,
		Title: "documents has something that is not the ARN and the document of a managed policy",
		Why:   "Tests and emriam can evaluate a policy that the spec does not create, such as a permissions boundary, by the document that is given for its ARN. What is not found under its ARN would stay unknown.",
		Fix:   "Write the ARN of the policy, and its document or the name of a file with it, relative to the folder of the spec.",
	},
	{
		Code: "bad-extends", Severity: diag.Error,
		Title: "a spec that extends names cannot be read",
		Why:   "A spec with extends contains only what differs from the other spec, so it means nothing without it.",
		Fix:   "Name a file, relative to the folder of the spec that names it, or write extends: built-in.",
	},
	{
		Code: "extends-outside", Severity: diag.Error,
		Title: "the spec extends a file outside its repository, or behind a symbolic link",
		Why:   "Otherwise, whoever can change a spec could have any file read that resembles a spec, and its grants could change without a change in the repository.",
		Fix:   "Keep the file below the nearest folder that has .git or go.mod; if there is none, below the folder of the spec. If you trust the file, pass --allow-outside.",
	},
	{
		Code: "existing-field", Severity: diag.Error,
		Title: "an existing role has a field that does not apply to it",
		Why:   "The spec only refers to an existing role by its ARN: the field would appear in no output, and the role would not change.",
		Fix:   "Remove the field, or remove existing so that the spec creates the role.",
	},
	{
		Code: "extends-cycle", Severity: diag.Error,
		Title: "a spec extends itself",
		Why:   "A spec overrides the spec that it extends; in a cycle there is no spec to start from.",
		Fix:   "Move what the specs share to a spec that extends no other.",
	},
	{
		Code: "from-cycle", Severity: diag.Error,
		Title: "a role or policy inherits from itself",
		Why:   "A role with from starts as a copy of another role; in a cycle there is no role to start from.",
		Fix:   "Write one of them out, or give it a template.",
	},
	{
		Code: "two-origins", Severity: diag.Error,
		Title: "a role or policy has both template and from",
		Why:   "A role's own fields override those of one template or role; with two there would be no order between them.",
		Fix:   "Keep from, which also inherits the other's template, or keep template.",
	},
	{
		Code: "unknown-entry", Severity: diag.Error,
		Title: "a spec removes an entry that the extended spec does not have",
		Why:   "Null removes an inherited entry. If there is none, the name is misspelled, and the entry that should go is still there.",
		Fix:   "Name an entry of the section as in the extended spec, or remove the line.",
	},
	{
		Code: "unknown-from", Severity: diag.Error,
		Title: "a from does not name a role or policy of the spec",
		Why:   "A role can inherit from a role of the same spec, and a customer managed policy from such a policy.",
		Fix:   "Write the logical name of one; templates are named under template.",
	},
	{
		Code: "unused-role", Severity: diag.Warning,
		Title: "nothing names an existing role",
		Why:   "An existing role is declared so that other roles can pass, trust or name it. If nothing does, it is left over, or a name is misspelled elsewhere.",
		Fix:   "Remove it.",
	},
}
