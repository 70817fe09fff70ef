package cloudformation

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// subName is what may stand between "${" and "}" in Fn::Sub.
var subName = regexp.MustCompile(`^[A-Za-z0-9_.:]+$`)

// piece is a part of the text of Fn::Sub: literal text, or the name of a
// placeholder.
type piece struct {
	text        string
	placeholder bool
}

// sub evaluates Fn::Sub: a text, or a text and the values of some names.
func (e *evaluator) sub(arg any) (any, error) {
	s, vars, err := subArguments(arg)
	if err != nil {
		return nil, err
	}
	pieces, err := subPieces(s)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	for _, p := range pieces {
		value := p.text
		if p.placeholder {
			if value, err = e.text(subValue(p.text, vars)); err != nil {
				return nil, fmt.Errorf("${%s}: %w", p.text, err)
			}
		}
		out.WriteString(value)
	}
	return out.String(), nil
}

func subArguments(arg any) (string, map[string]any, error) {
	if s, ok := arg.(string); ok {
		return s, nil, nil
	}
	args, err := arguments(arg, 2)
	if err != nil {
		return "", nil, err
	}
	s, ok := args[0].(string)
	vars, ok2 := args[1].(map[string]any)
	if !ok || !ok2 {
		return "", nil, errors.New("its argument is not a text and a mapping")
	}
	return s, vars, nil
}

// subValue returns the value of a placeholder, as a function of the template.
func subValue(name string, vars map[string]any) any {
	if v, ok := vars[name]; ok {
		return v
	}
	if resource, attr, ok := strings.Cut(name, "."); ok {
		return map[string]any{"Fn::GetAtt": []any{resource, attr}}
	}
	return map[string]any{"Ref": name}
}

// subPieces splits the text of Fn::Sub. "${!x}" is the text "${x}".
func subPieces(s string) ([]piece, error) {
	var out []piece
	for {
		before, rest, ok := strings.Cut(s, "${")
		out = append(out, piece{text: before})
		if !ok {
			return out, nil
		}
		name, after, ok := strings.Cut(rest, "}")
		switch {
		case !ok:
			return nil, fmt.Errorf("${%s is not closed", rest)
		case strings.HasPrefix(name, "!"):
			out = append(out, piece{text: "${" + name[1:] + "}"})
		case !subName.MatchString(name):
			return nil, fmt.Errorf("${%s} is no name", name)
		default:
			out = append(out, piece{text: name, placeholder: true})
		}
		s = after
	}
}
