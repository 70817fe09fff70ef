package spec

import "github.com/emriam/emriam/spec/diag"

// edgeRules are about what leads from one role to another.
var edgeRules = []Rule{
	{
		Code: "unknown-linked-role", Severity: diag.Error,
		Title:  "a service-linked role is not one that EMR's work asks for",
		Why:    "What may create a service-linked role is written by AWS for each, so that emriam must know the role.",
		Fix:    "Use EMRCleanup, EC2Spot, EMRWAL or EMRServerless, or paste a statement from AWS's page on the role.",
		Source: emrLinkedRoles,
	},
}
