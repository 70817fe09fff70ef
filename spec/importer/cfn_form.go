package importer

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// form is a function of CloudFormation's in either of its two forms: its long
// name and its argument. The name is "" for what is no function.
func form(n *syntax.Foreign) (name string, arg *syntax.Foreign) {
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
	if n.Kind == syntax.ForeignMapping && len(n.Keys) == 1 {
		if key := n.Keys[0].Text; key == "Ref" || strings.HasPrefix(key, "Fn::") {
			return key, n.Items[0]
		}
	}
	return "", nil
}

// isNoValue reports whether n is the reference that takes a property away.
func isNoValue(n *syntax.Foreign) bool {
	name, arg := form(n)
	return name == "Ref" && arg.Text == "AWS::NoValue"
}

// branches takes Fn::If apart; ok is false if n is none.
func branches(n *syntax.Foreign) (condition string, then, otherwise *syntax.Foreign, ok bool) {
	name, arg := form(n)
	if name != "Fn::If" || arg.Kind != syntax.ForeignList || len(arg.Items) != 3 {
		return "", nil, nil, false
	}
	return arg.Items[0].Text, arg.Items[1], arg.Items[2], true
}

// node is a piece of a template with the condition under which it is there.
type node struct {
	*syntax.Foreign
	when spec.When
}

// nodes are the items of a list, or n itself. Fn::If makes items conditional,
// and what is not there is left out.
func (t *cfn) nodes(n *syntax.Foreign, w spec.When) ([]node, error) {
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
	case n.Kind == syntax.ForeignList && n.Tag == "":
		var out []node
		for _, item := range n.Items {
			more, err := t.nodes(item, w)
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
