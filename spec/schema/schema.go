package schema

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag/show"
	"github.com/emriam/emriam/spec/language"
)

// ID is where the schema of specs is published.
const ID = "https://raw.githubusercontent.com/emriam/emriam/main/schema.json"

// Spec returns the JSON Schema of specs, draft 2020-12. fsys has the templates, and
// targets what each option of each target means.
func Spec(fsys fs.FS, targets map[string]map[string]string) []byte {
	b := &builder{targets: targets}
	for _, name := range compile.TemplateNames(fsys) {
		if t, err := compile.ReadTemplate(fsys, name); err == nil {
			b.templates = append(b.templates, t)
		}
	}
	return b.print("spec", "IAM roles for Amazon EMR, in the language of emriam, version 1", ID)
}

// Template returns the JSON Schema of the file of a template.
func Template() []byte {
	b := &builder{inTemplate: true}
	return b.print("template", "Template of a role, a policy or a resource policy, in the language of emriam", "")
}

// schema is a JSON Schema, or a part of one.
type schema = map[string]any

// builder makes the definitions that a schema refers to.
type builder struct {
	inTemplate bool
	templates  []*compile.Template
	targets    map[string]map[string]string
}

func (b *builder) print(root, title, id string) []byte {
	all := b.define()
	for _, s := range language.Shapes() {
		all[s.Name] = b.shape(s)
	}
	used := schema{}
	collect(all[root], all, used)
	out := maps.Clone(all[root].(schema))
	out["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	out["title"] = title
	if id != "" {
		out["$id"] = id
	}
	out["$defs"] = used
	return show.Encode(out, "  ")
}

// definitions is where a schema keeps what it refers to.
const definitions = "#/$defs/"

// collect adds to used the definitions that a part of a schema refers to, directly or
// not.
func collect(part any, all, used schema) {
	switch part := part.(type) {
	case []schema:
		for _, s := range part {
			collect(s, all, used)
		}
	case schema:
		for _, value := range part {
			collect(value, all, used)
		}
	case string:
		name, ok := strings.CutPrefix(part, definitions)
		if !ok || used[name] != nil {
			return
		}
		if all[name] == nil {
			panic("schema: no definition of " + name)
		}
		used[name] = all[name]
		collect(all[name], all, used)
	}
}

// use returns the schema of what a key holds: in place if it is simple, else a
// reference to a definition.
func use(of string) schema {
	switch of {
	case "text": // YAML sees numbers and booleans in what the language takes for text
		return schema{"type": []string{"string", "number", "boolean"}}
	case "word":
		return schema{"type": "string"}
	case "flag":
		return schema{"type": "boolean"}
	}
	return schema{"$ref": definitions + of}
}

// shape returns the schema of a mapping with a fixed set of keys.
func (b *builder) shape(s *language.Shape) schema {
	properties := schema{}
	for _, k := range s.Keys {
		value := use(k.Value)
		if s.Nullable {
			value = orNull(value)
		}
		if k.Doc != "" {
			value["description"] = k.Doc
		}
		properties[k.Name] = value
	}
	out := schema{"type": "object", "properties": properties, "additionalProperties": false}
	if s.Required != nil {
		out["required"] = s.Required
	}
	switch s {
	case language.Spec:
		maps.Copy(out, unlessExtended(schema{"parameters": []string{"type"}, "environments": []string{"region", "account"}}))
	case language.Parameter:
		if b.inTemplate {
			out["required"] = []string{"type"}
		}
	case language.Role:
		out["allOf"] = append(b.withs(s.Name), onlyExisting())
	case language.Policy, language.ResourcePolicy:
		if withs := b.withs(s.Name); len(withs) > 0 {
			out["allOf"] = withs
		}
	}
	return out
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

// onlyExisting allows a role that exists already no more than the compiler does.
func onlyExisting() schema {
	return schema{
		"if":   schema{"properties": schema{"existing": schema{"type": "object"}}, "required": []string{"existing"}},
		"then": schema{"propertyNames": schema{"enum": language.ExistingRole.Names()}},
	}
}

// withs says for each template what with takes.
func (b *builder) withs(kind string) []schema {
	var out []schema
	for _, t := range b.templates {
		if t.Kind != kind {
			continue
		}
		args := schema{}
		for _, p := range t.Params {
			arg := use("values")
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
