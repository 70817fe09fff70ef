package importer

import (
	"errors"
	"slices"

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

// mostChoices is how many values a parameter may have for a mapping to be taken apart by
// them.
const mostChoices = 4

// byValue makes Fn::If of a mapping by the value of a parameter:
//
//	!FindInMap [Buckets, !Ref Tier, data]
//
// is the entry of gold if Tier is gold, or else that of silver. What else is in n stays.
func (t *cfn) byValue(n *syntax.Node) *syntax.Node {
	if fn, arg := form(n); fn == "Fn::FindInMap" && len(arg.Kids) == 3 {
		return t.choice(n, arg.Kids[0].Value, arg.Kids[1].Value, arg.Kids[2].Value)
	}
	out := *n
	out.Kids = slices.Clone(n.Kids)
	for i, e := range n.Kids {
		out.Kids[i].Value = t.byValue(e.Value)
	}
	if slices.Equal(out.Kids, n.Kids) {
		return n
	}
	return &out
}

// choice is what byValue makes of one mapping.
func (t *cfn) choice(n, mapping, first, second *syntax.Node) *syntax.Node {
	fn, ref := form(first)
	p := t.declared[scalarText(ref)]
	if fn != "Ref" || p == nil || p.isList() || len(p.values) < 2 || len(p.values) > mostChoices {
		return n
	}
	out := callOf("Ref", n, textOf("AWS::NoValue", n))
	for _, value := range slices.Backward(p.values) {
		entry := t.root.Get("Mappings").Get(scalarText(mapping)).Get(value).Get(scalarText(second))
		if entry == nil || !isText(entry) {
			return n
		}
		name := p.name + " is " + value
		t.formulas[name] = t.equals(first, textOf(value, n), n, name)
		out = callOf("Fn::If", n, textOf(name, n), entry, out)
	}
	return out
}
