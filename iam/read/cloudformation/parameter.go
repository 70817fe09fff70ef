package cloudformation

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parameter is the value of a parameter: a string, or a []any for a list.
func (e *evaluator) parameter(name string) (any, error) {
	if v, ok := e.params[name]; ok {
		return v, nil
	}
	p, err := fields(e.parameters[name], "Type", "Description", "Default", "AllowedValues", "AllowedPattern",
		"ConstraintDescription", "MinLength", "MaxLength", "MinValue", "MaxValue", "NoEcho")
	if err == nil {
		given := e.given(name)
		e.params[name], err = parameterValue(p, strings.Join(given, ","), given != nil, e.env)
	}
	if err != nil {
		return nil, fmt.Errorf("parameter %s: %w", name, err)
	}
	return e.params[name], nil
}

// Given returns the values that a parameter has when some are given, or none if they are
// nil. The error says why the template refuses them.
func (t *Template) Given(name string, values []string) ([]string, error) {
	e := &evaluator{Template: t, params: map[string]any{}, given: func(string) []string { return values }}
	v, err := e.parameter(name)
	var out []string
	for _, text := range anys(v) {
		if text != "" {
			out = append(out, fmt.Sprint(text))
		}
	}
	return out, err
}

func anys(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	return []any{v}
}

func parameterValue(p map[string]any, given string, isGiven bool, env Env) (any, error) {
	if !isGiven {
		if p["Default"] == nil {
			return nil, errors.New("no value and no default")
		}
		var err error
		if given, err = scalarText(p["Default"]); err != nil {
			return nil, err
		}
	}
	switch typ := p["Type"]; typ {
	case "String":
		return given, allowed(p, given)
	case "Number":
		if _, err := strconv.ParseFloat(given, 64); err != nil {
			return nil, fmt.Errorf("%q is no number", given)
		}
		return given, allowed(p, given)
	case "CommaDelimitedList":
		return listValue(p, given)
	case "AWS::SSM::Parameter::Value<String>":
		v, ok := env.SSM[given]
		if !ok {
			return nil, fmt.Errorf("no SSM parameter %q", given)
		}
		return v, nil
	default:
		return nil, fmt.Errorf("type %v is not known", typ)
	}
}

// listValue splits a CommaDelimitedList. AWS documents that there is one
// member more than there are commas, so an empty text has one, and that
// members are trimmed.
func listValue(p map[string]any, given string) (any, error) {
	var out []any
	for _, s := range strings.Split(given, ",") {
		s = strings.TrimSpace(s)
		if err := allowed(p, s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// allowed checks one value against the constraints of its parameter.
func allowed(p map[string]any, value string) error {
	if v := p["AllowedValues"]; v != nil {
		list, ok := v.([]any)
		if !ok {
			return errors.New("AllowedValues is no list")
		}
		all, err := texts(list)
		if err != nil {
			return err
		}
		if !slices.Contains(all, value) {
			return fmt.Errorf("%q is not one of %q", value, all)
		}
	}
	if v := p["AllowedPattern"]; v != nil {
		pattern, ok := v.(string)
		if !ok {
			return errors.New("AllowedPattern is no string")
		}
		ok, err := matches(pattern, value)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%q does not match %s", value, pattern)
		}
	}
	return inBounds(p, value)
}

func inBounds(p map[string]any, value string) error {
	length := strconv.Itoa(len([]rune(value)))
	for _, b := range []struct {
		key, size string
		lower     bool
	}{{"MinLength", length, true}, {"MaxLength", length, false}, {"MinValue", value, true}, {"MaxValue", value, false}} {
		if p[b.key] == nil {
			continue
		}
		s, err := scalarText(p[b.key])
		if err != nil {
			return err
		}
		bound, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return fmt.Errorf("%s: %w", b.key, err)
		}
		size, err := strconv.ParseFloat(b.size, 64)
		if err != nil {
			return err
		}
		if b.lower && size < bound || !b.lower && size > bound {
			return fmt.Errorf("%q is out of bounds: %s is %s", value, b.key, s)
		}
	}
	return nil
}
