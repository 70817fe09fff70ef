package syntax

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// mistake says what is wrong with a text that the parser refused at a place,
// in YAML's terms: parsers report where they could not go on, which is often
// far below what was written wrong. ok is false if nothing better is known
// than what the parser says.
func (s *Source) mistake(at diag.Span) (f diag.Finding, ok bool) {
	for _, find := range []func(diag.Span) (diag.Finding, bool){s.tab, s.unclosed, s.misplaced, s.noColon} {
		if f, ok = find(at); ok {
			f.Code = "bad-yaml"
			return f, true
		}
	}
	return diag.Finding{}, false
}

func (s *Source) spot(line, col int) diag.Span {
	return diag.Span{Pos: diag.Pos{File: s.File, Line: line, Col: col}, Len: 1}
}

// tab finds a tab that indents the line.
func (s *Source) tab(at diag.Span) (diag.Finding, bool) {
	line := s.line(at.Line)
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	i := strings.IndexByte(indent, '\t')
	if i < 0 {
		return diag.Finding{}, false
	}
	return diag.Finding{
		Span: s.spot(at.Line, i+1), Message: "a tab indents this line, which YAML does not allow",
		Help: "indent with spaces, e.g., two for each level",
	}, true
}

// opened is a quote or bracket that opens a flow.
type opened struct {
	char      byte
	line, col int
}

func (o opened) at(s *Source) diag.Span { return s.spot(o.line, o.col) }

// unclosed finds the quote or the bracket that is not closed where it should
// be. A quote without its end ends at the next one, behind which something
// stands that no value ends with.
func (s *Source) unclosed(at diag.Span) (diag.Finding, bool) {
	var open []opened // brackets
	var quote opened
	block := -1 // the indentation of the key above a block scalar, or -1
	for n := 1; n <= len(s.lines); n++ {
		line := strings.TrimSuffix(s.line(n), "\r")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if block >= 0 && quote.char == 0 {
			if strings.TrimSpace(line) == "" || indent > block {
				continue
			}
			block = -1
		}
		start := true // of a value, where a quote opens one
		for i := 0; i < len(line); i++ {
			c := line[i]
			switch {
			case quote.char != 0:
				switch {
				case c == '\\' && quote.char == '"':
					i++
				case c == '\'' && quote.char == '\'' && i+1 < len(line) && line[i+1] == '\'':
					i++
				case c == quote.char:
					if quote.line < n && !endsValue(line[i+1:]) {
						return s.unclosedQuote(quote), true
					}
					quote, start = opened{}, false
				}
			case c == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t'):
				i = len(line)
			case start && (c == '"' || c == '\''):
				quote = opened{c, n, utf8.RuneCountInString(line[:i]) + 1}
			case c == '{' || c == '[':
				if start {
					open = append(open, opened{c, n, utf8.RuneCountInString(line[:i]) + 1})
				}
			case (c == '}' || c == ']') && len(open) > 0:
				if open[len(open)-1].char != pair[c] {
					o := open[len(open)-1]
					return diag.Finding{
						Span: o.at(s), Message: fmt.Sprintf("the %c that opens here is closed by a %c in line %d", o.char, c, n),
						Help: fmt.Sprintf("close it with %c", closing[o.char]),
					}, true
				}
				open, start = open[:len(open)-1], false
			case c == ' ' || c == '\t':
			case c == ',' && len(open) > 0:
				start = true
			case c == ':' && (i+1 == len(line) || line[i+1] == ' '), c == '-' && start && (i+1 == len(line) || line[i+1] == ' '):
				start = true
			default:
				start = false
			}
		}
		if text := strings.TrimSpace(line); quote.char == 0 && len(open) == 0 && opensBlock(text) {
			block = indent
		}
		if n >= at.Line && quote.char == 0 && len(open) == 0 {
			break
		}
		if n >= at.Line && quote.char == 0 && open[len(open)-1].line < at.Line {
			break
		}
	}
	switch {
	case quote.char != 0:
		return s.unclosedQuote(quote), true
	case len(open) > 0 && open[len(open)-1].line < at.Line:
		o := open[len(open)-1]
		return diag.Finding{
			Span: o.at(s), Message: fmt.Sprintf("the %c that opens here is not closed", o.char),
			Help: fmt.Sprintf("close it with %c", closing[o.char]),
		}, true
	}
	return diag.Finding{}, false
}

var (
	pair    = map[byte]byte{'}': '{', ']': '['}
	closing = map[byte]byte{'{': '}', '[': ']'}
)

func (s *Source) unclosedQuote(o opened) diag.Finding {
	return diag.Finding{
		Span: o.at(s), Message: fmt.Sprintf("the quote %c that opens here is not closed in line %d", o.char, o.line),
		Help: fmt.Sprintf("close it with %c", o.char),
	}
}

// endsValue reports whether a quoted text may end before rest.
func endsValue(rest string) bool {
	rest = strings.TrimLeft(rest, " \t")
	return rest == "" || strings.IndexByte(",]}:#", rest[0]) >= 0
}

// opensBlock reports whether a line ends in the sign of a block scalar.
func opensBlock(text string) bool {
	i := strings.LastIndexAny(text, " ")
	last := text[i+1:]
	return i > 0 && last != "" && (last[0] == '|' || last[0] == '>') && strings.Trim(last[1:], "+-0123456789") == ""
}

// misplaced finds a key whose indentation fits none above it.
func (s *Source) misplaced(at diag.Span) (diag.Finding, bool) {
	isEntry := func(n int) bool {
		text := strings.TrimSpace(s.line(n))
		return text != "" && text[0] != '#'
	}
	next := func(n, step int) int {
		for n += step; n >= 1 && n <= len(s.lines); n += step {
			if isEntry(n) {
				return n
			}
		}
		return 0
	}
	indent := func(n int) int { return len(s.line(n)) - len(strings.TrimLeft(s.line(n), " ")) }
	// A line between two levels.
	var levels []int
	for n := next(at.Line, -1); n > 0; n = next(n, -1) {
		if d := indent(n); len(levels) == 0 || d < levels[len(levels)-1] {
			levels = append(levels, d)
		}
	}
	if d := indent(at.Line); len(levels) > 0 && d < levels[0] && !slices.Contains(levels, d) {
		parts := lists.Map(levels, func(l int) string { return fmt.Sprint(l) })
		return diag.Finding{
			Span: s.spot(at.Line, d+1), Message: fmt.Sprintf("this line is indented by %d spaces, as no line above it", d),
			Help: "the levels above it have " + strings.Join(parts, ", ") + " spaces",
		}, true
	}
	// A value on the line of its key, and deeper lines below it.
	for _, n := range []int{at.Line, next(at.Line, 1)} {
		above := next(n, -1)
		if n == 0 || above == 0 {
			continue
		}
		if indentBeside(s.line(n)) > indentBeside(s.line(above)) && hasValue(s.line(above)) {
			return diag.Finding{
				Span: s.spot(n, indent(n)+1), Message: fmt.Sprintf("this line is indented by %d spaces, more than the line above it, which has a value already", indentBeside(s.line(n))),
				Help: fmt.Sprintf("indent it by %d spaces, as its neighbours", indentBeside(s.line(above))),
			}, true
		}
	}
	return diag.Finding{}, false
}

// hasValue reports whether a line is a key with a value, or the item of a list
// that is one.
func hasValue(line string) bool {
	text := strings.TrimSpace(line)
	for strings.HasPrefix(text, "- ") {
		text = strings.TrimSpace(text[2:])
	}
	_, value, ok := strings.Cut(text, ": ")
	value = strings.TrimSpace(value)
	return ok && value != "" && value[0] != '#' && value[0] != '&' && !opensBlock(text) && strings.IndexByte("{[\"'", value[0]) < 0 ||
		ok && value != "" && strings.IndexByte("}]\"'", value[len(value)-1]) >= 0
}

// indentBeside is how far a key beside that of a line is indented.
func indentBeside(line string) int {
	text := strings.TrimLeft(line, " ")
	for strings.HasPrefix(text, "- ") {
		text = strings.TrimLeft(text[2:], " ")
	}
	return len(line) - len(text)
}

// noColon finds a line without a colon among those of a mapping.
func (s *Source) noColon(at diag.Span) (diag.Finding, bool) {
	for n := at.Line; n > 0 && n >= at.Line-1; n-- {
		text := strings.TrimSpace(s.line(n))
		key, value, two := strings.Cut(text, " ")
		if isWord(text) && at.Line == n && n < len(s.lines) && indentBeside(s.line(n+1)) > indentBeside(s.line(n)) {
			return diag.Finding{
				Span: s.spot(n, len(s.line(n))-len(strings.TrimLeft(s.line(n), " "))+1), Message: fmt.Sprintf("%q has lines below it and no colon", text),
				Help: fmt.Sprintf("write %s:", text),
			}, true
		}
		if text == "" || strings.ContainsAny(text, "\t{}[],\"'#|>") || strings.HasPrefix(text, "-") {
			continue
		}
		if !two {
			key, value, two = strings.Cut(text, ":")
		}
		if two && !strings.HasSuffix(key, ":") && value != "" && !strings.Contains(text, ": ") && !strings.HasSuffix(text, ":") {
			return diag.Finding{
				Span: s.spot(n, len(s.line(n))-len(strings.TrimLeft(s.line(n), " "))+1), Message: fmt.Sprintf("%q is not a key with a value", text),
				Help: fmt.Sprintf("write %s: %s, with a colon and a space", key, value),
			}, true
		}
	}
	return diag.Finding{}, false
}

// isWord reports whether a text could be a key.
func isWord(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool {
		return r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0 && text[0] != '-'
}

// parserWords are what the parser says, in the words of people who write YAML.
var parserWords = []struct{ says, message, help string }{
	{"undefined alias name", "an alias begins here, as everything does that begins with *", `quote the text, e.g., "*"`},
	{"tab character cannot use as a map key", "a tab stands before this key", "write a space"},
	{"must be specified", "a comma or a closing bracket is missing before this", ""},
	{"is a reserved character", "no text begins with this character in YAML", "quote the text"},
	{"mapping value is not allowed", "this has a second colon with a space behind it", "quote the text after the first colon"},
	{"is not allowed in this context", "YAML allows nothing here", "compare the indentation and the quotes of this line with those above it; inside single quotes, a quote is written twice"},
	{"unexpected key name", "this is not a key with a value", "write key: value; a key with lines below it ends in a colon"},
	{"non-map value is specified", "this is a text where the lines above have keys", "write key: value"},
}

// inOurWords is what the parser says in the words of people who write YAML.
func inOurWords(at diag.Span, says string) diag.Finding {
	for _, w := range parserWords {
		if strings.Contains(says, w.says) {
			return diag.Finding{Span: at, Code: "bad-yaml", Message: w.message, Help: w.help}
		}
	}
	return diag.Finding{Span: at, Code: "bad-yaml", Message: says}
}
