package rules

import "github.com/emriam/emriam/spec/diag"

// eachRules are about roles and policies that are made for each of some names.
var eachRules = []Rule{
	{
		Code: "bad-each", Severity: diag.Error,
		Title: "an each is no list of names, nor does it lead to one",
		Why:   "The names become part of names in IAM, of identifiers and of texts in documents, where a wildcard would cover what belongs to others.",
		Fix:   "List names of letters, digits and hyphens that begin with a letter, or name the role or policy whose list is meant.",
	},
	{
		Code: "each-mismatch", Severity: diag.Error,
		Title: "of two roles or policies with each, one names the other, and they have some names in common and not all",
		Why:   "Between roles and policies that are made for the same names, each means the one with its own name; between those of different names, all are meant. With half a list in common it cannot be told which, and one would be a grant that nobody intended.",
		Fix:   "Give both one list, by an alias or by the other's name, or write out which of them are meant.",
	},
}
