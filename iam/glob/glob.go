package glob

import (
	"strings"
	"unicode/utf8"
)

// Match reports whether a pattern of StringLike, in which * matches any characters and
// ? one, matches a text, including its letter case. Policy variables must have been
// replaced.
func Match(pattern, text string) bool {
	return match(pattern, text, false)
}

// MatchFold is Match ignoring letter case, as IAM compares the names of actions.
func MatchFold(pattern, text string) bool {
	return match(pattern, text, true)
}

// Overlap reports whether some text matches both patterns. A policy variable may
// have any value.
func Overlap(a, b string) bool { return CompileText(a).Overlaps(CompileText(b)) }

// HasWildcard reports whether a pattern may match several texts.
func HasWildcard(pattern string) bool { return strings.ContainsAny(pattern, "*?") }

// match backtracks only to the last *, which suffices because * matches everything, and
// is quadratic at worst. It compares bytes: if a pattern and a text agree up to a
// position, a character begins there in both or in neither.
func match(pattern, text string, fold bool) bool {
	p, at := 0, 0
	rest, retry := -1, 0 // the position after the last *, and the next position in text to try
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
			case c == text[at] || fold && lowerByte(c) == lowerByte(text[at]):
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

func lowerByte(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
