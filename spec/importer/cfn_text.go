package importer

import (
	"encoding/json"
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
func (t *cfn) textDocument(n *syntax.Foreign) (*syntax.Foreign, error) {
	fn, arg := form(n)
	if fn != "Fn::Sub" {
		return nil, nil
	}
	text, vars := textOfSub(arg)
	if !isText(text) || !strings.HasPrefix(strings.TrimSpace(text.Text), "{") {
		return nil, nil
	}
	src := markElements(text.Text)
	if !json.Valid([]byte(src)) {
		return nil, fmt.Errorf("its text is not JSON")
	}
	l := &diag.List{}
	parsed := syntax.ParseForeign(n.Pos.File, []byte(src), l)
	if parsed == nil {
		return nil, fmt.Errorf("its text could not be read")
	}
	return t.substituted(parsed, vars, n)
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
func (t *cfn) substituted(n, vars, at *syntax.Foreign) (*syntax.Foreign, error) {
	out := &syntax.Foreign{Span: at.Span, Kind: n.Kind}
	switch n.Kind {
	case syntax.ForeignText:
		if name, ok := strings.CutPrefix(n.Text, elementMark); ok {
			return nil, fmt.Errorf("${%s} is neither in a string nor an element of a list", name)
		}
		if strings.Contains(n.Text, "${") {
			return callOf("Fn::Sub", at, textOf(n.Text, at), usedBy(n.Text, vars)), nil
		}
		out.Text = n.Text
		return out, nil
	case syntax.ForeignMapping:
		for i, key := range n.Keys {
			k, err := t.substituted(key, vars, at)
			if err != nil {
				return nil, err
			}
			v, err := t.substituted(n.Items[i], vars, at)
			if err != nil {
				return nil, err
			}
			out.Keys, out.Items = append(out.Keys, k), append(out.Items, v)
		}
	case syntax.ForeignList:
		for _, item := range n.Items {
			name, isElement := strings.CutPrefix(item.Text, elementMark)
			if !isElement {
				v, err := t.substituted(item, vars, at)
				if err != nil {
					return nil, err
				}
				out.Items = append(out.Items, v)
				continue
			}
			all, err := t.elements(vars.Get(name))
			if err != nil {
				return nil, fmt.Errorf("${%s}: %w", name, err)
			}
			out.Items = append(out.Items, all...)
		}
	}
	return out, nil
}

// usedBy are the variables of Fn::Sub that a text names, nil if there are none.
func usedBy(text string, vars *syntax.Foreign) *syntax.Foreign {
	if vars == nil {
		return nil
	}
	out := *vars
	out.Keys, out.Items = nil, nil
	for i, key := range vars.Keys {
		if strings.Contains(text, "${"+key.Text+"}") {
			out.Keys, out.Items = append(out.Keys, key), append(out.Items, vars.Items[i])
		}
	}
	if len(out.Keys) == 0 {
		return nil
	}
	return &out
}

// elements are the elements of a list that a variable of Fn::Sub stands for.
func (t *cfn) elements(n *syntax.Foreign) ([]*syntax.Foreign, error) {
	fn, arg := form(n)
	switch fn {
	case "Fn::Join":
		if list := quotedElements(n); list != nil {
			return []*syntax.Foreign{list}, nil
		}
		if len(arg.Items) != 2 || strings.TrimSpace(arg.Items[0].Text) != "," || arg.Items[1].Kind != syntax.ForeignList {
			break
		}
		var out []*syntax.Foreign
		for _, item := range arg.Items[1].Items {
			some, err := t.elements(item)
			if err != nil {
				return nil, err
			}
			out = append(out, some...)
		}
		return out, nil
	case "Fn::If":
		if condition, then, otherwise, ok := branches(n); ok {
			out := callOf("Fn::If", n, textOf(condition, n))
			for _, branch := range []*syntax.Foreign{then, otherwise} {
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
					branch = all[0]
				}
				out.Items[0].Items = append(out.Items[0].Items, branch)
			}
			return []*syntax.Foreign{out}, nil
		}
	case "Fn::Sub", "":
		text, vars := n, (*syntax.Foreign)(nil)
		if fn != "" {
			text, vars = textOfSub(arg)
		}
		if !isText(text) {
			break
		}
		src := "[" + strings.Trim(strings.TrimSpace(markElements(text.Text)), ",") + "]"
		if !json.Valid([]byte(src)) {
			return nil, fmt.Errorf("its text is not JSON")
		}
		parsed := syntax.ParseForeign(n.Pos.File, []byte(src), &diag.List{})
		if parsed == nil {
			return nil, fmt.Errorf("its text could not be read")
		}
		if fn == "" { // Fn::Sub does not replace anything in it
			return parsed.Items, nil
		}
		list, err := t.substituted(parsed, vars, n)
		if err != nil {
			return nil, err
		}
		return list.Items, nil
	}
	return nil, fmt.Errorf("it is %s, not elements of a list in JSON", show(n))
}

// quotedElements reads a list that is joined to strings of JSON:
//
//	!Join ["", ["\"pre", !Join ["post\", \"pre", !Ref List], "post\""]]
//
// as !Split ["|", !Join ["", ["pre", !Join ["post|pre", !Ref List], "post"]]].
func quotedElements(n *syntax.Foreign) *syntax.Foreign {
	_, arg := form(n)
	if arg == nil || len(arg.Items) != 2 || arg.Items[0].Text != "" || len(arg.Items[1].Items) != 3 {
		return nil
	}
	parts := arg.Items[1].Items
	fn, inner := form(parts[1])
	before, quoted := strings.CutPrefix(parts[0].Text, `"`)
	after, alsoQuoted := strings.CutSuffix(parts[2].Text, `"`)
	if fn != "Fn::Join" || len(inner.Items) != 2 || !quoted || !alsoQuoted || inner.Items[0].Text != after+`", "`+before {
		return nil
	}
	if before == "" && after == "" {
		return inner.Items[1]
	}
	joined := callOf("Fn::Join", n, textOf(after+"|"+before, n), inner.Items[1])
	var all []*syntax.Foreign
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
func callOf(name string, at *syntax.Foreign, args ...*syntax.Foreign) *syntax.Foreign {
	given := lists.Filter(args, func(a *syntax.Foreign) bool { return a != nil })
	arg := listOf(at, given...)
	if len(given) == 1 && name != "Fn::If" {
		arg = given[0]
	}
	return &syntax.Foreign{Span: at.Span, Kind: syntax.ForeignMapping, Keys: []*syntax.Foreign{textOf(name, at)}, Items: []*syntax.Foreign{arg}}
}

func listOf(at *syntax.Foreign, items ...*syntax.Foreign) *syntax.Foreign {
	return &syntax.Foreign{Span: at.Span, Kind: syntax.ForeignList, Items: items}
}

func textOf(s string, at *syntax.Foreign) *syntax.Foreign {
	return &syntax.Foreign{Span: at.Span, Kind: syntax.ForeignText, Text: s}
}
