package cloudformation

import (
	"errors"
	"fmt"
	"slices"
)

func (e *evaluator) condition(name string) (bool, error) {
	return once(e.holds, &e.open, name, "condition "+name, func() (bool, error) {
		v, ok := e.condTexts[name]
		if !ok {
			return false, fmt.Errorf("no condition %q", name)
		}
		return e.boolean(v)
	})
}

// once is what f returns for a key, which is kept. While f is open, asking for the same
// again is an error.
func once[T any](known map[string]T, open *[]string, key, what string, f func() (T, error)) (T, error) {
	out, ok := known[key]
	if ok {
		return out, nil
	}
	if slices.Contains(*open, what) {
		return out, fmt.Errorf("%s needs itself", what)
	}
	*open = append(*open, what)
	out, err := f()
	*open = (*open)[:len(*open)-1]
	if err == nil {
		known[key] = out
	}
	return out, err
}

// boolean evaluates the functions that are conditions. They stand in the
// sections Conditions and Rules only.
func (e *evaluator) boolean(v any) (bool, error) {
	m, ok := v.(map[string]any)
	if !ok || len(m) != 1 {
		return false, fmt.Errorf("%v is no condition", v)
	}
	for name, arg := range m {
		holds, err := e.booleanCall(name, arg)
		if err != nil {
			return false, fmt.Errorf("%s: %w", name, err)
		}
		return holds, nil
	}
	panic("unreachable")
}

func (e *evaluator) booleanCall(name string, arg any) (bool, error) {
	args, err := argumentsOf(name, arg)
	if err != nil {
		return false, err
	}
	switch name {
	case "Condition":
		s, ok := arg.(string)
		if !ok {
			return false, errors.New("its argument is no name")
		}
		return e.condition(s)
	case "Fn::Not":
		holds, err := e.boolean(args[0])
		return !holds, err
	case "Fn::And", "Fn::Or":
		return e.operands(arg, name == "Fn::And")
	case "Fn::Equals":
		both, err := e.texts(args)
		return err == nil && both[0] == both[1], err
	case "Fn::Contains":
		equal, _, err := e.equalMembers(args)
		return equal > 0, err
	case "Fn::EachMemberEquals":
		equal, all, err := e.equalMembers(args)
		return equal == all, err
	default:
		return false, errors.New("unknown condition function")
	}
}

// operands evaluates Fn::And and Fn::Or, which take two to ten conditions.
func (e *evaluator) operands(arg any, and bool) (bool, error) {
	list, ok := arg.([]any)
	if !ok || len(list) < 2 || len(list) > 10 {
		return false, errors.New("its argument is not a list of 2 to 10")
	}
	result := and
	for _, v := range list {
		holds, err := e.boolean(v)
		if err != nil {
			return false, err
		}
		if holds != and {
			result = !and
		}
	}
	return result, nil
}

// equalMembers counts the members of the first argument, a list, that equal
// the second, a text.
func (e *evaluator) equalMembers(args []any) (equal, all int, err error) {
	list, err := e.textList(args[0])
	if err != nil {
		return 0, 0, err
	}
	s, err := e.text(args[1])
	if err != nil {
		return 0, 0, err
	}
	for _, member := range list {
		if member == s {
			equal++
		}
	}
	return equal, len(list), nil
}

// rule checks the assertions that a template makes on its parameters.
func (e *evaluator) rule(v any) error {
	m, err := fields(v, "RuleCondition", "Assertions")
	if err != nil {
		return err
	}
	if m["RuleCondition"] != nil {
		if applies, err := e.boolean(m["RuleCondition"]); err != nil || !applies {
			return err
		}
	}
	list, ok := m["Assertions"].([]any)
	if !ok {
		return errors.New("no Assertions")
	}
	for _, v := range list {
		a, err := fields(v, "Assert", "AssertDescription")
		if err != nil {
			return err
		}
		if holds, err := e.boolean(a["Assert"]); err != nil {
			return err
		} else if !holds {
			return fmt.Errorf("assertion failed: %v", a["AssertDescription"])
		}
	}
	return nil
}
