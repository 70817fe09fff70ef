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
func (t *cfn) variants(n *syntax.Foreign, w spec.When) ([]node, error) {
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
func nestedCondition(n *syntax.Foreign) string {
	if n == nil {
		return ""
	}
	if condition, _, _, ok := branches(n); ok {
		return condition
	}
	for _, item := range n.Items {
		if condition := nestedCondition(item); condition != "" {
			return condition
		}
	}
	return ""
}

// decided is n where a condition holds or does not. What is then AWS::NoValue is left
// out.
func decided(n *syntax.Foreign, condition string, holds bool) *syntax.Foreign {
	if n == nil {
		return nil
	}
	if name, then, otherwise, ok := branches(n); ok && name == condition {
		if holds {
			return decided(then, condition, holds)
		}
		return decided(otherwise, condition, holds)
	}
	if len(n.Items) == 0 || nestedCondition(n) == "" {
		return n
	}
	out := *n
	out.Keys, out.Items = nil, nil
	for i, item := range n.Items {
		one := decided(item, condition, holds)
		if one != item && isNoValue(one) {
			continue
		}
		out.Items = append(out.Items, one)
		if len(n.Keys) > 0 {
			out.Keys = append(out.Keys, n.Keys[i])
		}
	}
	return &out
}
