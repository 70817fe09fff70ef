package cloudformation

import (
	"fmt"
	"regexp"
	"strings"
)

// check finds what is wrong with a template whatever the parameters: in the
// branches that are not taken, too, every function must be known and every
// name exist.
func (t *Template) check() error {
	err := each("resource ", t.resources, func(_ string, r resource) error {
		if err := t.checkValue(r.properties); err != nil {
			return err
		}
		for _, other := range r.dependsOn {
			if err := t.checkResource(other); err != nil {
				return fmt.Errorf("DependsOn: %w", err)
			}
		}
		return t.checkCondition(r.condition)
	})
	if err != nil {
		return err
	}
	err = each("output ", t.outputs, func(_ string, o output) error {
		if err := t.checkValue([]any{o.value}); err != nil {
			return err
		}
		return t.checkCondition(o.condition)
	})
	if err != nil {
		return err
	}
	return each("mapping ", t.mappings, func(_ string, v any) error {
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

func (t *Template) checkCondition(name string) error {
	if name != "" && t.condTexts[name] == nil {
		return fmt.Errorf("no condition %q", name)
	}
	return nil
}

func (t *Template) checkResource(id string) error {
	if _, ok := t.resources[id]; !ok {
		return fmt.Errorf("no resource %q", id)
	}
	return nil
}

func (t *Template) checkValue(v any) error {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if err := t.checkValue(item); err != nil {
				return err
			}
		}
	case map[string]any:
		name, arg, err := function(v)
		if err != nil {
			return err
		}
		if name != "" {
			if err := t.checkCall(name, arg); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		for _, key := range sorted(v) {
			if err := t.checkValue(v[key]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Template) checkCall(name string, arg any) error {
	switch name {
	case "Ref":
		return t.checkRef(arg)
	case "Fn::GetAtt":
		if list, ok := arg.([]any); ok && len(list) > 0 {
			arg = list[0]
		}
		s, _ := arg.(string)
		id, _, _ := strings.Cut(s, ".")
		return t.checkResource(id)
	case "Fn::Sub":
		return t.checkSub(arg)
	case "Fn::If":
		if list, ok := arg.([]any); ok && len(list) > 0 {
			s, _ := list[0].(string)
			if s == "" {
				return fmt.Errorf("no condition %q", list[0])
			}
			return t.checkCondition(s)
		}
		return nil
	case "Fn::Join", "Fn::Split", "Fn::Select", "Fn::FindInMap", "Fn::ImportValue":
		return nil
	default:
		return fmt.Errorf("unknown function")
	}
}

func (t *Template) checkRef(arg any) error {
	id, _ := arg.(string)
	if strings.HasPrefix(id, "AWS::") || t.parameters[id] != nil {
		return nil
	}
	return t.checkResource(id)
}

func (t *Template) checkSub(arg any) error {
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
			err = t.checkResource(id)
		} else {
			err = t.checkRef(p.text)
		}
		if err != nil {
			return fmt.Errorf("${%s}: %w", p.text, err)
		}
	}
	return nil
}
