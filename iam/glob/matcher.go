package glob

import (
	"strings"
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

// Exactly matches a text and no other.
func Exactly(text string) Matcher { return Matcher{prefix: text} }

// CompileMatcher reads a pattern.
func CompileMatcher(text string) Matcher {
	first := strings.IndexAny(text, "*?")
	if first < 0 {
		return Exactly(text)
	}
	m := Matcher{shape: mixed, prefix: text[:first], rest: text[first:]}
	if bare := strings.TrimLeft(m.rest, "*"); len(bare) < len(m.rest) && !HasWildcard(bare) {
		m.shape, m.suffix, m.rest = ends, bare, ""
		if m.prefix == "" && m.suffix == "" {
			m.shape = anything
		}
	}
	return m
}

// IsExact reports whether m matches one text only, which is its Prefix.
func (m *Matcher) IsExact() bool { return m.shape == exact }

// Prefix is what a text must begin with.
func (m *Matcher) Prefix() string { return m.prefix }

// Match reports whether m matches a text in its letter case.
func (m *Matcher) Match(text string) bool {
	switch m.shape {
	case exact:
		return text == m.prefix
	case anything:
		return true
	case ends:
		return len(text) >= len(m.prefix)+len(m.suffix) &&
			strings.HasPrefix(text, m.prefix) && strings.HasSuffix(text, m.suffix)
	default:
		return strings.HasPrefix(text, m.prefix) && match(m.rest, text[len(m.prefix):], false)
	}
}

// MatchFold is Match of a pattern in lower case with a text in any.
func (m *Matcher) MatchFold(text string) bool {
	if m.shape == anything {
		return true
	}
	least := len(m.prefix) + len(m.suffix)
	if len(text) < least || m.shape == exact && len(text) != least || !equalFoldASCII(text[:len(m.prefix)], m.prefix) {
		return false
	}
	if m.shape == mixed {
		return match(m.rest, text[len(m.prefix):], true)
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
