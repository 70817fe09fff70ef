package syntax

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// Kind is the shape of a node.
type Kind uint8

const (
	Null Kind = iota
	Scalar
	Sequence
	Mapping
)

func (k Kind) String() string {
	return [...]string{"nothing", "text", "a list", "a mapping"}[k]
}

// Node is a piece of YAML with its place. Numbers and booleans are kept as
// the text they were written as: an account ID with a leading zero is no
// octal number here.
//
// There are some thousands, so a node is small.
type Node struct {
	Text             string  // of a scalar
	Tag              string  // e.g., "!Sub", or ""; only in files that are no spec
	Kids             []Entry // of a mapping, in the author's order; of a sequence, without keys
	src              *Source
	Line, Col, width uint32
	Kind             Kind
	Type             Type // of a scalar, in JSON
}

// Type is what a scalar is in JSON. A spec makes a text of each; in a policy document,
// IAM tells them apart.
type Type uint8

// The types of scalars.
const (
	Text Type = iota
	Number
	Truth
)

func (t Type) String() string { return [...]string{"text", "a number", "a Boolean"}[t] }

func typeOf(n ast.ScalarNode) Type {
	switch n.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return Number
	case *ast.BoolNode:
		return Truth
	}
	return Text
}

// Entry is a key of a mapping with its value.
type Entry struct{ Key, Value *Node }

// node is a new one of s.
func (s *Source) node(kind Kind, at diag.Span, text string) *Node {
	return &Node{Kind: kind, Text: text, src: s, Line: uint32(at.Line), Col: uint32(at.Col), width: uint32(at.Len)}
}

// Span is the place of n.
func (n *Node) Span() diag.Span {
	at := diag.Span{Pos: diag.Pos{Line: int(n.Line), Col: int(n.Col)}, Len: int(n.width)}
	if n.src != nil {
		at.File = n.src.File
	}
	return at
}

// Pos is where n begins.
func (n *Node) Pos() diag.Pos { return n.Span().Pos }

// List iterates over the items of n: those of a sequence, or n itself. A nil Node has
// none.
func (n *Node) List() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		if n == nil {
			return
		}
		if n.Kind != Sequence {
			yield(n)
			return
		}
		for _, e := range n.Kids {
			if !yield(e.Value) {
				return
			}
		}
	}
}

// Pairs are the keys and values of a mapping; nothing else has any.
func (n *Node) Pairs() []Entry {
	if n == nil || n.Kind != Mapping {
		return nil
	}
	return n.Kids
}

// Empty reports whether n is a list without items.
func (n *Node) Empty() bool { return n.Kind == Sequence && len(n.Kids) == 0 }

// Make makes a node at the place of n.
func (n *Node) Make(kind Kind, text string, kids ...Entry) *Node {
	out := n.src.node(kind, n.Span(), text)
	out.Kids = kids
	return out
}

// Under is a mapping of one key to n.
func (n *Node) Under(key string) *Node {
	return n.Make(Mapping, "", Entry{n.Make(Scalar, key), n})
}

// Get returns the value of a key, or nil.
func (n *Node) Get(key string) *Node {
	for _, e := range n.Pairs() {
		if e.Key.Text == key {
			return e.Value
		}
	}
	return nil
}

// Parse reads one YAML document. A mistake is a finding, and then the node is
// nil.
func Parse(src *Source, text []byte, l *diag.List) *Node { return parseTagged(src, text, l, false) }

// parseTagged is parse, which takes tags as well if they are allowed.
func parseTagged(src *Source, text []byte, l *diag.List, tags bool) *Node {
	start := diag.Span{Pos: diag.Pos{File: src.File, Line: 1, Col: 1}, Len: 1}
	if len(text) > maxSource {
		l.Errorf(start, "too-large", "the file has %d bytes; the limit is %d", len(text), maxSource)
		return nil
	}
	if at, bad := badRune(src); bad != "" {
		l.Errorf(at, "bad-yaml", "%s", bad)
		return nil
	}
	if at, bad := tooMany(src); bad != "" {
		l.Errorf(at, "too-large", "%s", bad)
		return nil
	}
	file, tokens, err := parseYAML(text)
	if much := new(tooMuch); errors.As(err, &much) {
		start.Line, start.Col = much.at.Position.Line, max(much.at.Position.Column, 1)
		l.Errorf(start, much.code, "%s", much.text)
		return nil
	}
	if err != nil {
		at := yamlErrorSpan(src, err)
		if f, ok := src.mistake(at); ok {
			l.Add(f)
		} else {
			l.Add(inOurWords(at, yamlErrorText(err)))
		}
		return nil
	}
	addSuppressions(src, tokens, l)
	c := &converter{src: src, diags: l, tags: tags, anchors: map[string]*Node{}, sizes: map[*Node]int{}}
	return c.file(file)
}

// parseYAML keeps a panic of the parser's from becoming ours: the text is the
// user's, and whatever it holds is at worst a finding.
func parseYAML(text []byte) (file *ast.File, tokens token.Tokens, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the file is not valid YAML: %v", r)
		}
	}()
	tokens = emptyBlocks(lexer.Tokenize(string(protectColons(text))))
	if err := checkTokens(tokens); err != nil {
		return nil, nil, err
	}
	file, err = parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	return file, tokens, err
}

// emptyBlocks drops the mistake that goccy's lexer finds behind a block scalar
// that keeps its blank lines and has nothing else:
//
//   - |+
//
//   - next
//
// YAML allows it, and CloudFormation's own tools print it for a line break.
func emptyBlocks(tokens token.Tokens) token.Tokens {
	var out token.Tokens
	for _, t := range tokens {
		if t.Type == token.InvalidType && t.Value == "" && t.Origin == "" && len(out) > 0 && strings.Trim(out[len(out)-1].Value, "\n") == "" {
			continue
		}
		if n := len(out); n > 0 {
			t.Prev, out[n-1].Next = out[n-1], t
		}
		out = append(out, t)
	}
	return out
}

// innerColon stands for a colon that ends no key, while goccy parses. It is
// one rune as the colon is, so that columns stay right.
const innerColon = '\uE03A'

// protectColons hides from goccy each colon that cannot end a key: inside
// flow mappings it takes every colon for one that does, and so misreads
//
//	{Condition: {StringEquals: {aws:PrincipalTag/team: data}}}
//
// In YAML a colon ends a plain key only before white space or one of ",[]{}";
// after a quoted key it may stand before anything.
func protectColons(text []byte) []byte {
	out := make([]byte, 0, len(text)+len(text)/8)
	done := 0
	for i, c := range text {
		if c == ':' && i+1 < len(text) && !endsKey(text[i+1]) && (i == 0 || text[i-1] != '"' && text[i-1] != '\'') {
			out = append(append(out, text[done:i]...), string(innerColon)...)
			done = i + 1
		}
	}
	return append(out, text[done:]...)
}

// endsKey reports whether a colon before c ends a plain key.
func endsKey(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', '[', ']', '{', '}':
		return true
	}
	return false
}

func restoreColons(s string) string { return strings.ReplaceAll(s, string(innerColon), ":") }

func yamlErrorSpan(src *Source, err error) diag.Span {
	at := diag.Span{Pos: diag.Pos{File: src.File, Line: 1, Col: 1}, Len: 1}
	var ye yaml.Error
	if errors.As(err, &ye) && ye.GetToken() != nil {
		at.Line, at.Col = ye.GetToken().Position.Line, max(ye.GetToken().Position.Column, 1)
	}
	return at
}

func yamlErrorText(err error) string {
	var ye yaml.Error
	if errors.As(err, &ye) {
		return restoreColons(ye.GetMessage())
	}
	return err.Error()
}

// badRune finds what YAML does not allow in a file: bytes that are no UTF-8,
// and control characters.
func badRune(src *Source) (diag.Span, string) {
	for i, line := range src.lines {
		col, bad := 0, ""
		for j, r := range line {
			col++
			switch {
			case r == utf8.RuneError && !strings.HasPrefix(line[j:], string(utf8.RuneError)):
				bad = "the file is not UTF-8"
			case r == innerColon:
				bad = fmt.Sprintf("the private use character U+%04X is not allowed", r)
			case r < ' ' && r != '\t' && r != '\r' || r == 0x7f:
				bad = fmt.Sprintf("the control character U+%04X is not allowed", r)
			default:
				continue
			}
			return diag.Span{Pos: diag.Pos{File: src.File, Line: i + 1, Col: col}, Len: 1}, bad
		}
	}
	return diag.Span{}, ""
}

// converter turns goccy's tree into nodes. It knows where goccy's positions
// are not what a reader would point at: a mapping's token is its first colon,
// and a block scalar's text has column 0.
type converter struct {
	src     *Source
	diags   *diag.List
	tags    bool // are kept
	anchors map[string]*Node
	sizes   map[*Node]int
	count   int
	failed  bool
}

func (c *converter) file(f *ast.File) *Node {
	var docs []ast.Node
	for _, d := range f.Docs {
		if _, directive := d.Body.(*ast.DirectiveNode); d.Body != nil && !directive {
			docs = append(docs, d.Body)
		}
	}
	switch {
	case len(docs) == 0:
		c.errorf(c.at(1, 1, 1), "empty-file", "the file is empty")
		return nil
	case len(docs) > 1:
		c.errorf(c.span(docs[1]), "several-documents", "the file has %d YAML documents; a spec is one", len(docs))
		return nil
	}
	n := c.node(docs[0], 0)
	if c.failed {
		return nil
	}
	return n
}

func (c *converter) errorf(at diag.Span, code, format string, args ...any) {
	c.fail(diag.Finding{Span: at, Code: code, Message: fmt.Sprintf(format, args...)})
}

// fail reports the first mistake.
func (c *converter) fail(f diag.Finding) {
	if !c.failed {
		c.diags.Add(f)
	}
	c.failed = true
}

func (c *converter) at(line, col, width int) diag.Span {
	return diag.Span{Pos: diag.Pos{File: c.src.File, Line: line, Col: max(col, 1)}, Len: max(width, 1)}
}

func (c *converter) span(n ast.Node) diag.Span {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return c.span(n.Values[0].Key)
		}
		return c.at(n.Start.Position.Line, n.Start.Position.Column, 1)
	case *ast.MappingValueNode:
		return c.span(n.Key)
	case *ast.LiteralNode:
		return c.at(n.Start.Position.Line, n.Start.Position.Column, len(n.Start.Value))
	}
	t := n.GetToken()
	width := utf8.RuneCountInString(strings.TrimSpace(t.Origin))
	if first, _, many := strings.Cut(strings.TrimSpace(t.Origin), "\n"); many {
		width = utf8.RuneCountInString(first)
	}
	return c.at(t.Position.Line, t.Position.Column, width)
}

// node converts n and counts what it costs to walk the result.
func (c *converter) node(n ast.Node, depth int) *Node {
	before := c.count
	c.count++
	if depth > maxDepth {
		c.errorf(c.span(n), "too-large", "the file is nested more than %d levels deep", maxDepth)
	}
	if c.count > maxNodes {
		c.errorf(c.span(n), "too-large", "the file has more than %d values, aliases counted each time", maxNodes)
	}
	if c.failed {
		return &Node{}
	}
	out := c.convert(n, depth)
	c.sizes[out] = c.count - before
	return out
}

func (c *converter) convert(n ast.Node, depth int) *Node {
	switch n := n.(type) {
	case *ast.NullNode:
		return c.src.node(Null, c.span(n), "")
	case *ast.MappingNode:
		return c.mapping(n, n.Values, depth)
	case *ast.MappingValueNode:
		return c.mapping(n, []*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		out := c.src.node(Sequence, c.span(n), "")
		out.Kids = append(out.Kids, lists.Map(n.Values, func(v ast.Node) Entry { return Entry{Value: c.node(v, depth+1)} })...)
		return out
	case *ast.AnchorNode:
		out := c.node(n.Value, depth+1)
		c.anchors[n.Name.GetToken().Value] = out
		return out
	case *ast.AliasNode:
		return c.alias(n)
	case *ast.TagNode:
		if c.tags {
			return c.tagged(n, depth)
		}
		tagged := (&converter{src: c.src, diags: &diag.List{}, tags: true, anchors: c.anchors, sizes: c.sizes}).tagged(n, depth)
		c.fail(diag.Finding{
			Span: c.span(n), Code: "yaml-tag", Message: fmt.Sprintf("YAML tags such as %s are not supported", tagged.Tag),
			Help: instead(strings.TrimPrefix(tagged.Tag, "!"), tagged),
		})
		return &Node{}
	case *ast.LiteralNode:
		return c.src.node(Scalar, c.span(n), restoreColons(n.Value.Value))
	}
	if s, ok := n.(ast.ScalarNode); ok {
		out := c.src.node(Scalar, c.span(n), restoreColons(s.GetToken().Value))
		out.Type = typeOf(s)
		return out
	}
	c.errorf(c.span(n), "bad-yaml", "%s is not supported", n.Type())
	return &Node{}
}

func (c *converter) tagged(n *ast.TagNode, depth int) *Node {
	value := c.src.node(Null, c.span(n), "")
	if n.Value != nil {
		value = c.node(n.Value, depth+1)
	}
	out := value.src.node(value.Kind, c.span(n), value.Text)
	out.Kids, out.Type, out.Tag = value.Kids, value.Type, restoreColons(strings.TrimSpace(n.Start.Value))
	return out
}

func (c *converter) alias(n *ast.AliasNode) *Node {
	name := n.Value.GetToken().Value
	target, ok := c.anchors[name]
	if !ok {
		c.errorf(c.span(n), "bad-yaml", "no anchor &%s precedes this alias", name)
		return &Node{}
	}
	c.count += c.sizes[target]
	return target
}

func (c *converter) mapping(n ast.Node, values []*ast.MappingValueNode, depth int) *Node {
	out := c.src.node(Mapping, c.span(n), "")
	for _, v := range values {
		if _, merge := v.Key.(*ast.MergeKeyNode); merge {
			c.fail(diag.Finding{
				Span: c.span(v.Key), Code: "yaml-merge", Message: "the merge key << is not supported",
				Help: "write the keys out, or repeat a role by from, and what all roles have by defaults",
			})
			return out
		}
		key := c.node(v.Key, depth+1)
		if (key.Kind != Scalar || key.Tag != "") && !c.failed {
			what, help := key.Kind.String(), ""
			switch {
			case key.Tag != "":
				what = "a tag"
			case key.Kind == Null:
				help = fmt.Sprintf("write %q, in quotes", v.Key.GetToken().Value)
			}
			c.fail(diag.Finding{Span: c.span(v.Key), Code: "bad-yaml", Message: "a key must be text, not " + what, Help: help})
			return out
		}
		out.Kids = append(out.Kids, Entry{key, c.node(v.Value, depth+1)})
	}
	return out
}

// Flow is n on one line.
func (n *Node) Flow() string { return n.FlowOf(func(scalar *Node) string { return scalar.Text }) }

// FlowOf is n on one line, with its keys and other scalars as a function writes them.
func (n *Node) FlowOf(scalar func(*Node) string) string {
	var parts []string
	switch n.Kind {
	case Null:
		return "null"
	case Scalar:
		return scalar(n)
	case Sequence:
		for item := range n.List() {
			parts = append(parts, item.FlowOf(scalar))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	parts = append(parts, lists.Map(n.Pairs(), func(e Entry) string { return scalar(e.Key) + ": " + e.Value.FlowOf(scalar) })...)
	return "{" + strings.Join(parts, ", ") + "}"
}
