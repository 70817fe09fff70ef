package cloudformation

import (
	"fmt"
	"regexp"
	"strings"
)

// check finds what is wrong with a template whatever the parameters: in the
// branches that are not taken, too, every function must be known and every
// name exist.
func (e *evaluator) check() error {
	err := each("resource ", e.Template.resources, func(_ string, r resource) error {
		if err := e.checkValue(r.properties); err != nil {
			return err
		}
		for _, other := range r.dependsOn {
			if err := e.checkResource(other); err != nil {
				return fmt.Errorf("DependsOn: %w", err)
			}
		}
		return e.checkCondition(r.condition)
	})
	if err != nil {
		return err
	}
	err = each("output ", e.Template.outputs, func(_ string, o output) error {
		if err := e.checkValue([]any{o.value}); err != nil {
			return err
		}
		return e.checkCondition(o.condition)
	})
	if err != nil {
		return err
	}
	return each("mapping ", e.mappings, func(_ string, v any) error {
		first, err := optionalMap(v)
		if err != nil {
			return err
		}
		return each("", first, func(_ string, v any) error {
			second, err := optionalMap(v)
			for _, k := range sorted(second) {
				if !secondKey.MatchString(k) {
					return fmt.Errorf("key %q is not alphanumeric", k)
				}
			}
			return err
		})
	})
}

// secondKey is what the keys within a mapping look like.
var secondKey = regexp.MustCompile(`^[A-Za-z0-9]+$`)

func (e *evaluator) checkCondition(name string) error {
	if name != "" && e.condTexts[name] == nil {
		return fmt.Errorf("no condition %q", name)
	}
	return nil
}

func (e *evaluator) checkResource(id string) error {
	if _, ok := e.Template.resources[id]; !ok {
		return fmt.Errorf("no resource %q", id)
	}
	return nil
}

func (e *evaluator) checkValue(v any) error {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if err := e.checkValue(item); err != nil {
				return err
			}
		}
	case map[string]any:
		name, arg, err := function(v)
		if err != nil {
			return err
		}
		if name != "" {
			if err := e.checkCall(name, arg); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		for _, key := range sorted(v) {
			if err := e.checkValue(v[key]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *evaluator) checkCall(name string, arg any) error {
	switch name {
	case "Ref":
		return e.checkRef(arg)
	case "Fn::GetAtt":
		if list, ok := arg.([]any); ok && len(list) > 0 {
			arg = list[0]
		}
		s, _ := arg.(string)
		id, _, _ := strings.Cut(s, ".")
		return e.checkResource(id)
	case "Fn::Sub":
		return e.checkSub(arg)
	case "Fn::If":
		if list, ok := arg.([]any); ok && len(list) > 0 {
			s, _ := list[0].(string)
			if s == "" {
				return fmt.Errorf("no condition %q", list[0])
			}
			return e.checkCondition(s)
		}
		return nil
	case "Fn::Join", "Fn::Split", "Fn::Select", "Fn::FindInMap", "Fn::ImportValue":
		return nil
	default:
		return fmt.Errorf("unknown function")
	}
}

func (e *evaluator) checkRef(arg any) error {
	id, _ := arg.(string)
	if strings.HasPrefix(id, "AWS::") || e.parameters[id] != nil {
		return nil
	}
	return e.checkResource(id)
}

func (e *evaluator) checkSub(arg any) error {
	s, vars, err := subArguments(arg)
	if err != nil {
		return err
	}
	pieces, err := subPieces(s)
	if err != nil {
		return err
	}
	for _, p := range pieces {
		if !p.placeholder || vars[p.text] != nil {
			continue
		}
		if id, _, isAtt := strings.Cut(p.text, "."); isAtt {
			err = e.checkResource(id)
		} else {
			err = e.checkRef(p.text)
		}
		if err != nil {
			return fmt.Errorf("${%s}: %w", p.text, err)
		}
	}
	return nil
}
