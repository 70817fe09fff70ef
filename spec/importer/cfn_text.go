package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// textDocument reads a policy document that is the text of JSON in Fn::Sub, as a
// document whose texts and keys are functions:
//
//	!Sub '{"Condition": {"StringEquals": {"${Provider}:aud": "a"}}}'
//
// will become
//
//	Condition: {StringEquals: {!Sub "${Provider}:aud": "a"}}
//
// Variables of Fn::Sub that stand for elements of lists are read, too, if they are
// joined by commas. It returns nil if n is something else.
func (t *cfn) textDocument(n *syntax.Node) (*syntax.Node, error) {
	fn, arg := form(n)
	if fn != "Fn::Sub" {
		return nil, nil
	}
	text, vars := textOfSub(arg)
	if !isText(text) || !strings.HasPrefix(strings.TrimSpace(text.Text), "{") {
		return nil, nil
	}
	parsed, err := parseJSON(markElements(text.Text), n)
	if err != nil {
		return nil, err
	}
	return t.substituted(parsed, vars, n)
}

func parseJSON(text string, at *syntax.Node) (*syntax.Node, error) {
	parsed := syntax.ParseForeign(at.Pos().File, []byte(text), &diag.List{})
	if parsed == nil || !json.Valid([]byte(text)) {
		return nil, errors.New("its text is not JSON")
	}
	return parsed, nil
}

// elementMark begins the string that stands for a variable outside of strings.
const elementMark = "\u2063element:"

// markElements writes strings where variables of Fn::Sub stand outside of strings.
func markElements(s string) string {
	var out strings.Builder
	inString := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && inString && i+1 < len(s):
			out.WriteString(s[i : i+2])
			i++
			continue
		case c == '"':
			inString = !inString
		case !inString && strings.HasPrefix(s[i:], "${"):
			if end := strings.IndexByte(s[i:], '}'); end > 0 {
				// The variable may have the comma that parts it from its neighbors.
				if before := strings.TrimSpace(out.String()); before != "" && !strings.ContainsAny(before[len(before)-1:], "[,:{") {
					out.WriteByte(',')
				}
				out.WriteString(`"` + elementMark + s[i+2:i+end] + `"`)
				i += end
				if after := strings.TrimSpace(s[i+1:]); after != "" && !strings.ContainsAny(after[:1], "],}") {
					out.WriteByte(',')
				}
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

// substituted makes functions of the texts and keys in JSON that Fn::Sub replaces.
func (t *cfn) substituted(n, vars, at *syntax.Node) (*syntax.Node, error) {
	out := at.Make(n.Kind, "")
	switch n.Kind {
	case syntax.Scalar:
		if name, ok := strings.CutPrefix(n.Text, elementMark); ok {
			return nil, fmt.Errorf("${%s} is neither in a string nor an element of a list", name)
		}
		if strings.Contains(n.Text, "${") {
			return callOf("Fn::Sub", at, textOf(n.Text, at), usedBy(n.Text, vars)), nil
		}
		out.Text = n.Text
		return out, nil
	case syntax.Mapping:
		for _, e := range n.Pairs() {
			k, err := t.substituted(e.Key, vars, at)
			if err != nil {
				return nil, err
			}
			v, err := t.substituted(e.Value, vars, at)
			if err != nil {
				return nil, err
			}
			out.Kids = append(out.Kids, syntax.Entry{Key: k, Value: v})
		}
	case syntax.Sequence:
		for _, e := range n.Kids {
			name, isElement := strings.CutPrefix(e.Value.Text, elementMark)
			if !isElement {
				v, err := t.substituted(e.Value, vars, at)
				if err != nil {
					return nil, err
				}
				out.Kids = append(out.Kids, syntax.Entry{Value: v})
				continue
			}
			all, err := t.elements(vars.Get(name))
			if err != nil {
				return nil, fmt.Errorf("${%s}: %w", name, err)
			}
			out.Kids = append(out.Kids, all...)
		}
	}
	return out, nil
}

// usedBy are the variables of Fn::Sub that a text names, nil if there are none.
func usedBy(text string, vars *syntax.Node) *syntax.Node {
	if vars == nil {
		return nil
	}
	out := *vars
	out.Kids = nil
	for _, e := range vars.Pairs() {
		if strings.Contains(text, "${"+e.Key.Text+"}") {
			out.Kids = append(out.Kids, e)
		}
	}
	if len(out.Kids) == 0 {
		return nil
	}
	return &out
}

// elements are the elements of a list that a variable of Fn::Sub stands for.
func (t *cfn) elements(n *syntax.Node) ([]syntax.Entry, error) {
	fn, arg := form(n)
	switch fn {
	case "Fn::Join":
		if list := quotedElements(n); list != nil {
			return []syntax.Entry{{Value: list}}, nil
		}
		if len(arg.Kids) != 2 || strings.TrimSpace(arg.Kids[0].Value.Text) != "," || arg.Kids[1].Value.Kind != syntax.Sequence {
			break
		}
		var out []syntax.Entry
		for _, e := range arg.Kids[1].Value.Kids {
			some, err := t.elements(e.Value)
			if err != nil {
				return nil, err
			}
			out = append(out, some...)
		}
		return out, nil
	case "Fn::If":
		if condition, then, otherwise, ok := branches(n); ok {
			out := callOf("Fn::If", n, textOf(condition, n))
			for _, branch := range []*syntax.Node{then, otherwise} {
				if isNoValue(branch) || isText(branch) && strings.TrimSpace(branch.Text) == "" {
					branch = callOf("Ref", n, textOf("AWS::NoValue", n))
				} else {
					all, err := t.elements(branch)
					if err != nil {
						return nil, err
					}
					if len(all) != 1 {
						return nil, fmt.Errorf("its condition %s stands for several elements", condition)
					}
					branch = all[0].Value
				}
				out.Kids[0].Value.Kids = append(out.Kids[0].Value.Kids, syntax.Entry{Value: branch})
			}
			return []syntax.Entry{{Value: out}}, nil
		}
	case "Fn::Sub", "":
		text, vars := n, (*syntax.Node)(nil)
		if fn != "" {
			text, vars = textOfSub(arg)
		}
		if !isText(text) {
			break
		}
		parsed, err := parseJSON("["+strings.Trim(strings.TrimSpace(markElements(text.Text)), ",")+"]", n)
		if err != nil {
			return nil, err
		}
		if fn == "" { // Fn::Sub does not replace anything in it
			return parsed.Kids, nil
		}
		list, err := t.substituted(parsed, vars, n)
		if err != nil {
			return nil, err
		}
		return list.Kids, nil
	}
	return nil, fmt.Errorf("it is %s, not elements of a list in JSON", show(n))
}

// quotedElements reads a list that is joined to strings of JSON:
//
//	!Join ["", ["\"pre", !Join ["post\", \"pre", !Ref List], "post\""]]
//
// as !Split ["|", !Join ["", ["pre", !Join ["post|pre", !Ref List], "post"]]].
func quotedElements(n *syntax.Node) *syntax.Node {
	_, arg := form(n)
	if arg == nil || len(arg.Kids) != 2 || arg.Kids[0].Value.Text != "" || len(arg.Kids[1].Value.Kids) != 3 {
		return nil
	}
	parts := arg.Kids[1].Value.Kids
	fn, inner := form(parts[1].Value)
	before, quoted := strings.CutPrefix(parts[0].Value.Text, `"`)
	after, alsoQuoted := strings.CutSuffix(parts[2].Value.Text, `"`)
	if fn != "Fn::Join" || len(inner.Kids) != 2 || !quoted || !alsoQuoted || inner.Kids[0].Value.Text != after+`", "`+before {
		return nil
	}
	if before == "" && after == "" {
		return inner.Kids[1].Value
	}
	joined := callOf("Fn::Join", n, textOf(after+"|"+before, n), inner.Kids[1].Value)
	var all []*syntax.Node
	if before != "" {
		all = append(all, textOf(before, n))
	}
	all = append(all, joined)
	if after != "" {
		all = append(all, textOf(after, n))
	}
	return callOf("Fn::Split", n, textOf("|", n), callOf("Fn::Join", n, textOf("", n), listOf(n, all...)))
}

// callOf is a function in its long form. One argument is the argument itself, several
// are a list; nil ones are left out.
func callOf(name string, at *syntax.Node, args ...*syntax.Node) *syntax.Node {
	given := lists.Filter(args, func(a *syntax.Node) bool { return a != nil })
	arg := listOf(at, given...)
	if len(given) == 1 && name != "Fn::If" {
		arg = given[0]
	}
	return at.Make(syntax.Mapping, "", syntax.Entry{Key: textOf(name, at), Value: arg})
}

func listOf(at *syntax.Node, items ...*syntax.Node) *syntax.Node {
	return at.Make(syntax.Sequence, "", lists.Map(items, func(n *syntax.Node) syntax.Entry { return syntax.Entry{Value: n} })...)
}

func textOf(s string, at *syntax.Node) *syntax.Node { return at.Make(syntax.Scalar, s) }
