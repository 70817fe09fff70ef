package rules

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

// graphRules are about edges that lead nowhere, or to too much.
var graphRules = []Rule{
	{
		Code: "account-trust", Severity: diag.Warning,
		Title:  "a role for EMRFS or for steps trusts the whole account",
		Why:    "Whoever in the account may assume roles then reads the data of this one, whatever the security configuration says.",
		Fix:    "Trust the instance role, by trust: {role: …}, or limit the trust by a condition on aws:PrincipalArn.",
		Source: emrEMRFSRoles,
	},
	{
		Code: "missing-trust", Severity: diag.Warning,
		Title:  "a role is passed to a service, or assumed by a role, that its trust does not let in",
		Why:    "Both sides must allow it: the permission alone has no effect.",
		Fix:    "Let the other side in under trust, or take the edge out.",
		Source: iamPassRole,
	},
	{
		Code: "role-as-text", Severity: diag.Warning,
		Title:  "a role of the spec is passed, assumed or trusted by its ARN as text",
		Why:    "The text does not follow when the role is renamed or gets another path.",
		Fix:    "Name it by ${Role.Arn}, or as an edge under passes, assumes or trust.",
		Source: iamPassRole,
	},
	{
		Code: "role-pattern", Severity: diag.Warning,
		Title:  "roles of the spec are passed or assumed by a pattern",
		Why:    "The pattern is also about roles that come later, and no more about one that is renamed.",
		Fix:    "List the roles that are meant under passes or assumes; if the pattern is what you mean, suppress the finding.",
		Source: iamPassRole,
	},
	{
		Code: "unpassed-role", Severity: diag.Warning,
		Title:  "an instance role or Auto Scaling role is passed by no service role of the spec",
		Why:    "EMR starts clusters with the service role, and ends one whose roles it may not pass.",
		Fix:    "Add the role to passes of a service role; a copy of a role is not passed because the other is.",
		Source: iamPassRole,
	},
}
