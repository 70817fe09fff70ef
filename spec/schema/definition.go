package schema

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/rules"
	"github.com/emriam/emriam/spec/syntax"
)

const (
	logicalName = "^" + language.LogicalName + "$"
	plainName   = "^" + language.PlainName + "$"
)

// define returns what the keys of the language hold, by the names under which
// package language has it, except for its shapes.
func (b *builder) define() schema {
	text, word := use("text"), use("word")
	statement := use("statement")
	if b.inTemplate {
		statement = use("templateStatement")
	}
	all := schema{
		// Texts.
		"version":         enum[any](1, "1"),
		"name":            schema{"type": "string", "pattern": plainName},
		"account":         schema{"type": []string{"string", "integer"}, "pattern": "^[0-9]{12}$"},
		"instanceProfile": anyOf(schema{"type": []string{"boolean", "string"}}, use("profile")),
		"logicalID":       schema{"type": "string", "pattern": "^" + language.LogicalID + "$"},
		"inlineType":      enum(language.InlineTypes...),
		"namedOutputs":    anyOf(use("someOutputs"), use("attributeOutputs")),
		"someOutputs":     oneOrMany(anyOf(use("logicalID"), use("namedOutput"))),
		"stackOutputs":    anyOf(word, use("stackOutput")),

		// Words of closed tables.
		"type":                 paramType(),
		"kind":                 enum(spec.KindNames()...),
		"guard":                enum(spec.ConfusedDeputies...),
		"service":              enum(spec.ServiceNames()...),
		"partition":            enum(spec.Partitions...),
		"place":                enum(language.RolePlaces...),
		"policyPlace":          enum(language.PolicyPlaces...),
		"effect":               enum("Allow", "Deny"),
		"policyVersion":        enum("2012-10-17", "2008-10-17"),
		"linkedRoleName":       linkedRoleName(),
		"templateName":         b.templateNames("role"),
		"policyTemplateName":   b.templateNames("policy"),
		"resourceTemplateName": b.templateNames("resourcePolicy"),
		"resourceKind":         enum(spec.ResourceKindNames()...),
		"actionName":           anyOf(enum(suggestedActions()...), word),
		"roleName":             anyOf(enum(builtInRoles()...), word),

		// Lists.
		"when":            oneOrMany(use("term")),
		"words":           oneOrMany(word),
		"values":          orNull(oneOrMany(text)),
		"item":            anyOf(text, use("value")),
		"items":           oneOrMany(anyOf(text, use("value"))),
		"services":        oneOrMany(use("service")),
		"passes":          oneOrMany(anyOf(use("roleName"), use("pass"))),
		"actions":         oneOrMany(anyOf(use("actionName"), text, use("value"))),
		"actionNames":     oneOrMany(use("actionName")),
		"assumes":         oneOrMany(anyOf(word, use("assume"))),
		"linkedRoles":     oneOrMany(anyOf(use("linkedRoleName"), use("linkedRole"))),
		"mappings":        oneOrMany(use("mapping")),
		"sessionMappings": oneOrMany(use("sessionMapping")),
		"tests":           oneOrMany(use("test")),
		"statements":      anyOf(statement, schema{"type": "array", "items": statement}),
		"names": anyOf(schema{"type": "string", "pattern": logicalName}, listOf(use("name")), schema{
			"type": "object", "minProperties": 1, "propertyNames": schema{"pattern": plainName}, "additionalProperties": mapOf(text, logicalName),
		}),
		"term": anyOf(schema{"type": "string", "pattern": logicalName}, schema{
			"type": "object", "minProperties": 1, "maxProperties": 1,
			"properties": schema{"not": use("term")}, "patternProperties": schema{logicalName: oneOrMany(text)}, "additionalProperties": false,
		}),

		// Mappings whose keys are the author's, and what may be one.
		"parameters":       mapOf(orNull(use("parameter")), logicalName),
		"namedConditions":  mapOf(orNull(anyOf(use("when"), use("namedCondition"))), logicalName),
		"roles":            mapOf(orNull(use("role")), logicalName),
		"policies":         mapOf(orNull(use("policy")), logicalName),
		"configurations":   mapOf(orNull(use("configuration")), logicalName),
		"resourcePolicies": mapOf(orNull(use("resourcePolicy")), logicalName),
		"documents":        mapOf(orNull(anyOf(word, use("document"), use("statements"))), ""),
		"operations":       mapOf(use("operation"), logicalName),
		"stacks":           mapOf(orNull(use("words")), plainName),
		"environments":     mapOf(orNull(use("environment")), plainName),
		"outputs":          b.outputs(),
		"severities":       severities(),
		"with":             mapOf(use("values"), logicalName),
		"texts":            mapOf(orNull(use("item")), ""),
		"context":          mapOf(orNull(use("items")), ""),
		"conditions":       mapOf(mapOf(use("items"), ""), ""),
		"takenConditions":  mapOf(use("words"), ""),
		"principals":       anyOf(schema{"const": "*"}, use("principal")),
		"policyDocument":   anyOf(use("statements"), use("document")),
		"inlinePolicies":   mapOf(orNull(anyOf(use("statements"), use("inlineDocument"), use("inlineName"))), ""),
		"overlays":         anyOf(mapOf(use("overlay"), ""), listOf(statement)),
		"policyStatements": anyOf(use("policyDocument"), mapOf(use("overlay"), "")),
		"trusts":           trusts(statement),
	}
	for _, s := range language.EMRSections {
		all[s.Name] = setting(s)
	}
	return all
}

func trusts(statement schema) schema {
	out := anyOf(oneOrMany(anyOf(use("trust"), statement)), use("document"))
	var snippets []schema
	for _, name := range spec.ServiceNames() {
		snippets = append(snippets, schema{"label": "service: " + name, "body": schema{"service": name}})
	}
	out["defaultSnippets"] = snippets // of yaml-language-server
	return out
}

// setting returns the schema of a key of a section of a security configuration.
func setting(s language.Setting) schema {
	switch s.Kind {
	case language.SettingFlag:
		return use("flag")
	case language.SettingNumber:
		return schema{"type": "integer", "minimum": 1, "maximum": s.Most}
	case language.SettingText:
		return use("word")
	}
	properties := schema{}
	for _, k := range s.Keys {
		properties[k.Name] = setting(k)
	}
	out := schema{"type": "object", "additionalProperties": false, "properties": properties}
	if s.Kind == language.SettingList {
		return schema{"type": "array", "items": out}
	}
	return out
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
		out = append(out, lists.Map(s.ActionNames(), func(name string) string { return prefix + ":" + name })...)
	}
	return out
}

// builtInRoles are the roles of the built-in spec, whose names most specs keep. The
// names of a spec's own roles are for validate.
func builtInRoles() []string {
	root := syntax.Parse(syntax.NewSource(spec.BuiltInFile, spec.BuiltIn), spec.BuiltIn, &diag.List{})
	return lists.Map(root.Get("roles").Pairs(), func(role syntax.Entry) string { return role.Key.Text })
}

func enum[T any](values ...T) schema { return schema{"enum": values} }

func anyOf(alternatives ...schema) schema { return schema{"anyOf": alternatives} }

// orNull is of, or null, which takes an entry away.
func orNull(of schema) schema { return anyOf(of, schema{"type": "null"}) }

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
		return use("word")
	}
	var all []schema
	for i, name := range names {
		all = append(all, schema{"const": name, "description": docs[i]})
	}
	return anyOf(all...)
}

func linkedRoleName() schema {
	docs := lists.Map(spec.LinkedRoles, func(r spec.LinkedRole) string { return "The role " + r.When + "." })
	return choice(spec.LinkedRoleNames(), docs)
}

func paramType() schema {
	var names, docs []string
	for _, info := range spec.Types {
		names, docs = append(names, string(info.Name)), append(docs, info.Want)
	}
	one := choice(names, docs)
	return anyOf(one, schema{"type": "array", "items": one, "minItems": 1, "maxItems": 1})
}

func (b *builder) templateNames(kind string) schema {
	var names, docs []string
	for _, t := range b.templates {
		if t.Kind == kind {
			names, docs = append(names, t.Name), append(docs, t.Doc)
		}
	}
	return choice(names, docs)
}

func (b *builder) outputs() schema {
	targets := schema{}
	for target, options := range b.targets {
		values := schema{}
		for name, doc := range options {
			values[name] = schema{"type": "string", "description": doc}
		}
		targets[target] = closed(values)
	}
	return closed(targets)
}

func severities() schema {
	codes := schema{}
	for _, r := range rules.All {
		allowed := diag.Severities
		if r.Fixed {
			allowed = []string{diag.Error.String()}
		}
		code := orNull(enum(allowed...))
		code["description"] = r.Title
		codes[r.Code] = code
	}
	return closed(codes)
}

// closed is a mapping of some keys, or null.
func closed(properties schema) schema {
	return schema{"type": []string{"object", "null"}, "properties": properties, "additionalProperties": false}
}
