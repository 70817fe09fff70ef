package importer

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// items reads what stands for a list of texts, or for one.
func (t *cfn) items(n *syntax.Node) ([]spec.Item, error) {
	nodes, err := t.nodes(n, nil)
	if err != nil {
		return nil, err
	}
	var out []spec.Item
	for _, n := range nodes {
		if fn, arg := form(n.Node); fn == "Fn::Split" {
			more, err := t.split(arg, n.when)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
			continue
		}
		all, err := t.variants(n.Node, n.when)
		if err != nil {
			return nil, err
		}
		for _, one := range all {
			v, err := t.value(one.Node)
			if err != nil {
				return nil, err
			}
			out = append(out, spec.Item{Value: v, When: one.when})
		}
	}
	return out, nil
}

// split reads a list that is joined to a text and split again, as is done to
// put lists beside other values:
//
//	!Split ["|", !Join ["|", [sibling, !Join ["|", !Ref List]]]]
func (t *cfn) split(arg *syntax.Node, w spec.When) ([]spec.Item, error) {
	if len(arg.Kids) != 2 || !isText(arg.Kids[0].Value) {
		return nil, fmt.Errorf("its Fn::Split is not supported")
	}
	d := arg.Kids[0].Value.Text
	if arg.Kids[1].Value.Kind == syntax.Scalar && arg.Kids[1].Value.Tag == "" {
		var out []spec.Item
		for _, s := range strings.Split(arg.Kids[1].Value.Text, d) {
			out = append(out, spec.Item{Value: spec.Verbatim(s), When: w})
		}
		return out, nil
	}
	return t.joined(arg.Kids[1].Value, d, w)
}

// joined reads a text that d joins into a list.
func (t *cfn) joined(n *syntax.Node, d string, w spec.When) ([]spec.Item, error) {
	fn, arg := form(n)
	if fn == "Fn::Sub" {
		return t.around(pieces(arg), d, w)
	}
	if fn != "Fn::Join" || len(arg.Kids) != 2 || !isText(arg.Kids[0].Value) {
		return nil, fmt.Errorf("it splits something other than a joined list: %s", show(n))
	}
	delimiter, list := arg.Kids[0].Value.Text, arg.Kids[1].Value
	if p := t.lone(list); p != nil { // !Join ["|", !Ref List]
		return t.withEach(p, delimiter, d, w)
	}
	if list.Kind != syntax.Sequence || list.Tag != "" {
		return nil, fmt.Errorf("it is joined from %s", show(list))
	}
	if delimiter == "" { // !Join ["", [!Join ["/*|", !Ref List], "/*"]]
		return t.around(list, d, w)
	}
	if delimiter != d {
		return nil, fmt.Errorf("it is joined with %q but split at %q", delimiter, d)
	}
	nodes, err := t.nodes(list, w)
	if err != nil {
		return nil, err
	}
	var out []spec.Item
	for _, n := range nodes {
		if fn, _ := form(n.Node); fn == "Fn::Join" {
			if more, err := t.joined(n.Node, d, n.when); err == nil {
				out = append(out, more...)
				continue
			}
		}
		v, err := t.value(n.Node)
		if err != nil {
			return nil, err
		}
		out = append(out, spec.Item{Value: v, When: n.when})
	}
	return out, nil
}

// pieces are the texts of Fn::Sub and what its names stand for, one after the other:
//
//	!Sub ["arn:aws:s3:::${Rest}/*", {Rest: !Join ["/*|arn:aws:s3:::", !Ref List]}]
//
// joins "arn:aws:s3:::", the list and "/*".
func pieces(arg *syntax.Node) *syntax.Node {
	text, own := textOfSub(arg)
	var out []*syntax.Node
	from := 0
	for _, m := range subPlaceholder.FindAllStringSubmatchIndex(text.Text, -1) {
		value := own.Get(text.Text[m[4]:m[5]])
		if m[2] == m[3] && value != nil {
			out = append(out, textOf(text.Text[from:m[0]], text), value)
			from = m[1]
		}
	}
	return listOf(text, append(out, textOf(text.Text[from:], text))...)
}

// lone is the list parameter that n is, or nil.
func (t *cfn) lone(n *syntax.Node) *cfnParam {
	fn, arg := form(n)
	if p := t.declared[scalarText(arg)]; fn == "Ref" && p != nil && p.isList() {
		return p
	}
	return nil
}

// withEach are the values of a list with the text that stands between them:
// what is behind the delimiter stands before the next value.
func (t *cfn) withEach(p *cfnParam, delimiter, d string, w spec.When) ([]spec.Item, error) {
	after, before, ok := strings.Cut(delimiter, d)
	if !ok {
		return nil, fmt.Errorf("%s is joined with %q, which does not contain %q", p.name, delimiter, d)
	}
	v := concat(spec.Lit(before), spec.ListRef{Param: t.use(p)}, spec.Lit(after))
	return []spec.Item{{Value: v, When: w}}, nil
}

// around are the values of a joined list with literal text before the first
// and behind the last, which must be what stands between them.
func (t *cfn) around(list *syntax.Node, d string, w spec.When) ([]spec.Item, error) {
	var before, after string
	var out []spec.Item
	for n := range list.List() {
		switch {
		case isText(n) && out == nil:
			before += n.Text
		case isText(n):
			after += n.Text
		case out != nil:
			return nil, fmt.Errorf("it is joined from two lists")
		default:
			more, err := t.joined(n, d, w)
			if err != nil {
				return nil, err
			}
			out = more
		}
	}
	if len(out) != 1 || !hasAround(out[0].Value, before, after) {
		return nil, fmt.Errorf("the text around its first and last values differs from the text between values")
	}
	return out, nil
}

// hasAround reports whether v is a list with just these texts around it.
func hasAround(v spec.Value, before, after string) bool {
	var got [2]string
	side := 0
	for _, p := range v {
		switch p := p.(type) {
		case spec.Lit:
			got[side] += string(p)
		case spec.ListRef:
			side = 1
		default:
			return false
		}
	}
	return side == 1 && got == [2]string{before, after}
}
