package rules

import "github.com/emriam/emriam/spec/diag"

// fileRules are about YAML, JSON, and the comments and rules that govern findings.
var fileRules = []Rule{
	{
		Code: "bad-json", Severity: diag.Error,
		Title:  "a policy document is not JSON",
		Why:    "IAM reads documents as strict JSON, so an extra comma or a comment is rejected.",
		Fix:    "Correct the JSON at the position shown.",
		Source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
	},
	{
		Code: "bad-suppression", Severity: diag.Error,
		Title: "a suppression is malformed, or gives no reason",
		Why:   "A suppression hides a finding from all later readers, so it must name the code and the reason, and must have an effect.",
		Fix:   "Write # emriam:ignore CODE reason, or # emriam:warn CODE reason, on a separate line, above the line with the finding.",
	},
	{
		Code: "bad-yaml", Severity: diag.Error,
		Title:  "the file is not YAML",
		Why:    "The file cannot be read, and policies must not be guessed.",
		Fix:    "Correct the YAML at the position shown; usually a quote, a bracket or the indentation is wrong.",
		Source: "https://yaml.org/spec/1.2.2/",
	},
	{
		Code: "duplicate-key", Severity: diag.Error,
		Title: "a mapping has a key twice",
		Why:   "Some programs use the first of two equal keys and some the last, so readers and IAM may disagree about what is granted.",
		Fix:   "Merge the two, or rename one.",
	},
	{
		Code: "empty-file", Severity: diag.Error,
		Title: "the file is empty",
		Why:   "There is nothing to compile.",
		Fix:   "Start with version, name and roles; emriam's built-in spec is an example.",
	},
	{
		Code: "fixed-severity", Severity: diag.Error,
		Title: "rules lowers an error that prevents the spec from being compiled",
		Why:   "A spec with such an error has no defined meaning, so another severity would not help.",
		Fix:   "Remove the code from rules and fix the error.",
	},
	{
		Code: "not-a-spec", Severity: diag.Error,
		Title: "the file is something else than a spec",
		Why:   "A CloudFormation template, the export of an account, a policy document and Terraform have nothing of a spec, and each mistake in reading them as one would mislead.",
		Fix:   "Make a spec of it with emriam import.",
	},
	{
		Code: "several-documents", Severity: diag.Error,
		Title: "the file holds several YAML documents",
		Why:   "A spec is one YAML document, and ignoring the others would lose roles.",
		Fix:   "Split the file, or remove the ---.",
	},
	{
		Code: "too-large", Severity: diag.Error,
		Title: "the file is larger, or more deeply nested, than a spec can be",
		Why:   "No real spec is like this, and reading it would use up the machine's memory.",
		Fix:   "Split the spec, and use fewer anchors and aliases.",
	},
	{
		Code: "unknown-rule", Severity: diag.Error,
		Title: "rules names a code that no finding has",
		Why:   "A rule that does not exist cannot be turned off, and the intended one is still on.",
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
		Why:   "A merge key changes a mapping from elsewhere, and a reader of the policy would not see what it grants.",
		Fix:   "Write the keys out, or use a template.",
	},
	{
		Code: "yaml-tag", Severity: diag.Error,
		Title: "a value has a YAML tag",
		Why:   "A tag such as !Sub belongs to other programs; emriam would silently ignore it.",
		Fix:   "Remove the tag; placeholders need none.",
	},
}
