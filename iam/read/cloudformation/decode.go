package cloudformation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// decode reads JSON or YAML into strings, json.Numbers, bools, []any and
// map[string]any. The short forms of functions become the long ones.
func decode(src []byte) (any, error) {
	if trimmed := bytes.TrimSpace(src); len(trimmed) > 0 && trimmed[0] == '{' {
		dec := json.NewDecoder(bytes.NewReader(src))
		dec.UseNumber()
		var v any
		err := dec.Decode(&v)
		return v, err
	}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, err
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, errors.New("not one YAML document")
	}
	return decodeNode(file.Docs[0].Body)
}

func decodeNode(n ast.Node) (any, error) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return decodeMapping(n.Values)
	case *ast.MappingValueNode:
		return decodeMapping([]*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		out := []any{}
		for _, item := range n.Values {
			v, err := decodeNode(item)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	case *ast.TagNode:
		return decodeTag(n)
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case *ast.IntegerNode, *ast.FloatNode:
		return json.Number(n.GetToken().Value), nil
	case *ast.BoolNode:
		return n.Value, nil
	default:
		return nil, fmt.Errorf("line %d: %s has no meaning in a template", n.GetToken().Position.Line, n.Type())
	}
}

func decodeMapping(values []*ast.MappingValueNode) (any, error) {
	out := map[string]any{}
	for _, mv := range values {
		var key string
		switch k := mv.Key.(type) {
		case *ast.StringNode:
			key = k.Value
		case *ast.IntegerNode, *ast.FloatNode:
			key = k.GetToken().Value
		default:
			return nil, fmt.Errorf("line %d: %s as a key", mv.GetToken().Position.Line, mv.Key.Type())
		}
		if _, ok := out[key]; ok {
			return nil, fmt.Errorf("line %d: key %q stands twice", mv.GetToken().Position.Line, key)
		}
		v, err := decodeNode(mv.Value)
		if err != nil {
			return nil, err
		}
		out[key] = v
	}
	return out, nil
}

func decodeTag(n *ast.TagNode) (any, error) {
	v, err := decodeNode(n.Value)
	if err != nil {
		return nil, err
	}
	name, ok := strings.CutPrefix(n.Start.Value, "!")
	if !ok || strings.HasPrefix(name, "!") {
		return nil, fmt.Errorf("line %d: tag %s", n.Start.Position.Line, n.Start.Value)
	}
	switch name {
	case "Ref", "Condition":
		return map[string]any{name: v}, nil
	case "GetAtt":
		if s, ok := v.(string); ok {
			resource, attr, _ := strings.Cut(s, ".")
			v = []any{resource, attr}
		}
	}
	return map[string]any{"Fn::" + name: v}, nil
}
