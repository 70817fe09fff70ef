package importer

import (
	"errors"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// mostVariants is into how many a text or a statement is taken apart.
const mostVariants = 16

// variants takes n apart by the conditions that Fn::If in it names: what is left of
// it under each combination, with the conditions under which that is there.
//
//	!Sub ["a/${B}", {B: !If [HasB, x, y]}]
//
// becomes a/x when HasB, and a/y when not.
func (t *cfn) variants(n *syntax.Node, w spec.When) ([]node, error) {
	condition := nestedCondition(n)
	if condition == "" {
		return []node{{n, w}}, nil
	}
	out, err := t.either(condition, w, func(holds bool, w spec.When) ([]node, error) {
		if !w.Satisfiable() {
			return nil, nil
		}
		return t.variants(decided(n, condition, holds), w)
	})
	if len(out) > mostVariants {
		return nil, errors.New("it depends on too many conditions")
	}
	return out, err
}

// nestedCondition is the condition of the first Fn::If in n, or "".
func nestedCondition(n *syntax.Node) string {
	if n == nil {
		return ""
	}
	if condition, _, _, ok := branches(n); ok {
		return condition
	}
	for _, e := range n.Kids {
		if condition := nestedCondition(e.Value); condition != "" {
			return condition
		}
	}
	return ""
}

// decided is n where a condition holds or does not. What is then AWS::NoValue is left
// out.
func decided(n *syntax.Node, condition string, holds bool) *syntax.Node {
	if n == nil {
		return nil
	}
	if name, then, otherwise, ok := branches(n); ok && name == condition {
		if holds {
			return decided(then, condition, holds)
		}
		return decided(otherwise, condition, holds)
	}
	if len(n.Kids) == 0 || nestedCondition(n) == "" {
		return n
	}
	out := *n
	out.Kids = nil
	for _, e := range n.Kids {
		if one := decided(e.Value, condition, holds); one == e.Value || !isNoValue(one) {
			out.Kids = append(out.Kids, syntax.Entry{Key: e.Key, Value: one})
		}
	}
	return &out
}
