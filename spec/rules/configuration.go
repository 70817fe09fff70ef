package rules

import "github.com/emriam/emriam/spec/diag"

// configurationRules are about security configurations.
var configurationRules = []Rule{
	{
		Code: "bad-prefix", Severity: diag.Error,
		Title:  "a prefix of an EMRFS mapping is no place in S3",
		Why:    "EMRFS compares the prefix with the whole location, from s3:// on, so that this one matches nothing and the role is never used.",
		Fix:    "Write it as s3://bucket/ or s3://bucket/folder/.",
		Source: emrEMRFSRoles,
	},
	{
		Code: "mixed-identifiers", Severity: diag.Error,
		Title:  "an EMRFS mapping has identifiers of two kinds",
		Why:    "EMR takes users, groups or prefixes in one mapping, since it says once for all of them what they are.",
		Fix:    "Make a mapping for each kind, with the same role.",
		Source: emrEMRFSRoles,
	},
	{
		Code: "not-emrfs", Severity: diag.Error,
		Title:  "a role is mapped for EMRFS that is not of the kind emrfs",
		Why:    "The instance role assumes a mapped role; the roles of other kinds are assumed by services, and have the permissions for that.",
		Fix:    "Say kind: emrfs, or name another role.",
		Source: emrEMRFSRoles,
	},
	{
		Code: "shadowed-mapping", Severity: diag.Warning,
		Title:  "an EMRFS mapping can never be reached",
		Why:    "EMRFS takes the first mapping that matches, from the top down, so that an identifier which an earlier one covers has no effect.",
		Fix:    "Put the narrower mapping first, or take the identifier out.",
		Source: emrEMRFSRoles,
	},
}
