package spec

// schemaKey is what a schema says of a key.
type schemaKey struct {
	value string // what schemaBuilder.define knows, or a shape
	doc   string // what editors show beside the key
}

// schemaKeys has each key of each shape: by shape and key where the key means
// different things in different shapes, else by the key alone.
func schemaKeys() map[string]schemaKey {
	return map[string]schemaKey{
		"doc":    {"text", "What it is for."},
		"source": {"text", "The page, of AWS for example, that says so."},
		"when":   {"when", "There only if this optional parameter is given, or this Boolean is true; a list means all."},

		"version":                     {"version", "The version of the language."},
		"spec.name":                   {"name", "Names the stack, if there are no stacks."},
		"spec.extends":                {"word", "Another spec, of which this one says what differs: built-in, or a file relative to this one."},
		"spec.parameters":             {"parameters", "Values known at deployment."},
		"spec.defaults":               {"defaults", "For every role that does not say otherwise."},
		"spec.roles":                  {"roles", "The roles, by logical name."},
		"spec.policies":               {"policies", "Customer managed policies, by logical name."},
		"spec.securityConfigurations": {"configurations", "Security configurations of EMR, by logical name."},
		"spec.resourcePolicies":       {"resourcePolicies", "Policies for keys and buckets, by logical name; no stack has them."},
		"spec.stacks":                 {"stacks", "Name of a stack, and what is deployed together in it. Absent: one stack, named as the spec."},
		"spec.environments":           {"environments", "Places with real values, by name."},
		"spec.outputs":                {"outputs", "Artefacts, with options. Absent: all of them."},
		"spec.rules":                  {"severities", "Severity of a finding, by its code."},

		"type":     {"type", "What a value looks like; in brackets, a list of such values."},
		"default":  {"values", "Taken where no value is given."},
		"example":  {"values", "Taken where JSON needs a value and there is no default."},
		"optional": {"flag", "It need not be given."},
		"values":   {"values", "The values allowed."},
		"pattern":  {"word", "A regular expression for the whole value, in the syntax that Go and Java share."},

		"template":            {"templateName", "A ready-made role or policy."},
		"policy.template":     {"policyTemplateName", "A ready-made policy."},
		"from":                {"word", "Another role or policy of the spec that this one is made from."},
		"each":                {"names", "Names, for each of which there is such a role or policy; or another one whose names these are."},
		"with":                {"with", "Values for the template's parameters."},
		"role.existing":       {"existing", "A role that exists already: it takes part in passes and trusts by its ARN."},
		"existing.arn":        {"text", "The ARN of one role, or a parameter that is one."},
		"roleName":            {"text", "The name in IAM; it may hold required parameters."},
		"policyName":          {"text", "The name in IAM; it may hold required parameters."},
		"kind":                {"kind", "What EMR does with the role."},
		"path":                {"text", "The path in IAM, / if absent."},
		"maxSessionDuration":  {"text", "Seconds: 3600 to 43200."},
		"permissionsBoundary": {"text", "ARN of the permissions boundary, or a policy of this spec."},
		"tags":                {"texts", "Tags of the role."},
		"trust":               {"trusts", "Who may assume the role."},
		"managedPolicies":     {"items", "service-role/X or X of AWS, an ARN, or a policy of this spec."},
		"policies":            {"inlinePolicies", "Inline policies: name, and statements or a document."},
		"passes":              {"passes", "Roles that may be passed on. They become statements that allow iam:PassRole."},
		"assumes":             {"assumes", "Roles that may be assumed. They become statements that allow sts:AssumeRole."},
		"place":               {"place", "Where the role's policies go: inline, into managed policies, or wherever they fit."},
		"policy.place":        {"policyPlace", "One managed policy as written, or as many as it takes."},
		"statements":          {"overlays", "Changes to statements, by Sid; a new Sid is a new statement."},
		"policy.statements":   {"policyStatements", "Statements, a document, or changes by Sid."},
		"instanceProfile":     {"instanceProfile", "true for a profile named as the role, or a name."},

		"templatePolicy.place":      {"policyPlace", "One managed policy as written, or as many as it takes."},
		"templatePolicy.statements": {"policyStatements", "Statements, or a document."},

		"configurationName":       {"text", "The name in EMR."},
		"emrfs":                   {"mappings", "Roles for S3; EMRFS takes the first that matches."},
		"runtimeRoles":            {"flag", "Each step names the role that it runs with."},
		"propagateSourceIdentity": {"flag", "Sessions of runtime roles carry the identity of who submitted the step."},
		"mapping.role":            {"word", "A role of this spec, of kind emrfs."},
		"mapping.arn":             {"text", "ARN of another role."},
		"users":                   {"items", "Users for whom the role is taken."},
		"groups":                  {"items", "Groups for whose members the role is taken."},
		"prefixes":                {"items", "Locations of S3 for which the role is taken, e.g., s3://amzn-s3-demo-bucket/team/."},

		"resourcePolicy.template":           {"resourceTemplateName", "A ready-made resource policy."},
		"for":                               {"resourceKind", "What the policy is of; a template says it itself."},
		"resourcePolicy.statements":         {"policyStatements", "Statements, a document, or changes by Sid."},
		"templateResourcePolicy.statements": {"policyStatements", "Statements, or a document."},

		"trust.service":  {"services", "Services that may assume the role."},
		"trust.role":     {"words", "Roles of this spec that may assume the role."},
		"guard":          {"guard", "What keeps a service from acting for a stranger. By default it follows from the kind."},
		"sourceIdentity": {"items", "Who may be said to be behind a session: names, or patterns such as team-*."},
		"actions":        {"items", "If absent, sts:AssumeRole and what the kind of the role needs beside it."},
		"pass.role":      {"word", "A role of this spec."},
		"pass.arn":       {"text", "ARNs of other roles."},
		"pass.to":        {"service", "The service that the role is passed to. By default it follows from the kind."},
		"assume.role":    {"word", "A role of this spec."},
		"assume.arn":     {"text", "ARNs of other roles."},
		"value":          {"text", "The value."},

		"Version":       {"policyVersion", "The version of IAM's policy language."},
		"Id":            {"text", "An identifier of the document."},
		"Statement":     {"statements", "The statements."},
		"Sid":           {"word", "Letters and digits, unique in a role."},
		"Effect":        {"effect", ""},
		"Principal":     {"principals", "Who a trust, or a resource policy, speaks of."},
		"NotPrincipal":  {"principals", "Everyone but these."},
		"Action":        {"items", "Actions, e.g., s3:GetObject."},
		"NotAction":     {"items", "All actions but these."},
		"Resource":      {"items", "ARNs, or *."},
		"NotResource":   {"items", "All resources but these."},
		"Condition":     {"conditions", "Operator, key and values."},
		"AWS":           {"items", "Accounts, roles and users."},
		"Service":       {"items", "Services, e.g., ec2.amazonaws.com."},
		"Federated":     {"items", "Identity providers."},
		"CanonicalUser": {"items", "Canonical user IDs."},
		"operation":     {"words", "What EMR does with the statement: operations of the template."},
		"locked":        {"word", "Why the statement must not change."},

		"overlay.remove": {"flag", "Takes the statement out."},
		"overlay.add":    {"add", "Values to add to lists, and conditions."},
		"overlay.take":   {"take", "Values to take out of lists, and conditions: {StringEquals: aws:SourceAccount}."},
		"take.Condition": {"takenConditions", "Operator, and keys to take out."},

		"partition":          {"partition", "aws, if absent."},
		"region":             {"word", "e.g., us-east-1."},
		"account":            {"account", "Twelve digits, in quotes."},
		"environment.values": {"with", "Values of the parameters."},

		"template.parameters":     {"parameters", "What a user binds with with."},
		"template.operations":     {"operations", "What EMR does with the role, as AWS's page lists it."},
		"template.role":           {"templateRole", "The role."},
		"template.policy":         {"templatePolicy", "The policy."},
		"template.resourcePolicy": {"templateResourcePolicy", "The resource policy."},
		"operation.actions":       {"words", "The actions that AWS lists for it."},
	}
}
