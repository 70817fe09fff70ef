package cloudformation

import (
	"errors"
	"fmt"
	"slices"
)

// Template is a template as it is written, in sections.
type Template struct {
	parameters map[string]any
	ruleTexts  map[string]any
	mappings   map[string]any
	condTexts  map[string]any
	resources  map[string]resource
	outputs    map[string]output
}

type resource struct {
	typ        string
	condition  string // or ""
	dependsOn  []string
	retained   bool // when it is deleted, and when it is replaced
	properties map[string]any
}

type output struct {
	condition string // or ""
	value     any
	export    any // name, or nil
}

// Parse reads a template in YAML or JSON. A section or attribute that is not listed here is an
// error, since it could change what the template creates.
func Parse(src []byte) (*Template, error) {
	v, err := decode(src)
	if err != nil {
		return nil, err
	}
	root, err := fields(v, "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings", "Conditions", "Resources", "Outputs")
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	t := &Template{resources: map[string]resource{}, outputs: map[string]output{}}
	for name, section := range map[string]*map[string]any{
		"Parameters": &t.parameters, "Rules": &t.ruleTexts, "Mappings": &t.mappings, "Conditions": &t.condTexts,
	} {
		if *section, err = optionalMap(root[name]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	all, ok := root["Resources"].(map[string]any)
	if !ok {
		return nil, errors.New("template without Resources")
	}
	err = each("resource ", all, func(id string, v any) (err error) {
		t.resources[id], err = readResource(v)
		return err
	})
	if err != nil {
		return nil, err
	}
	outputs, err := optionalMap(root["Outputs"])
	if err != nil {
		return nil, fmt.Errorf("section Outputs: %w", err)
	}
	return t, each("output ", outputs, func(id string, v any) (err error) {
		t.outputs[id], err = readOutput(v)
		return err
	})
}

func readResource(v any) (resource, error) {
	m, err := fields(v, "Type", "Condition", "DependsOn", "Properties", "Metadata", "DeletionPolicy", "UpdateReplacePolicy")
	if err != nil {
		return resource{}, err
	}
	var r resource
	if r.typ, err = optionalString(m["Type"]); err != nil || r.typ == "" {
		return r, errors.New("no Type")
	}
	if r.condition, err = optionalString(m["Condition"]); err != nil {
		return r, err
	}
	r.retained = m["DeletionPolicy"] == "Retain" && m["UpdateReplacePolicy"] == "Retain"
	if r.properties, err = optionalMap(m["Properties"]); err != nil {
		return r, err
	}
	switch d := m["DependsOn"].(type) {
	case nil:
	case string:
		r.dependsOn = []string{d}
	case []any:
		r.dependsOn, err = texts(d)
	default:
		err = fmt.Errorf("DependsOn is %T", d)
	}
	return r, err
}

func readOutput(v any) (output, error) {
	m, err := fields(v, "Description", "Condition", "Value", "Export")
	if err != nil {
		return output{}, err
	}
	o := output{value: m["Value"]}
	if o.condition, err = optionalString(m["Condition"]); err != nil || m["Export"] == nil {
		return o, err
	}
	export, err := fields(m["Export"], "Name")
	o.export = export["Name"]
	return o, err
}

// fields is v, a map with no keys but the known ones.
func fields(v any, known ...string) (map[string]any, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("not a mapping but %T", v)
	}
	for _, key := range sorted(m) {
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf("unknown key %q", key)
		}
	}
	return m, nil
}

func optionalMap(v any) (map[string]any, error) {
	if v == nil {
		return nil, nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("not a mapping but %T", v)
	}
	return m, nil
}

func optionalString(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("not a string but %T", v)
	}
	return s, nil
}

// texts is a list of scalars as texts.
func texts(list []any) ([]string, error) {
	out := []string{}
	for _, v := range list {
		s, err := scalarText(v)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}
