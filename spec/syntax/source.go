package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"

	"github.com/emriam/emriam/spec/diag"
)

// Source is a YAML file as it was read.
type Source struct {
	File   string
	lines  []string
	Shared bool // a template, in which its user changes nothing
}

// line is a line of the file, counted from 1, or "" behind its end.
func (s *Source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return s.lines[n-1]
}

// NewSource is a source that is no template.
func NewSource(file string, text []byte) *Source {
	return &Source{File: file, lines: strings.Split(string(text), "\n")}
}

// PlaceholderSpan finds the k-th "${" at or after the place of a scalar, counting
// from 0. YAML never escapes "${", so the raw text has the placeholders of the
// decoded one, in the same order, whatever the scalar's style.
func (s *Source) PlaceholderSpan(at diag.Span, k int) diag.Span {
	col := at.Col
	for line := at.Line; line <= len(s.lines); line++ {
		text := skipRunes(s.lines[line-1], col-1)
		for from := 0; ; {
			i := strings.Index(text[from:], "${")
			if i < 0 {
				break
			}
			i += from
			if k == 0 {
				return s.placeholderAt(line, col+utf8.RuneCountInString(text[:i]), text[i:])
			}
			k--
			from = i + len("${")
		}
		col = 1
	}
	return at
}

// Spot is a text, or a placeholder in it. Where that is takes a look at the file,
// which only a finding is worth.
type Spot struct {
	n           *Node
	placeholder int // as PlaceholderSpan counts them, or whole
}

const whole = -1

// Spot is all of a text.
func (n *Node) Spot() Spot { return Spot{n, whole} }

// Placeholder is the k-th placeholder of a text, counted from 0.
func (n *Node) Placeholder(k int) Spot { return Spot{n, k} }

// Span is the place of the spot.
func (s Spot) Span() diag.Span {
	if s.placeholder == whole {
		return s.n.Span()
	}
	return s.n.src.PlaceholderSpan(s.n.Span(), s.placeholder)
}

func (s *Source) placeholderAt(line, col int, text string) diag.Span {
	width := len("${")
	if end := strings.IndexByte(text, '}'); end >= 0 {
		width = utf8.RuneCountInString(text[:end+1])
	}
	return diag.Span{Pos: diag.Pos{File: s.File, Line: line, Col: col}, Len: width}
}

func skipRunes(s string, n int) string {
	for ; n > 0 && s != ""; n-- {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return s
}

// addSuppressions tells l which comments of a file suppress findings. A comment
// is about the first line below it that is no comment, so that several can
// stand above one line.
func addSuppressions(src *Source, tokens token.Tokens, l *diag.List) {
	var found []diag.Suppression
	for _, t := range tokens {
		if t.Type != token.CommentType {
			continue
		}
		s, ok := diag.ParseSuppression("#" + restoreColons(t.Value))
		if !ok {
			continue
		}
		s.Pos = diag.Pos{File: src.File, Line: t.Position.Line, Col: max(t.Position.Column, 1)}
		s.Own = !src.Shared
		s.Behind = !isComment(src.line(s.Line))
		if len(found) == maxSuppressions {
			l.Errorf(s.Span, "too-large", "the file has more than %d suppressions", maxSuppressions)
			return
		}
		found = append(found, s)
	}
	for _, s := range found {
		for s.About = s.Line + 1; isComment(src.line(s.About)); s.About++ {
		}
		l.AddSuppression(s)
	}
}

func isComment(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "#") }
