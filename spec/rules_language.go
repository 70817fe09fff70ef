package spec

import "github.com/emriam/emriam/spec/diag"

// languageRules are the findings of Load and of targets. An error among them
// leaves a spec without meaning, so that its severity is fixed.
var languageRules = []Rule{
	{
		Code: "bad-description", Severity: diag.Error,
		Title: "a doc has a character, or a length, that IAM refuses in a description",
	},
	{
		Code: "bad-edit", Severity: diag.Error,
		Title: "an overlay adds to or takes from what is not there",
	},
	{
		Code: "bad-effect", Severity: diag.Error,
		Title: "an Effect is neither Allow nor Deny",
	},
	{
		Code: "bad-guard", Severity: diag.Error,
		Title: "a guard does not exist, or stands where none can",
	},
	{
		Code: "bad-hole", Severity: diag.Error,
		Title: "a hole cannot be read, or cannot stand where it is",
	},
	{
		Code: "bad-iam-name", Severity: diag.Error,
		Title: "a name has a character, or a length, that IAM refuses",
	},
	{
		Code: "bad-json", Severity: diag.Error,
		Title: "a policy document is not JSON",
	},
	{
		Code: "bad-name", Severity: diag.Error,
		Title: "a name of the spec has the wrong form",
	},
	{
		Code: "bad-option", Severity: diag.Error,
		Title: "an option of a target has a value that the target does not take",
	},
	{
		Code: "bad-optional", Severity: diag.Error,
		Title: "a parameter is optional that cannot be",
	},
	{
		Code: "bad-path", Severity: diag.Error,
		Title: "a path does not begin and end with a slash",
	},
	{
		Code: "bad-pattern", Severity: diag.Error,
		Title: "a pattern is no regular expression",
	},
	{
		Code: "bad-principal", Severity: diag.Error,
		Title: "a principal has the wrong form",
	},
	{
		Code: "bad-sid", Severity: diag.Error,
		Title: "a Sid is not letters and digits only",
	},
	{
		Code: "bad-suppression", Severity: diag.Error,
		Title: "a suppression is wrong, or gives no reason",
	},
	{
		Code: "bad-value", Severity: diag.Error,
		Title: "a value is not one of its type",
	},
	{
		Code: "bad-version", Severity: diag.Error,
		Title: "the version of the language is not one that exists",
	},
	{
		Code: "bad-when", Severity: diag.Error,
		Title: "a when names a parameter that is always given",
	},
	{
		Code: "bad-yaml", Severity: diag.Error,
		Title: "the file is not YAML",
	},
	{
		Code: "both-keys", Severity: diag.Error,
		Title: "a statement has a key and its negation",
	},
	{
		Code: "cannot-pass", Severity: diag.Error,
		Title: "a role is passed on whose kind is passed to no service",
	},
	{
		Code: "duplicate-key", Severity: diag.Error,
		Title: "a mapping has a key twice",
	},
	{
		Code: "duplicate-sid", Severity: diag.Error,
		Title: "a Sid occurs twice in a role or policy",
	},
	{
		Code: "dynamic-reference", Severity: diag.Error,
		Title: "a text holds a dynamic reference of CloudFormation",
	},
	{
		Code: "empty-file", Severity: diag.Error,
		Title: "the file holds nothing",
	},
	{
		Code: "empty-list", Severity: diag.Error,
		Title: "a list is empty that must not be",
	},
	{
		Code: "empty-policy", Severity: diag.Error,
		Title: "a policy has no statements",
	},
	{
		Code: "empty-spec", Severity: diag.Error,
		Title: "the spec has no role and no policy",
	},
	{
		Code: "fixed-severity", Severity: diag.Error,
		Title: "rules lowers an error that keeps a spec from being compiled",
	},
	{
		Code: "hole-in-key", Severity: diag.Error,
		Title: "a key has a hole",
	},
	{
		Code: "list-in-scalar", Severity: diag.Error,
		Title: "a list stands where one value is taken",
	},
	{
		Code: "list-mixed", Severity: diag.Error,
		Title: "a list and another hole are in one text",
	},
	{
		Code: "locked-statement", Severity: diag.Error,
		Title: "an overlay changes a locked statement",
	},
	{
		Code: "maybe-absent", Severity: diag.Error,
		Title: "a policy of the spec is attached, or is a boundary, that can be absent",
	},
	{
		Code: "maybe-empty", Severity: diag.Error,
		Title: "a list can be empty, since every value is conditional",
	},
	{
		Code: "missing-default", Severity: diag.Error,
		Title: "a parameter has neither a default nor an example",
	},
	{
		Code: "missing-key", Severity: diag.Error,
		Title: "a key is missing",
	},
	{
		Code: "missing-value", Severity: diag.Error,
		Title: "an environment has no value for a parameter",
	},
	{
		Code: "missing-with", Severity: diag.Error,
		Title: "a template's parameter has no value",
	},
	{
		Code: "name-collision", Severity: diag.Error,
		Title: "two names cannot be told apart",
	},
	{
		Code: "no-profile", Severity: diag.Error,
		Title: "a hole names the profile of a role that has none",
	},
	{
		Code: "no-stack", Severity: diag.Error,
		Title: "a role or policy is in no stack",
	},
	{
		Code: "optional-into-required", Severity: diag.Error,
		Title: "an optional value is given to a required parameter of a template",
	},
	{
		Code: "optional-uncovered", Severity: diag.Error,
		Title: "an optional parameter stands where nothing says what happens without it",
	},
	{
		Code: "same-file", Severity: diag.Error,
		Title: "two artefacts would be one file",
	},
	{
		Code: "same-name", Severity: diag.Error,
		Title: "two roles or policies have one name in IAM",
	},
	{
		Code: "several-documents", Severity: diag.Error,
		Title: "the file holds several YAML documents",
	},
	{
		Code: "template-kind", Severity: diag.Error,
		Title: "a template of a role is used for a policy, or the reverse",
	},
	{
		Code: "too-large", Severity: diag.Error,
		Title: "the file is larger, or nests deeper, than a spec can",
	},
	{
		Code: "trust-conditional", Severity: diag.Error,
		Title: "a trust can be empty",
	},
	{
		Code: "trust-cycle", Severity: diag.Error,
		Title: "roles trust each other in a circle",
	},
	{
		Code: "two-stacks", Severity: diag.Error,
		Title: "a role or policy is in two stacks",
	},
	{
		Code: "unknown-key", Severity: diag.Error,
		Title: "a key does not exist",
	},
	{
		Code: "unknown-kind", Severity: diag.Error,
		Title: "a kind of role does not exist",
	},
	{
		Code: "unknown-member", Severity: diag.Error,
		Title: "a stack names what does not exist",
	},
	{
		Code: "unknown-operation", Severity: diag.Error,
		Title: "a statement names an operation that its template does not list",
	},
	{
		Code: "unknown-parameter", Severity: diag.Error,
		Title: "a parameter is not declared",
	},
	{
		Code: "unknown-role", Severity: diag.Error,
		Title: "a role is not in the spec",
	},
	{
		Code: "unknown-rule", Severity: diag.Error,
		Title: "rules names a code that no finding has",
	},
	{
		Code: "unknown-service", Severity: diag.Error,
		Title: "a service is not one that EMR's roles trust or are passed to",
	},
	{
		Code: "unknown-sid", Severity: diag.Error,
		Title: "an overlay names a Sid that does not exist",
	},
	{
		Code: "unknown-target", Severity: diag.Error,
		Title: "a target does not exist",
	},
	{
		Code: "unknown-template", Severity: diag.Error,
		Title: "a template does not exist",
	},
	{
		Code: "unknown-type", Severity: diag.Error,
		Title: "a type does not exist",
	},
	{
		Code: "unknown-with", Severity: diag.Error,
		Title: "a template has no such parameter",
	},
	{
		Code: "unused-parameter", Severity: diag.Warning,
		Title: "nothing names a parameter",
	},
	{
		Code: "unused-suppression", Severity: diag.Warning,
		Title: "a suppression suppresses nothing",
	},
	{
		Code: "wrong-policy", Severity: diag.Error,
		Title: "a statement has a key that its kind of policy does not take",
	},
	{
		Code: "wrong-type", Severity: diag.Error,
		Title: "a value has the wrong shape",
	},
	{
		Code: "yaml-merge", Severity: diag.Error,
		Title: "a mapping has a merge key",
	},
	{
		Code: "yaml-tag", Severity: diag.Error,
		Title: "a value has a YAML tag",
	},
}
