package rules

import "github.com/emriam/emriam/spec/diag"

// edgeRules are about the form of passes, assumes and serviceLinkedRoles.
var edgeRules = []Rule{
	{
		Code: "unknown-linked-role", Severity: diag.Error,
		Title:  "a service-linked role is not one that EMR uses",
		Why:    "AWS defines separately for each service-linked role what creates it, so emriam must know the role.",
		Fix:    "Use EMRCleanup, EC2Spot, EMRWAL or EMRServerless, or paste a statement from AWS's page on the role.",
		Source: emrLinkedRoles,
	},
}

// graphRules are about edges between roles that have no effect, or allow too much.
var graphRules = []Rule{
	{
		Code: "account-trust", Severity: diag.Warning,
		Title:  "a role for EMRFS or for steps trusts the whole account",
		Why:    "Everyone in the account who may assume roles can then read the data of this role, whatever the security configuration says.",
		Fix:    "Trust the instance role, by trust: {role: …}, or restrict the trust policy with a condition on aws:PrincipalArn.",
		Source: emrEMRFSRoles,
	},
	{
		Code: "missing-trust", Severity: diag.Warning,
		Title:  "a role is passed to a service, or assumed by a role, that its trust policy does not allow",
		Why:    "Both sides must allow it: the permission alone has no effect.",
		Fix:    "Allow the other side under trust, or remove the permission.",
		Source: iamPassRole,
	},
	{
		Code: "role-as-text", Severity: diag.Warning,
		Title:  "a role of the spec is passed, assumed or trusted by a literal ARN",
		Why:    "A literal ARN does not change when the role is renamed or gets another path.",
		Fix:    "Write ${Role.Arn}, or list the role under passes, assumes or trust.",
		Source: iamPassRole,
	},
	{
		Code: "role-pattern", Severity: diag.Warning,
		Title:  "roles of the spec are passed or assumed by a pattern",
		Why:    "The pattern also matches roles that are added later, and stops matching a role that is renamed.",
		Fix:    "List the intended roles under passes or assumes; if the pattern is intended, suppress the finding.",
		Source: iamPassRole,
	},
	{
		Code: "unpassed-role", Severity: diag.Warning,
		Title:  "no service role of the spec passes an instance role or Auto Scaling role",
		Why:    "EMR starts clusters with the service role, and terminates a cluster whose roles it may not pass.",
		Fix:    "Add the role to passes of a service role. Each copy of a role must be passed separately.",
		Source: iamPassRole,
	},
}
