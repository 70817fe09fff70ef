package rules

import "github.com/emriam/emriam/spec/diag"

// configurationRules are about security configurations.
var configurationRules = []Rule{
	{
		Code: "bad-prefix", Severity: diag.Error,
		Title:  "a prefix of an EMRFS mapping is not a location in S3",
		Why:    "EMRFS compares the prefix with the whole location, including s3://, so this one matches nothing and the role is never used.",
		Fix:    "Write it as s3://bucket/ or s3://bucket/folder/.",
		Source: emrEMRFSRoles,
	},
	{
		Code: "mixed-identifiers", Severity: diag.Error,
		Title:  "an EMRFS mapping has identifiers of two kinds",
		Why:    "A mapping has one identifier type: its identifiers are all users, all groups or all prefixes.",
		Fix:    "Write one mapping for each kind, with the same role.",
		Source: emrEMRFSRoles,
	},
	{
		Code: "not-emrfs", Severity: diag.Error,
		Title:  "an EMRFS mapping names a role that is not of the kind emrfs",
		Why:    "The instance role assumes a mapped role. Services assume the roles of other kinds, whose permissions are meant for those services.",
		Fix:    "Write kind: emrfs, or name another role.",
		Source: emrEMRFSRoles,
	},
	{
		Code: "shadowed-mapping", Severity: diag.Warning,
		Title:  "an EMRFS mapping has an identifier that is never used",
		Why:    "EMRFS uses the first mapping that matches, from top to bottom, so an identifier that an earlier mapping covers has no effect.",
		Fix:    "Put the narrower mapping first, or remove the identifier.",
		Source: emrEMRFSRoles,
	},
}
