package language

// Keys that mean the same wherever they stand.
var (
	doc       = Key{"doc", "text", "What this is for."}
	source    = Key{"source", "text", "The page that documents this, e.g., one of AWS's."}
	when      = Key{"when", "when", "Exists only if this optional parameter is given, or this Boolean is true; {not: X} if not, {Env: prod} or {Env: [prod, stage]} if it has such a value; a list means all of them."}
	logicalID = Key{"logicalId", "logicalID", "The logical ID in the template of the stack; absent, the name in the spec."}
	kind      = Key{"kind", "kind", "What EMR does with the role."}
	path      = Key{"path", "text", "The path in IAM; / if absent."}
	tags      = Key{"tags", "texts", "Tags of the role, policy or instance profile. Some targets can tag only roles."}
	with      = Key{"with", "with", "Values for the template's parameters."}
	baseline  = Key{"baseline", "words", "AWS managed policies that the permissions started from, e.g., AmazonEMRServicePolicy_v2@v6."}
	boundary  = Key{"permissionsBoundary", "items", "ARN of the permissions boundary, or a policy of this spec; or several, under conditions of which at most one holds."}
	session   = Key{"maxSessionDuration", "text", "Seconds: 3600 to 43200."}
	identity  = Key{"sourceIdentity", "items", "Source identities that a session may have: names, or patterns such as team-*."}

	each     = Key{"each", "names", "Names, each of which gets a copy of the role or policy, or a mapping from names to their values; or another role or policy whose names to use."}
	from     = Key{"from", "word", "The role or policy of the spec that this one inherits from."}
	selected = Key{"operations", "words", "The operations of the template that the role or policy is for; absent, all of them."}

	edges = []Key{
		{"passes", "passes", "Roles that it may pass. They become statements that allow iam:PassRole."},
		{"assumes", "assumes", "Roles that it may assume. They become statements that allow sts:AssumeRole."},
		{"serviceLinkedRoles", "linkedRoles", "Service-linked roles that it may create. They become statements that allow iam:CreateServiceLinkedRole."},
	}

	retain = Key{"retain", "flag", "Deployments never delete it."}

	// What is already deployed.
	deployed = []Key{
		logicalID,
		{"output", "namedOutputs", "The name of the stack's output with the ARN, or of the outputs with Arn and Name; or several of them."},
		{"export", "stackOutputs", "The export name of the stack's output with the ARN, or of those with Arn and Name."},
		retain,
	}
)

// The spec and its parts that are neither roles nor policies.
var (
	sections = []Key{
		{"parameters", "parameters", "Values known at deployment."},
		{"conditions", "namedConditions", "Conditions that a when can name."},
		{"defaults", "defaults", "Defaults for all roles; path and tags also for policies and instance profiles."},
		{"roles", "roles", "The roles, by logical name."},
		{"policies", "policies", "Customer managed policies, by logical name."},
		{"securityConfigurations", "configurations", "EMR security configurations, by logical name."},
		{"resourcePolicies", "resourcePolicies", "Policies of keys, buckets and other resources, by logical name; they are in no stack."},
		{"stacks", "stacks", "Stacks by name, with what each deploys. If absent, there is one stack with the name of the spec."},
		{"environments", "environments", "Accounts and Regions with the values of parameters, by name."},
		{"outputs", "outputs", "The targets to generate, with their options. If absent, all of them."},
		{"documents", "documents", "Documents of policies that the spec does not create, by ARN, for tests and emriam can."},
		{"tests", "tests", "What roles and policies can and cannot do; validate runs these tests."},
		{"rules", "severities", "Severities of findings, by code."},
	}

	// Sections are the parts of a spec that are merged with the extended spec, entry by
	// entry.
	Sections = names(sections)

	Spec = shape("spec", []Key{
		{"version", "version", "The version of the language."},
		{"name", "name", "Also the name of the stack if stacks is absent."},
		doc,
		{"extends", "word", "The spec that this one changes: built-in, or a file relative to this one."},
	}, sections).nullable().requires("version")

	Parameter = shape("parameter", []Key{
		{"type", "type", "The type of the value; in brackets, a list of such values."},
		doc,
		{"default", "values", "Used if no value is given."},
		{"example", "values", "Used if an output needs a value and there is no default."},
		{"optional", "flag", "Whether the value may be absent."},
		{"values", "values", "The allowed values."},
		{"pattern", "word", "A regular expression for the whole value, in the syntax that Go, Java and JavaScript share."},
		{"wildcards", "flag", "For String and Arn: whether values may have * and ?, even in resources, principals and ARN patterns."},
		{"resolve", "text", "Where the value is looked up at deployment, in the form of {{resolve:…}}, e.g., ssm:/acme/boundary, or the export of another stack, e.g., export:network-Bucket."},
		logicalID,
	}).nullable()

	NamedCondition = shape("namedCondition", []Key{when, doc, logicalID}).requires("when")
	Defaults       = shape("defaults", []Key{path, boundary, tags, session}).nullable()

	Environment = shape("environment", []Key{
		{"partition", "partition", "aws if absent."},
		{"region", "word", "e.g., us-east-1."},
		{"account", "account", "Twelve digits, in quotes."},
		{"values", "with", "Values of the parameters."},
		{"names", "texts", "Names in IAM that the deployment made, by role or policy."},
	}).nullable()

	Test = shape("test", []Key{
		{"name", "text", "The name of the test; a spec that extends this one can replace the test by name."},
		{"role", "word", "A role of this spec."},
		{"policy", "word", "A customer managed policy of this spec."},
		{"resourcePolicy", "word", "A resource policy of this spec: alone, or together with role."},
		{"can", "actionNames", "Actions, without wildcards, that must be allowed."},
		{"cannot", "actionNames", "Actions, without wildcards, that must be denied."},
		{"resources", "items", "ARNs to evaluate each action on; * if absent."},
		{"context", "context", "The request's values by key; null means that it does not have the key. Other keys are unknown."},
		{"principal", "text", "Who assumes the role: a role of this spec, an ARN, or a service principal. The test then evaluates the trust policy. Or whom the resource policy allows something."},
		when,
		{"environment", "words", "The environments that the test applies to; every deployment if absent."},
		doc,
	})
)

// Roles.
var (
	roleBody = []Key{
		kind, doc, source, path, session, boundary, tags,
		{"trust", "trusts", "Who may assume the role."},
		{"managedPolicies", "items", "service-role/X or X of AWS, an ARN, or a policy of this spec."},
		{"policies", "inlinePolicies", "Inline policies: name, and statements or a document."},
		{"instanceProfile", "instanceProfile", "true for a profile with the name of the role, a name, or a mapping."},
		{"place", "place", "How the role's policies are packed: inline, as managed policies, or automatically."},
		baseline,
	}
	overlays = Key{"statements", "overlays", "Changes to statements, by Sid; a new Sid is a new statement."}

	Role = shape("role", []Key{
		each,
		{"template", "templateName", "A ready-made role or policy."},
		from,
		{"existing", "existing", "A role that already exists: others can pass and trust it."},
		with,
		selected,
		{"roleName", "text", "The name in IAM; it may contain required parameters. If absent, the deployment makes one."},
	}, edges, []Key{overlays, when}, deployed, roleBody).nullable()

	Existing = shape("existing", []Key{{"arn", "text", "The ARN of one role, or a parameter with one."}}).requires("arn")

	// ExistingRole are the keys that a role with existing can have.
	ExistingRole = Only("existing", "kind", "doc", "source")

	Profile = shape("profile", []Key{{"name", "text", "The name in IAM; absent, that of the role; empty, the deployment makes one."}, path, tags}, deployed)

	Exports          = shape("stackOutput", []Key{{"Arn", "text", "For the ARN."}, {"Name", "text", "For the name."}})
	AttributeOutputs = shape("attributeOutputs", []Key{{"Arn", "someOutputs", "With the ARN."}, {"Name", "someOutputs", "With the name."}})
	NamedOutput      = shape("namedOutput", []Key{
		{"name", "logicalID", "The name of the output."},
		{"export", "text", "The export name."},
		{"otherwise", "text", "The value of the output where the role or policy does not exist; absent, there is no output then."},
		when,
	}).requires("name")

	Trust = shape("trust", []Key{
		{"service", "services", "Services that may assume the role."},
		{"role", "words", "Roles of this spec that may assume the role."},
		{"oidc", "oidc", "Identities of an OpenID Connect provider of the account, such as service accounts of an EKS cluster."},
		{"saml", "saml", "Identities of a SAML provider of the account."},
		{"guard", "guard", "The confused-deputy condition. The default follows from the kind."},
		{"sourceArn", "items", "The ARNs for which alone the services may assume the role, e.g., of one application of EMR Serverless: the condition source-arn with these."},
		{"actions", "items", "If absent, sts:AssumeRole and the other actions that the kind of the role needs."},
		identity,
		{"externalId", "items", "The external IDs with which alone the roles may assume it, e.g., that of a security configuration."},
		when,
	})
	OIDC = shape("oidc", []Key{
		{"provider", "text", "Host and path without https://, e.g., oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE."},
		{"audience", "items", "Audiences of the tokens; sts.amazonaws.com if absent."},
		{"subject", "items", "Subjects of the tokens, e.g., system:serviceaccount:NAMESPACE:NAME; with * or ?, patterns."},
		{"namespace", "items", "Kubernetes namespaces with jobs of EMR on EKS that run with this role; instead of subject."},
	})
	SAML = shape("saml", []Key{
		{"provider", "text", "The name of the provider."},
		{"audience", "items", "Endpoints that assertions are sent to; the sign-in endpoints of all partitions if absent."},
	})

	Pass = shape("pass", []Key{
		{"role", "word", "A role of this spec."},
		{"arn", "text", "ARNs of other roles."},
		{"to", "service", "The service that the role is passed to. The default follows from the kind."},
		when,
	})
	Assume     = shape("assume", []Key{{"role", "word", "A role of this spec."}, {"arn", "text", "ARNs of other roles."}, kind, identity, when})
	LinkedRole = shape("linkedRole", []Key{{"name", "linkedRoleName", "The service-linked role."}, when})
)

// Customer managed policies, policies of resources, and security configurations.
var (
	policyPlace      = Key{"place", "policyPlace", "One managed policy, or as many as it needs."}
	wholeStatements  = Key{"statements", "policyStatements", "Statements, or a document."}
	policyStatements = Key{"statements", "policyStatements", "Statements, a document, or changes by Sid."}

	Policy = shape("policy", []Key{
		each,
		{"template", "policyTemplateName", "A ready-made policy."},
		from, with, selected,
		{"policyName", "text", "The name in IAM; it may contain required parameters. If absent, the deployment makes one."},
		{"attach", "attach", "Groups, users and roles outside of the spec that get the policy."},
		{"sessionMappings", "sessionMappings", "Whose sessions in EMR Studios have the policy as session policy."},
	}, edges, []Key{when}, deployed, []Key{doc, source, path, tags, policyStatements, policyPlace, baseline}).nullable()

	Attach = shape("attach", []Key{
		{"groups", "items", "Names of groups in IAM."},
		{"users", "items", "Names of users in IAM."},
		{"roles", "items", "Names in IAM of roles that this spec does not define."},
	})

	SessionMapping = shape("sessionMapping", []Key{
		{"studio", "text", "The ID of a Studio that authenticates with IAM Identity Center."},
		{"groups", "items", "Names of groups in IAM Identity Center."},
		{"users", "items", "Names of users in IAM Identity Center."},
		when,
		{"logicalId", "logicalID", "The logical ID in the template of the stack, of a mapping of one group or user."},
	}).requires("studio")

	resourceFor    = Key{"for", "resourceKind", "The kind of resource; absent with a template."}
	ResourcePolicy = shape("resourcePolicy", []Key{{"template", "resourceTemplateName", "A ready-made resource policy."}, with, resourceFor, doc, source, policyStatements}).nullable()

	Configuration = shape("configuration", []Key{
		{"configurationName", "text", "The name in EMR; it may contain required parameters. If absent, the deployment makes one."},
		when, logicalID,
		{"output", "namedOutputs", "The name of the stack's output with the name; or several of them."},
		{"export", "stackOutputs", "The export name of the stack's output with the name."},
		retain, doc, source,
		{"emrfs", "mappings", "Roles for S3; EMRFS uses the first mapping that matches."},
		{"runtimeRoles", "flag", "Whether each step names its own role."},
		{"propagateSourceIdentity", "flag", "Whether sessions of runtime roles have the identity of who submitted the step."},
		{"authorizedSessionTag", "text", "The session tag that Lake Formation trusts in sessions of runtime roles, e.g., Amazon EMR."},
		{"EncryptionConfiguration", "EncryptionConfiguration", "Encryption at rest and in transit, as EMR writes it."},
		{"AuthenticationConfiguration", "AuthenticationConfiguration", "Kerberos and IAM Identity Center, as EMR writes them."},
		{"AuthorizationConfiguration", "AuthorizationConfiguration", "Apache Ranger, as EMR writes it."},
		{"LakeFormationConfiguration", "LakeFormationConfiguration", "Lake Formation with SAML, as EMR writes it."},
		{"InstanceMetadataServiceConfiguration", "InstanceMetadataServiceConfiguration", "The instance metadata service, as EMR writes it."},
	}).nullable()
	Mapping = shape("mapping", []Key{
		{"role", "word", "A role of this spec, of kind emrfs."},
		{"arn", "text", "ARN of another role."},
		{"users", "items", "Users who get the role."},
		{"groups", "items", "Groups whose members get the role."},
		{"prefixes", "items", "Locations in S3 that use the role, e.g., s3://amzn-s3-demo-bucket/team/."},
	})
)

// Documents, whose keys in upper case are IAM's own.
var (
	document = []Key{
		{"Version", "policyVersion", "The version of IAM's policy language."},
		{"Id", "text", "An identifier of the document."},
		{"Statement", "statements", "The statements."},
	}
	Document       = shape("document", document).requires("Statement")
	inlineName     = Key{"policyName", "text", "The name in IAM, if it is not the name in the spec; it may contain required parameters."}
	InlineName     = shape("inlineName", []Key{inlineName}).requires("policyName")
	InlineDocument = shape("inlineDocument", []Key{
		when,
		inlineName,
		{"logicalId", "logicalID", "The logical ID of the policy, which is then a resource of its own in the template of the stack."},
		{"resourceType", "inlineType", "The type of the resource in the template of the stack, if the policy is a resource of its own."},
	}, document).requires("Statement")

	iam = []Key{
		{"Sid", "word", "Letters and digits, unique in a role."},
		{"Effect", "effect", ""},
		{"Principal", "principals", "The principals of a trust policy or resource policy."},
		{"NotPrincipal", "principals", "Everyone except these."},
		{"Action", "actions", "Actions, e.g., s3:GetObject."},
		{"NotAction", "actions", "All actions except these."},
		{"Resource", "items", "ARNs, or *."},
		{"NotResource", "items", "All resources except these."},
		{"Condition", "conditions", "Operator, key and values."},
	}
	ours = []Key{when, doc, source, {"operation", "words", "The template's operations that need the statement."}}

	// IAMStatement is a statement in a document that IAM reads as it is.
	IAMStatement = Only(names(iam)...)

	Statement = shape("statement", iam, ours).requires("Effect")

	// NewStatement is a statement that an overlay adds, under its Sid.
	NewStatement = Only(Statement.names[1:]...)

	Overlay = shape("overlay", iam[1:], ours, []Key{
		{"remove", "flag", "Whether to remove the statement."},
		{"add", "add", "Values to add to lists, and conditions."},
		{"take", "take", "Values to remove from lists, and conditions to remove: {StringEquals: aws:SourceAccount}."},
	}).nullable()
	Add  = shape("add", iam[4:])
	Take = shape("take", iam[4:8], []Key{{"Condition", "takenConditions", "Operators, with the keys to remove."}})

	Value = shape("value", []Key{{"value", "text", "The value."}, when}).requires("value")

	Principal = shape("principal", []Key{
		{"AWS", "items", "Accounts, roles and users."},
		{"Service", "items", "Services, e.g., ec2.amazonaws.com."},
		{"Federated", "items", "Identity providers."},
		{"CanonicalUser", "items", "Canonical user IDs."},
	})
)

// Templates.
var (
	Template = shape("template", []Key{
		doc, source,
		{"rows", "values", "Rows of the table of kinds in docs/templates.md that the template is for."},
		{"parameters", "parameters", "Parameters that a role sets under with."},
		{"operations", "operations", "What EMR does with the role, as listed on AWS's page."},
		{"tests", "tests", "What a role or policy with the template can and cannot do, without naming one; emriam's own tests run them."},
		{"role", "templateRole", "The role."},
		{"policy", "templatePolicy", "The policy."},
		{"resourcePolicy", "templateResourcePolicy", "The resource policy."},
	})
	TemplateRole           = shape("templateRole", []Key{overlays}, roleBody)
	TemplatePolicy         = shape("templatePolicy", []Key{doc, source, path, tags, wholeStatements, policyPlace, baseline})
	TemplateResourcePolicy = shape("templateResourcePolicy", []Key{resourceFor, doc, source, wholeStatements}).requires("for")
	TemplateStatement      = shape("templateStatement", iam, ours, []Key{{"locked", "word", "Why the statement must not change."}}).requires("Effect")

	Operation = shape("operation", []Key{
		doc,
		{"actions", "words", "The actions that AWS lists for the operation."},
	})
)
