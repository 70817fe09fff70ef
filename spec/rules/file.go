package rules

import "github.com/emriam/emriam/spec/diag"

// fileRules are about a file before it is a spec: YAML, JSON, and what the file
// says about findings.
var fileRules = []Rule{
	{
		Code: "bad-json", Severity: diag.Error,
		Title:  "a policy document is not JSON",
		Why:    "IAM reads documents as strict JSON, so that a comma too many, or a comment, is refused.",
		Fix:    "Mend the JSON at the place shown.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
	},
	{
		Code: "bad-suppression", Severity: diag.Error,
		Title: "a suppression is wrong, or gives no reason",
		Why:   "A suppression hides something from every reader after its author, so that it must say what, and why, and must have an effect.",
		Fix:   "Write # emriam:ignore CODE reason on a line of its own above the line that it is about.",
	},
	{
		Code: "bad-yaml", Severity: diag.Error,
		Title:  "the file is not YAML",
		Why:    "What is not YAML cannot be read, and guessing what was meant is no way to write policies.",
		Fix:    "Mend the YAML at the place shown; mostly it is a quote, a bracket or an indentation.",
		Source: "https://yaml.org/spec/1.2.2/",
	},
	{
		Code: "duplicate-key", Severity: diag.Error,
		Title: "a mapping has a key twice",
		Why:   "Of two equal keys, programs take the first or the last, so that readers and IAM may not agree on what is granted.",
		Fix:   "Join the two, or rename one.",
	},
	{
		Code: "empty-file", Severity: diag.Error,
		Title: "the file holds nothing",
		Why:   "There is nothing to compile.",
		Fix:   "Begin with version, name and roles; emriam's built-in spec is an example.",
	},
	{
		Code: "fixed-severity", Severity: diag.Error,
		Title: "rules lowers an error that keeps a spec from being compiled",
		Why:   "While such an error stands, the spec has no meaning that could be compiled, so that no severity would help.",
		Fix:   "Take the code out of rules and mend what it is about.",
	},
	{
		Code: "several-documents", Severity: diag.Error,
		Title: "the file holds several YAML documents",
		Why:   "Only one YAML document is a spec, and to ignore the others would lose roles.",
		Fix:   "Split the file, or take the --- out.",
	},
	{
		Code: "too-large", Severity: diag.Error,
		Title: "the file is larger, or nests deeper, than a spec can",
		Why:   "Files like this are never specs, and reading them would take the machine's memory.",
		Fix:   "Split the spec, and write out less by anchors and aliases.",
	},
	{
		Code: "unknown-rule", Severity: diag.Error,
		Title: "rules names a code that no finding has",
		Why:   "A rule that does not exist cannot be turned off, and the one that was meant is still on.",
		Fix:   "Correct the spelling; emriam rules lists the codes.",
	},
	{
		Code: "unused-suppression", Severity: diag.Warning,
		Title: "a suppression suppresses nothing",
		Why:   "It would hide the next mistake on that line.",
		Fix:   "Remove the comment.",
	},
	{
		Code: "yaml-merge", Severity: diag.Error,
		Title: "a mapping has a merge key",
		Why:   "A merge key changes a mapping from afar, and a reader of the policy would not see what it grants.",
		Fix:   "Write the keys out, or use a template.",
	},
	{
		Code: "yaml-tag", Severity: diag.Error,
		Title: "a value has a YAML tag",
		Why:   "A tag such as !Sub belongs to other programs; here it would be dropped in silence.",
		Fix:   "Take the tag out; holes in a text need none.",
	},
}
