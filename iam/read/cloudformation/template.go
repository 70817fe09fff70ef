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
	if err := t.readResources(root["Resources"]); err != nil {
		return nil, err
	}
	return t, t.readOutputs(root["Outputs"])
}

func (t *Template) readResources(v any) error {
	all, ok := v.(map[string]any)
	if !ok {
		return errors.New("template without Resources")
	}
	for _, id := range sorted(all) {
		r, err := readResource(all[id])
		if err != nil {
			return fmt.Errorf("resource %s: %w", id, err)
		}
		t.resources[id] = r
	}
	return nil
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

func (t *Template) readOutputs(v any) error {
	all, err := optionalMap(v)
	if err != nil {
		return fmt.Errorf("section Outputs: %w", err)
	}
	for _, id := range sorted(all) {
		m, err := fields(all[id], "Description", "Condition", "Value", "Export")
		if err != nil {
			return fmt.Errorf("output %s: %w", id, err)
		}
		o := output{value: m["Value"]}
		if o.condition, err = optionalString(m["Condition"]); err != nil {
			return fmt.Errorf("output %s: %w", id, err)
		}
		if m["Export"] != nil {
			export, err := fields(m["Export"], "Name")
			if err != nil {
				return fmt.Errorf("output %s: %w", id, err)
			}
			o.export = export["Name"]
		}
		t.outputs[id] = o
	}
	return nil
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
