package rules

import "github.com/emriam/emriam/spec/diag"

// eachRules are about roles and policies with each.
var eachRules = []Rule{
	{
		Code: "bad-each", Severity: diag.Error,
		Title: "an each is neither a list or mapping of names nor the name of a role or policy with one",
		Why:   "The names become part of IAM names, identifiers and strings in documents, where a wildcard would also match resources of others. A name that lacks a value of the others leaves a text without meaning.",
		Fix:   "List names of letters, digits and hyphens that start with a letter, or name the role or policy whose list to use. In a mapping, give every name the same keys.",
	},
	{
		Code: "each-mismatch", Severity: diag.Error,
		Title: "two roles or policies with each, one of which names the other, share only some names",
		Why:   "If both have the same names, each copy refers to the copy with its own name; if they share no name, it refers to all copies. If they share only some names, either reading is possible, and the wrong one is an unintended grant.",
		Fix:   "Give both the same list, by an alias or by the other's name, or list the copies explicitly.",
	},
}
