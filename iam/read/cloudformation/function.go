package cloudformation

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// noValue is what AWS::NoValue evaluates to: what it stands in is dropped.
type noValue struct{}

// evaluator evaluates a template in one deployment.
type evaluator struct {
	*Template
	env    Env
	given  func(id string) []string // the values of a parameter; nil if it is not given
	assume func(id string)          // takes a resource for created

	params map[string]any    // values of parameters: string or []any
	holds  map[string]bool   // evaluated conditions
	names  map[string]string // evaluated names and paths of resources, by "ID.Property"
	open   []string          // what is being evaluated for something else, against cycles
}

// function returns the name and the argument of v if it is a function.
func function(v map[string]any) (name string, arg any, err error) {
	for key, value := range v {
		if key == "Ref" || strings.HasPrefix(key, "Fn::") {
			if len(v) > 1 {
				return "", nil, fmt.Errorf("%s beside other keys", key)
			}
			return key, value, nil
		}
	}
	return "", nil, nil
}

// eval evaluates all functions in v.
func (e *evaluator) eval(v any) (any, error) {
	switch v := v.(type) {
	case string, bool, json.Number:
		return v, nil
	case []any:
		return e.list(v)
	case map[string]any:
		name, arg, err := function(v)
		if err != nil {
			return nil, err
		}
		if name == "" {
			return e.mapping(v)
		}
		out, err := e.call(name, arg)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return out, nil
	default:
		return nil, fmt.Errorf("%T has no meaning in a template", v)
	}
}

func (e *evaluator) list(items []any) ([]any, error) {
	out := []any{}
	for i, item := range items {
		v, err := e.eval(item)
		if err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
		if _, drop := v.(noValue); !drop {
			out = append(out, v)
		}
	}
	return out, nil
}

func (e *evaluator) mapping(m map[string]any) (map[string]any, error) {
	out := map[string]any{}
	for _, key := range sorted(m) {
		v, err := e.eval(m[key])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		if _, drop := v.(noValue); !drop {
			out[key] = v
		}
	}
	return out, nil
}

// text evaluates v to a text.
func (e *evaluator) text(v any) (string, error) {
	out, err := e.eval(v)
	if err != nil {
		return "", err
	}
	return scalarText(out)
}

// texts evaluates each of several to a text.
func (e *evaluator) texts(all []any) ([]string, error) {
	out := make([]string, len(all))
	for i, v := range all {
		var err error
		if out[i], err = e.text(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func scalarText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case bool:
		return strconv.FormatBool(v), nil
	default:
		return "", fmt.Errorf("%T where a text is expected", v)
	}
}

// arity says of which functions the argument is a list, and how long it is.
var arity = map[string]int{
	"Fn::Join": 2, "Fn::Split": 2, "Fn::Select": 2, "Fn::FindInMap": 3, "Fn::If": 3,
	"Fn::Not": 1, "Fn::Equals": 2, "Fn::Contains": 2, "Fn::EachMemberEquals": 2,
}

// argumentsOf are those of a function with a list of them, nil of others.
func argumentsOf(name string, arg any) ([]any, error) {
	if n := arity[name]; n > 0 {
		return arguments(arg, n)
	}
	return nil, nil
}

func (e *evaluator) call(name string, arg any) (any, error) {
	args, err := argumentsOf(name, arg)
	if err != nil {
		return nil, err
	}
	switch name {
	case "Ref":
		id, ok := arg.(string)
		if !ok {
			return nil, errors.New("its argument is no name")
		}
		return e.ref(id)
	case "Fn::GetAtt":
		return e.getAtt(arg)
	case "Fn::Sub":
		return e.sub(arg)
	case "Fn::Join":
		return e.join(args)
	case "Fn::Split":
		return e.split(args)
	case "Fn::Select":
		return e.selectFrom(args)
	case "Fn::FindInMap":
		return e.findInMap(args)
	case "Fn::If":
		return e.branch(args)
	case "Fn::ImportValue": // as a dynamic reference; see Env.References
		name, err := e.text(arg)
		return "{{resolve:export:" + name + "}}", err
	default:
		return nil, errors.New("unknown function")
	}
}

// arguments is arg, a list of n.
func arguments(arg any, n int) ([]any, error) {
	list, ok := arg.([]any)
	if !ok || len(list) != n {
		return nil, fmt.Errorf("its argument is not a list of %d", n)
	}
	return list, nil
}

func (e *evaluator) join(args []any) (any, error) {
	delimiter, ok := args[0].(string)
	if !ok {
		return nil, errors.New("the delimiter is no string")
	}
	parts, err := e.textList(args[1])
	if err != nil {
		return nil, err
	}
	return strings.Join(parts, delimiter), nil
}

func (e *evaluator) textList(v any) ([]string, error) {
	out, err := e.eval(v)
	if err != nil {
		return nil, err
	}
	list, ok := out.([]any)
	if !ok {
		return nil, fmt.Errorf("%T where a list is expected", out)
	}
	return texts(list)
}

func (e *evaluator) split(args []any) (any, error) {
	delimiter, ok := args[0].(string)
	if !ok || delimiter == "" {
		return nil, errors.New("the delimiter is no text")
	}
	s, err := e.text(args[1])
	if err != nil {
		return nil, err
	}
	out := []any{}
	for _, part := range strings.Split(s, delimiter) {
		out = append(out, part)
	}
	return out, nil
}

func (e *evaluator) selectFrom(args []any) (any, error) {
	index, err := e.text(args[0])
	if err != nil {
		return nil, err
	}
	list, err := e.textList(args[1])
	if err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(list) {
		return nil, fmt.Errorf("no value at index %q of %d", index, len(list))
	}
	return list[i], nil
}

func (e *evaluator) findInMap(args []any) (any, error) {
	keys, err := e.texts(args)
	if err != nil {
		return nil, err
	}
	first, _ := e.mappings[keys[0]].(map[string]any)
	second, _ := first[keys[1]].(map[string]any)
	value, ok := second[keys[2]]
	if !ok {
		return nil, fmt.Errorf("no %q", keys)
	}
	return value, nil
}

func (e *evaluator) branch(args []any) (any, error) {
	name, _ := args[0].(string)
	holds, err := e.condition(name)
	if err != nil {
		return nil, err
	}
	if holds {
		return e.eval(args[1])
	}
	return e.eval(args[2])
}
