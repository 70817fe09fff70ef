package eval

import (
	"strings"
	"unicode/utf8"
)

// Matcher is a compiled pattern with * and ?, in a form that is quick for what
// most patterns are.
type Matcher struct {
	shape  shape
	prefix string // what must come first: the whole text if exact
	suffix string // what must come last
	rest   string // of a mixed pattern, what must lie between
}

// shape is what a matcher looks at.
type shape uint8

const (
	exact    shape = iota // prefix
	anything              // *
	ends                  // prefix*suffix
	mixed                 // prefix, then rest, which begins with a wildcard
)

// CompileMatcher reads a pattern.
func CompileMatcher(text string) Matcher {
	first := strings.IndexAny(text, "*?")
	if first < 0 {
		return Matcher{prefix: text}
	}
	m := Matcher{shape: mixed, prefix: text[:first], rest: text[first:]}
	if bare := strings.TrimLeft(m.rest, "*"); len(bare) < len(m.rest) && !strings.ContainsAny(bare, "*?") {
		m.shape, m.suffix, m.rest = ends, bare, ""
		if m.prefix == "" && m.suffix == "" {
			m.shape = anything
		}
	}
	return m
}

func (m *Matcher) match(text string) bool {
	switch m.shape {
	case exact:
		return text == m.prefix
	case anything:
		return true
	case ends:
		return len(text) >= len(m.prefix)+len(m.suffix) &&
			strings.HasPrefix(text, m.prefix) && strings.HasSuffix(text, m.suffix)
	default:
		return strings.HasPrefix(text, m.prefix) && matchWild(m.rest, text[len(m.prefix):], false)
	}
}

// MatchFold is match of a pattern in lower case with a text in any.
func (m *Matcher) MatchFold(text string) bool {
	if m.shape == anything {
		return true
	}
	least := len(m.prefix) + len(m.suffix)
	if len(text) < least || m.shape == exact && len(text) != least || !equalFoldASCII(text[:len(m.prefix)], m.prefix) {
		return false
	}
	if m.shape == mixed {
		return matchWild(m.rest, text[len(m.prefix):], true)
	}
	return equalFoldASCII(text[len(text)-len(m.suffix):], m.suffix)
}

// equalFoldASCII compares a text with one of the same length in lower case.
func equalFoldASCII(text, lower string) bool {
	for i := range len(lower) {
		if lowerByte(text[i]) != lower[i] {
			return false
		}
	}
	return true
}

func lowerByte(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// matchWild is MatchString without a call for each character. With fold, the
// pattern is in lower case.
func matchWild(pattern, text string, fold bool) bool {
	p, at := 0, 0
	rest, retry := -1, 0 // the place after the last *, and where in text to try it next
	for at < len(text) {
		if p < len(pattern) {
			switch c := pattern[p]; {
			case c == '*':
				p++
				rest, retry = p, at
				continue
			case c == '?':
				_, size := utf8.DecodeRuneInString(text[at:])
				p, at = p+1, at+size
				continue
			case c == text[at] || fold && c == lowerByte(text[at]):
				p, at = p+1, at+1
				continue
			}
		}
		if rest < 0 {
			return false
		}
		_, size := utf8.DecodeRuneInString(text[retry:])
		retry += size
		p, at = rest, retry
	}
	return strings.Trim(pattern[p:], "*") == ""
}
