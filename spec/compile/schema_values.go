package compile

import (
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
	"github.com/emriam/emriam/spec/syntax"
)

// The patterns of isLogicalName and isPlainName.
const (
	logicalNamePattern = "^[A-Z][A-Za-z0-9]{0,63}$"
	plainNamePattern   = "^[A-Za-z][A-Za-z0-9-]{0,127}$"
)

// The simplest schemas. YAML sees numbers and booleans in what the language
// takes for text.
func textSchema() schema { return schema{"type": []string{"string", "number", "boolean"}} }
func wordSchema() schema { return schema{"type": "string"} }
func flagSchema() schema { return schema{"type": "boolean"} }
func nullSchema() schema { return schema{"type": "null"} }

// define makes what is no shape.
func (b *schemaBuilder) define(name string) (schema, bool) {
	switch name {
	// Texts.
	case "text":
		return textSchema(), true
	case "word":
		return wordSchema(), true
	case "flag":
		return flagSchema(), true
	case "version":
		return schema{"enum": []any{1, "1"}}, true
	case "name":
		return schema{"type": "string", "pattern": plainNamePattern}, true
	case "account":
		return schema{"type": []string{"string", "integer"}, "pattern": "^[0-9]{12}$"}, true
	case "instanceProfile":
		return anyOf(schema{"type": []string{"boolean", "string"}}, b.use("profile")), true
	case "logicalID":
		return schema{"type": "string", "pattern": "^" + logicalIDPattern + "$"}, true
	case "inlineType":
		return schema{"enum": inlineTypes}, true
	case "namedOutputs":
		return anyOf(b.use("someOutputs"), b.use("attributeOutputs")), true
	case "someOutputs":
		return oneOrMany(anyOf(b.use("logicalID"), b.use("namedOutput"))), true
	case "stackOutputs":
		return anyOf(wordSchema(), b.use("stackOutput")), true

	// Words of closed tables.
	case "type":
		return b.paramType(), true
	case "kind":
		return schema{"enum": spec.KindNames()}, true
	case "guard":
		return schema{"enum": spec.ConfusedDeputies}, true
	case "service":
		return schema{"enum": spec.ServiceNames()}, true
	case "partition":
		return schema{"enum": spec.Partitions}, true
	case "place":
		return schema{"enum": rolePlaces}, true
	case "policyPlace":
		return schema{"enum": policyPlaces}, true
	case "EncryptionConfiguration", "AuthenticationConfiguration", "InstanceMetadataServiceConfiguration":
		i := slices.IndexFunc(emrSections, func(s settingKey) bool { return s.key == name })
		return emrSections[i].schema(), true
	case "effect":
		return schema{"enum": []string{"Allow", "Deny"}}, true
	case "policyVersion":
		return schema{"enum": []string{"2012-10-17", "2008-10-17"}}, true
	case "linkedRoleName":
		return linkedRoleSchema(), true
	case "templateName":
		return b.templateNames("role"), true
	case "policyTemplateName":
		return b.templateNames("policy"), true
	case "resourceTemplateName":
		return b.templateNames("resourcePolicy"), true
	case "resourceKind":
		return schema{"enum": resourceKinds}, true

	// Lists.
	case "when":
		return oneOrMany(b.use("term")), true
	case "term":
		name := schema{"type": "string", "pattern": logicalNamePattern}
		return anyOf(name, schema{
			"type": "object", "minProperties": 1, "maxProperties": 1,
			"properties": schema{"not": b.use("term")}, "patternProperties": schema{logicalNamePattern: oneOrMany(textSchema())}, "additionalProperties": false,
		}), true
	case "words":
		return oneOrMany(wordSchema()), true
	case "names":
		return anyOf(schema{"type": "string", "pattern": logicalNamePattern}, listOf(b.use("name")), schema{
			"type": "object", "minProperties": 1, "propertyNames": schema{"pattern": plainNamePattern}, "additionalProperties": mapOf(textSchema(), logicalNamePattern),
		}), true
	case "values":
		return orNull(oneOrMany(textSchema())), true
	case "item":
		return anyOf(textSchema(), b.use("value")), true
	case "items":
		return oneOrMany(anyOf(textSchema(), b.use("value"))), true
	case "services":
		return oneOrMany(b.use("service")), true
	case "passes":
		return oneOrMany(anyOf(b.use("roleName"), b.use("pass"))), true
	case "roleName":
		return anyOf(schema{"enum": builtInRoles()}, wordSchema()), true
	case "actions":
		return oneOrMany(anyOf(b.use("actionName"), textSchema(), b.use("value"))), true
	case "actionNames":
		return oneOrMany(b.use("actionName")), true
	case "actionName":
		return anyOf(schema{"enum": suggestedActions()}, wordSchema()), true
	case "assumes":
		return oneOrMany(anyOf(wordSchema(), b.use("assume"))), true
	case "linkedRoles":
		return oneOrMany(anyOf(b.use("linkedRoleName"), b.use("linkedRole"))), true
	case "mappings":
		return oneOrMany(b.use("mapping")), true
	case "tests":
		return oneOrMany(b.use("test")), true
	}
	return b.defineMapping(name)
}

// defineMapping makes mappings whose keys are the author's, and what may be
// one.
func (b *schemaBuilder) defineMapping(name string) (schema, bool) {
	switch name {
	case "parameters":
		return mapOf(orNull(b.use("parameter")), logicalNamePattern), true
	case "namedConditions":
		return mapOf(orNull(anyOf(b.use("when"), b.use("namedCondition"))), logicalNamePattern), true
	case "roles":
		return mapOf(orNull(b.use("role")), logicalNamePattern), true
	case "policies":
		return mapOf(orNull(b.use("policy")), logicalNamePattern), true
	case "configurations":
		return mapOf(orNull(b.use("configuration")), logicalNamePattern), true
	case "resourcePolicies":
		return mapOf(orNull(b.use("resourcePolicy")), logicalNamePattern), true
	case "documents":
		return mapOf(orNull(anyOf(wordSchema(), b.use("document"), b.use("statements"))), ""), true
	case "operations":
		return mapOf(b.use("operation"), logicalNamePattern), true
	case "stacks":
		return mapOf(orNull(b.use("words")), plainNamePattern), true
	case "environments":
		return mapOf(orNull(b.use("environment")), plainNamePattern), true
	case "outputs":
		return b.outputs(), true
	case "severities":
		return severitiesSchema(), true
	case "with":
		return mapOf(b.use("values"), logicalNamePattern), true
	case "texts":
		return mapOf(orNull(b.use("item")), ""), true
	case "context":
		return mapOf(orNull(b.use("items")), ""), true
	case "conditions":
		return mapOf(mapOf(b.use("items"), ""), ""), true
	case "takenConditions":
		return mapOf(b.use("words"), ""), true
	case "principals":
		return anyOf(schema{"const": "*"}, b.use("principal")), true
	case "statements":
		return anyOf(b.use("statement"), schema{"type": "array", "items": b.use("statement")}), true
	case "policyDocument":
		return anyOf(b.use("statements"), b.use("document")), true
	case "inlinePolicies":
		return mapOf(orNull(anyOf(b.use("statements"), b.use("inlineDocument"))), ""), true
	case "overlays":
		return anyOf(mapOf(b.use("overlay"), ""), listOf(b.use("statement"))), true
	case "policyStatements":
		return anyOf(b.use("policyDocument"), mapOf(b.use("overlay"), "")), true
	case "trusts":
		out := anyOf(oneOrMany(anyOf(b.use("trust"), b.use("statement"))), b.use("document"))
		out["defaultSnippets"] = trustSnippets() // of yaml-language-server
		return out, true
	}
	return nil, false
}

// suggestedServices are the services whose actions editors complete, beside those of
// EMR: those that jobs and clusters use. Other actions are as good.
var suggestedServices = []string{
	"cloudwatch", "dynamodb", "ec2", "ecr", "glue", "iam", "kinesis", "kms", "lakeformation", "logs", "s3", "secretsmanager", "sns", "sqs", "sts",
}

func suggestedActions() []string {
	var out []string
	for _, prefix := range facts.Prefixes() {
		if !strings.HasPrefix(prefix, "elasticmapreduce") && !strings.HasPrefix(prefix, "emr-") && !slices.Contains(suggestedServices, prefix) {
			continue
		}
		s, _ := facts.FindService(prefix)
		for _, name := range s.ActionNames() {
			out = append(out, prefix+":"+name)
		}
	}
	return out
}

// builtInRoles are the roles of the built-in spec, whose names most specs keep. The
// names of a spec's own roles are for validate.
func builtInRoles() []string {
	var out []string
	root := syntax.Parse(syntax.NewSource(spec.BuiltInFile, spec.BuiltIn), spec.BuiltIn, &diag.List{})
	for _, section := range root.Pairs() {
		if section.Key.Text == "roles" {
			for _, role := range section.Value.Pairs() {
				out = append(out, role.Key.Text)
			}
		}
	}
	return out
}

// trustSnippets are trust policies for the services that EMR's roles trust.
func trustSnippets() []schema {
	var out []schema
	for _, name := range spec.ServiceNames() {
		out = append(out, schema{"label": "service: " + name, "body": schema{"service": name}})
	}
	return out
}

func anyOf(alternatives ...schema) schema { return schema{"anyOf": alternatives} }

// orNull is of, or null, which takes an entry away.
func orNull(of schema) schema { return anyOf(of, nullSchema()) }

func listOf(of schema) schema { return schema{"type": "array", "items": of, "minItems": 1} }

func oneOrMany(of schema) schema { return anyOf(of, listOf(of)) }

// mapOf is a mapping with keys that match a pattern, or any.
func mapOf(value schema, keyPattern string) schema {
	out := schema{"type": []string{"object", "null"}, "additionalProperties": value}
	if keyPattern != "" {
		out["propertyNames"] = schema{"pattern": keyPattern}
	}
	return out
}

// choice is an enum whose values have docs.
func choice(names, docs []string) schema {
	if len(names) == 0 {
		return wordSchema()
	}
	var all []schema
	for i, name := range names {
		all = append(all, schema{"const": name, "description": docs[i]})
	}
	return anyOf(all...)
}

func linkedRoleSchema() schema {
	var docs []string
	for _, r := range spec.LinkedRoles {
		docs = append(docs, "The role "+r.When+".")
	}
	return choice(spec.LinkedRoleNames(), docs)
}

func (b *schemaBuilder) paramType() schema {
	var names, docs []string
	for _, info := range spec.Types {
		names, docs = append(names, string(info.Name)), append(docs, info.Want)
	}
	one := choice(names, docs)
	return anyOf(one, schema{"type": "array", "items": one, "minItems": 1, "maxItems": 1})
}

func (b *schemaBuilder) outputs() schema {
	targets := schema{}
	for target, options := range b.targets {
		values := schema{}
		for name, doc := range options {
			value := wordSchema()
			value["description"] = doc
			values[name] = value
		}
		targets[target] = schema{"type": []string{"object", "null"}, "properties": values, "additionalProperties": false}
	}
	return schema{"type": []string{"object", "null"}, "properties": targets, "additionalProperties": false}
}

func severitiesSchema() schema {
	codes := schema{}
	for _, r := range rules.All.All() {
		allowed := diag.Severities
		if r.Fixed {
			allowed = []string{diag.Error.String()}
		}
		codes[r.Code] = orNull(schema{"enum": allowed})
		codes[r.Code].(schema)["description"] = r.Title
	}
	return schema{"type": []string{"object", "null"}, "properties": codes, "additionalProperties": false}
}

func (b *schemaBuilder) templateNames(kind string) schema {
	var names, docs []string
	for _, t := range b.templates {
		if t.Kind == kind {
			names, docs = append(names, t.Name), append(docs, t.Doc)
		}
	}
	return choice(names, docs)
}

// more adds to the schema of a shape what the keys alone do not say.
func (b *schemaBuilder) more(name string, s schema) {
	switch name {
	case "spec":
		s["required"] = []string{"version"}
		maps.Copy(s, unlessExtended(schema{
			"parameters":   []string{"type"},
			"environments": []string{"region", "account"},
		}))
	case "parameter":
		if b.inTemplate {
			s["required"] = []string{"type"}
		}
	case "existing":
		s["required"] = existingRoleKeys
	case "value":
		s["required"] = []string{"value"}
	case "namedCondition":
		s["required"] = []string{"when"}
	case "namedOutput":
		s["required"] = []string{"name"}
	case "document", "inlineDocument":
		s["required"] = []string{"Statement"}
	case "statement", "templateStatement":
		s["required"] = []string{"Effect"}
	case "role":
		s["allOf"] = append(b.withs("role"), onlyExisting())
	case "policy", "resourcePolicy":
		if withs := b.withs(name); len(withs) > 0 {
			s["allOf"] = withs
		}
	case "templateResourcePolicy":
		s["required"] = []string{"for"}
	}
}

// unlessExtended requires keys in the entries of sections, unless they may come
// with what the spec extends.
func unlessExtended(required schema) schema {
	properties := schema{}
	for section, keys := range required {
		properties[section] = schema{"additionalProperties": schema{"required": keys}}
	}
	return schema{
		"if":   schema{"properties": schema{"extends": schema{"type": "null"}}},
		"then": schema{"properties": properties},
	}
}

// onlyExisting allows a role that exists already no more than the decoder does.
func onlyExisting() schema {
	return schema{
		"if":   schema{"properties": schema{"existing": schema{"type": "object"}}, "required": []string{"existing"}},
		"then": schema{"propertyNames": schema{"enum": existingKeys}},
	}
}

// withs says for each template what with takes.
func (b *schemaBuilder) withs(kind string) []schema {
	var out []schema
	for _, t := range b.templates {
		if t.Kind != kind {
			continue
		}
		args := schema{}
		for _, p := range t.Params {
			arg := maps.Clone(b.use("values"))
			arg["description"] = p.Doc
			if examples := slices.Concat(p.Values, p.Default); len(examples) > 0 {
				arg["examples"] = examples
			}
			args[p.Name] = arg
		}
		out = append(out, schema{
			"if":   schema{"properties": schema{"template": schema{"const": t.Name}}, "required": []string{"template"}},
			"then": schema{"properties": schema{"with": schema{"properties": args, "additionalProperties": false}}},
		})
	}
	return out
}
