package spec

import "github.com/emriam/emriam/spec/diag"

// Rule is a kind of finding. A code never changes its meaning.
type Rule struct {
	Code     string // e.g., "unknown-parameter"
	Severity diag.Severity
	Title    string // what is wrong, in a few words
}

// Rules are all kinds of findings, in alphabetical order. Each has at least
// one case under testdata/bad.
var Rules = []Rule{
	{"bad-description", diag.Error, "a doc has a character, or a length, that IAM refuses in a description"},
	{"bad-edit", diag.Error, "an overlay adds to or takes from what is not there"},
	{"bad-effect", diag.Error, "an Effect is neither Allow nor Deny"},
	{"bad-guard", diag.Error, "a guard does not exist, or stands where none can"},
	{"bad-hole", diag.Error, "a hole cannot be read, or cannot stand where it is"},
	{"bad-iam-name", diag.Error, "a name has a character, or a length, that IAM refuses"},
	{"bad-name", diag.Error, "a name of the spec has the wrong form"},
	{"bad-option", diag.Error, "an option of a target has a value that the target does not take"},
	{"bad-optional", diag.Error, "a parameter is optional that cannot be"},
	{"bad-path", diag.Error, "a path does not begin and end with a slash"},
	{"bad-pattern", diag.Error, "a pattern is no regular expression"},
	{"bad-principal", diag.Error, "a principal has the wrong form"},
	{"bad-sid", diag.Error, "a Sid is not letters and digits only"},
	{"bad-value", diag.Error, "a value is not one of its type"},
	{"bad-version", diag.Error, "the version of the language is not one that exists"},
	{"bad-when", diag.Error, "a when names a parameter that is always given"},
	{"bad-yaml", diag.Error, "the file is not YAML"},
	{"both-keys", diag.Error, "a statement has a key and its negation"},
	{"cannot-pass", diag.Error, "a role is passed on whose kind is passed to no service"},
	{"duplicate-key", diag.Error, "a mapping has a key twice"},
	{"duplicate-sid", diag.Error, "a Sid occurs twice in a role or policy"},
	{"dynamic-reference", diag.Error, "a text holds a dynamic reference of CloudFormation"},
	{"empty-file", diag.Error, "the file holds nothing"},
	{"empty-list", diag.Error, "a list is empty that must not be"},
	{"empty-policy", diag.Error, "a policy has no statements"},
	{"empty-spec", diag.Error, "the spec has no role and no policy"},
	{"hole-in-key", diag.Error, "a key has a hole"},
	{"list-in-scalar", diag.Error, "a list stands where one value is taken"},
	{"list-mixed", diag.Error, "a list and another hole are in one text"},
	{"locked-statement", diag.Error, "an overlay changes a locked statement"},
	{"maybe-empty", diag.Error, "a list can be empty, since every value is conditional"},
	{"missing-default", diag.Error, "a parameter has neither a default nor an example"},
	{"missing-key", diag.Error, "a key is missing"},
	{"missing-value", diag.Error, "an environment has no value for a parameter"},
	{"missing-with", diag.Error, "a template's parameter has no value"},
	{"name-collision", diag.Error, "two names cannot be told apart"},
	{"no-profile", diag.Error, "a hole names the profile of a role that has none"},
	{"no-stack", diag.Error, "a role or policy is in no stack"},
	{"optional-into-required", diag.Error, "an optional value is given to a required parameter of a template"},
	{"optional-uncovered", diag.Error, "an optional parameter stands where nothing says what happens without it"},
	{"same-file", diag.Error, "two artefacts would be one file"},
	{"same-name", diag.Error, "two roles or policies have one name in IAM"},
	{"several-documents", diag.Error, "the file holds several YAML documents"},
	{"template-kind", diag.Error, "a template of a role is used for a policy, or the reverse"},
	{"too-large", diag.Error, "the file is larger, or nests deeper, than a spec can"},
	{"trust-conditional", diag.Error, "a trust can be empty"},
	{"two-stacks", diag.Error, "a role or policy is in two stacks"},
	{"unknown-key", diag.Error, "a key does not exist"},
	{"unknown-kind", diag.Error, "a kind of role does not exist"},
	{"unknown-member", diag.Error, "a stack names what does not exist"},
	{"unknown-operation", diag.Error, "a statement names an operation that its template does not list"},
	{"unknown-parameter", diag.Error, "a parameter is not declared"},
	{"unknown-role", diag.Error, "a role is not in the spec"},
	{"unknown-service", diag.Error, "a service is not one that EMR's roles trust or are passed to"},
	{"unknown-sid", diag.Error, "an overlay names a Sid that does not exist"},
	{"unknown-target", diag.Error, "a target does not exist"},
	{"unknown-template", diag.Error, "a template does not exist"},
	{"unknown-type", diag.Error, "a type does not exist"},
	{"unknown-with", diag.Error, "a template has no such parameter"},
	{"unused-parameter", diag.Warning, "nothing names a parameter"},
	{"wrong-policy", diag.Error, "a statement has a key that its kind of policy does not take"},
	{"wrong-type", diag.Error, "a value has the wrong shape"},
	{"yaml-merge", diag.Error, "a mapping has a merge key"},
	{"yaml-tag", diag.Error, "a value has a YAML tag"},
}
