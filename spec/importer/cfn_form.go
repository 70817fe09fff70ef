package importer

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// form is a function of CloudFormation's in either of its two forms: its long
// name and its argument. The name is "" for what is no function.
func form(n *syntax.Node) (name string, arg *syntax.Node) {
	if n == nil {
		return "", nil
	}
	if tag, ok := strings.CutPrefix(n.Tag, "!"); ok {
		arg := *n
		arg.Tag = ""
		if tag == "Ref" || tag == "Condition" {
			return tag, &arg
		}
		return "Fn::" + tag, &arg
	}
	if n.Kind == syntax.Mapping && len(n.Kids) == 1 {
		if key := n.Kids[0].Key.Text; key == "Ref" || strings.HasPrefix(key, "Fn::") {
			return key, n.Kids[0].Value
		}
	}
	return "", nil
}

// isNoValue reports whether n is the reference that takes a property away.
func isNoValue(n *syntax.Node) bool {
	name, arg := form(n)
	return name == "Ref" && arg.Text == "AWS::NoValue"
}

// branches takes Fn::If apart; ok is false if n is none.
func branches(n *syntax.Node) (condition string, then, otherwise *syntax.Node, ok bool) {
	name, arg := form(n)
	if name != "Fn::If" || arg.Kind != syntax.Sequence || len(arg.Kids) != 3 {
		return "", nil, nil, false
	}
	return arg.Kids[0].Value.Text, arg.Kids[1].Value, arg.Kids[2].Value, true
}

// node is a piece of a template with the condition under which it is there.
type node struct {
	*syntax.Node
	when spec.When
}

// nodes are the items of a list, or n itself. Fn::If makes items conditional,
// and what is not there is left out.
func (t *cfn) nodes(n *syntax.Node, w spec.When) ([]node, error) {
	switch condition, then, otherwise, ok := branches(n); {
	case n == nil || isNoValue(n):
		return nil, nil
	case ok:
		return t.either(condition, w, func(holds bool, w spec.When) ([]node, error) {
			if holds {
				return t.nodes(then, w)
			}
			return t.nodes(otherwise, w)
		})
	case n.Kind == syntax.Sequence && n.Tag == "":
		var out []node
		for _, e := range n.Kids {
			more, err := t.nodes(e.Value, w)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		}
		return out, nil
	}
	return []node{{n, w}}, nil
}

// either collects what f returns for each way in which a condition holds, and
// for each in which it does not. The language can say of a parameter that it is
// given, not that it is not: that is an error if anything depends on it.
func (t *cfn) either(condition string, w spec.When, f func(holds bool, w spec.When) ([]node, error)) ([]node, error) {
	var out []node
	for _, holds := range []bool{true, false} {
		whens, ways := t.whens(condition, holds)
		if ways != nil {
			if rest, err := f(holds, w); err != nil || len(rest) > 0 {
				return nil, ways
			}
			continue
		}
		for _, o := range whens {
			if t.branches++; t.branches > maxBranches {
				return nil, fmt.Errorf("the template has more than %d branches of Fn::If", maxBranches)
			}
			if o = w.And(o); !o.Satisfiable() {
				continue
			}
			more, err := f(holds, o)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		}
	}
	return out, nil
}
