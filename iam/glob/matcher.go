package glob

import (
	"strings"
)

// Matcher is a compiled pattern with * and ?, in a form that is fast for common
// patterns.
type Matcher struct {
	shape  shape
	prefix string // the beginning of the text: all of it if exact
	suffix string // the end of the text
	rest   string // the middle of a mixed pattern
}

// shape selects the fields of a matcher that decide.
type shape uint8

const (
	exact    shape = iota // prefix
	anything              // *
	ends                  // prefix*suffix
	mixed                 // prefix, then rest, which begins with a wildcard
)

// Exactly returns a matcher of one text.
func Exactly(text string) Matcher { return Matcher{prefix: text} }

// CompileMatcher compiles a pattern.
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

// IsExact reports whether m matches only one text, its Prefix.
func (m *Matcher) IsExact() bool { return m.shape == exact }

// Prefix returns the text with which all matching texts begin.
func (m *Matcher) Prefix() string { return m.prefix }

// Match reports whether m matches a text, including its letter case.
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

// MatchFold is Match ignoring letter case; the pattern must be in lower case.
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

// equalFoldASCII compares two texts of the same length, the second in lower case.
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
