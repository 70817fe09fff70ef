package compile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// SchemaID is where the schema of specs is published.
const SchemaID = "https://raw.githubusercontent.com/emriam/emriam/main/schema.json"

// Schema is the JSON Schema of the language, draft 2020-12: what editors know
// of a spec. fsys has the templates, and targets
// what each option of each target means.
//
// It is made of the decoder's own tables, and says less than Load: nothing of
// what a placeholder may name, nor of what two fields together mean.
func Schema(fsys fs.FS, targets map[string]map[string]string) []byte {
	b := &schemaBuilder{templates: readTemplates(fsys), targets: targets}
	return b.print("spec", "IAM roles for Amazon EMR, in the language of emriam, version 1", SchemaID)
}

// TemplateSchema is the JSON Schema of a template's file.
func TemplateSchema() []byte {
	b := &schemaBuilder{inTemplate: true}
	return b.print("template", "Template of a role, a policy or a resource policy, in the language of emriam", "")
}

// shape is a mapping with a fixed set of keys.
type shape struct {
	name string // what "$ref" calls it
	keys []string

	// Null takes a field away that a template, or what the body is made from,
	// or what the spec extends, has.
	nullable bool
}

// shapes are all sets of keys that the decoder knows, but for those that
// another one contains and those of IAM's documents, which are no specs.
var shapes = sync.OnceValue(func() []shape {
	return []shape{
		{name: "spec", keys: specKeys, nullable: true},
		{name: "parameter", keys: paramKeys, nullable: true},
		{name: "defaults", keys: defaultsKeys, nullable: true},
		{name: "role", keys: roleKeys, nullable: true},
		{name: "existing", keys: existingRoleKeys},
		{name: "profile", keys: profileKeys},
		{name: "stackOutput", keys: outputKeys},
		{name: "attributeOutputs", keys: outputKeys},
		{name: "namedOutput", keys: stackOutputKeys},
		{name: "policy", keys: policyKeys, nullable: true},
		{name: "configuration", keys: configurationKeys, nullable: true},
		{name: "mapping", keys: mappingKeys},
		{name: "resourcePolicy", keys: resourcePolicyKeys, nullable: true},
		{name: "trust", keys: trustKeys},
		{name: "attach", keys: attachKeys},
		{name: "oidc", keys: oidcKeys},
		{name: "saml", keys: samlKeys},
		{name: "pass", keys: passKeys},
		{name: "assume", keys: assumeKeys},
		{name: "linkedRole", keys: linkedKeys},
		{name: "value", keys: valueKeys},
		{name: "namedCondition", keys: conditionKeys},
		{name: "inlineDocument", keys: inlineKeys},
		{name: "document", keys: documentKeys},
		{name: "statement", keys: statementKeys},
		{name: "overlay", keys: overlayKeys, nullable: true},
		{name: "add", keys: editKeys},
		{name: "take", keys: editKeys},
		{name: "principal", keys: principalTypes},
		{name: "environment", keys: environmentKeys, nullable: true},
		{name: "test", keys: testKeys},
		{name: "template", keys: templateKeys},
		{name: "templateRole", keys: templateRoleKeys},
		{name: "templatePolicy", keys: policyBodyKeys},
		{name: "templateResourcePolicy", keys: resourceBodyKeys},
		{name: "templateStatement", keys: templateStatementKeys},
		{name: "operation", keys: operationKeys},
	}
})

// schema is a JSON Schema, or a part of one.
type schema = map[string]any

// schemaBuilder makes the definitions that are referred to.
type schemaBuilder struct {
	inTemplate bool
	templates  []*Template
	targets    map[string]map[string]string
	keys       map[string]schemaKey
	defs       schema
}

func (b *schemaBuilder) print(root, title, id string) []byte {
	b.keys, b.defs = schemaKeys(), schema{}
	b.use(root)
	out := maps.Clone(b.defs[root].(schema))
	out["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	out["title"] = title
	if id != "" {
		out["$id"] = id
	}
	delete(b.defs, root)
	out["$defs"] = b.defs
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		panic(fmt.Sprintf("spec: encoding a schema: %v", err))
	}
	return text.Bytes()
}

// use is the schema of what a key holds: in place if it is simple, else a
// reference to a definition, which is made if it is new.
func (b *schemaBuilder) use(name string) schema {
	switch {
	case name == "text" || name == "word" || name == "flag":
		out, _ := b.define(name)
		return out
	case name == "statement" && b.inTemplate:
		name = "templateStatement"
	}
	if _, ok := b.defs[name]; !ok {
		b.defs[name] = nil // a definition may refer to itself
		if def, ok := b.define(name); ok {
			b.defs[name] = def
		} else {
			b.defs[name] = b.shape(name)
		}
	}
	return schema{"$ref": "#/$defs/" + name}
}

func (b *schemaBuilder) shape(name string) schema {
	i := slices.IndexFunc(shapes(), func(s shape) bool { return s.name == name })
	if i < 0 {
		panic("spec: no schema of " + name)
	}
	s, properties := shapes()[i], schema{}
	for _, key := range s.keys {
		properties[key] = b.key(s, key)
	}
	out := schema{"type": "object", "properties": properties, "additionalProperties": false}
	b.more(name, out)
	return out
}

func (b *schemaBuilder) key(s shape, key string) schema {
	k, ok := b.keys[s.name+"."+key]
	if !ok {
		if k, ok = b.keys[key]; !ok {
			panic("spec: no schema of the key " + s.name + "." + key)
		}
	}
	value := maps.Clone(b.use(k.value))
	if s.nullable {
		value = orNull(value)
	}
	if k.doc != "" {
		value["description"] = k.doc
	}
	return value
}

func readTemplates(fsys fs.FS) []*Template {
	var out []*Template
	ts := newTemplates(fsys, &diag.List{})
	for _, name := range ts.names() {
		if t := ts.load(&scope{collector: &collector{diags: ts.diags}}, &syntax.Node{Kind: syntax.Scalar, Text: name}, name); t != nil && t.root != nil {
			out = append(out, templateInfo(t))
		}
	}
	return out
}
