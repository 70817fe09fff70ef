package glob

import (
	"strings"
	"unicode/utf8"
)

// Match reports whether a pattern of StringLike, in which * stands for
// any characters and ? for one, matches a text in its letter case. Policy
// variables must have been filled in.
func Match(pattern, text string) bool {
	return matchBy(pattern, text, func(a, b rune) bool { return a == b })
}

// MatchFold is MatchString in any letter case, as IAM compares the names of
// actions.
func MatchFold(pattern, text string) bool {
	return matchBy(pattern, text, func(a, b rune) bool { return LowerRune(a) == LowerRune(b) })
}

// LowerRune is an ASCII letter in lower case; any other character stays.
func LowerRune(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// glob goes back to the last * only, which is enough since * stands for
// everything, and makes it quadratic at worst.
func matchBy(pattern, text string, equal func(a, b rune) bool) bool {
	if len(pattern) != len(text) && strings.IndexByte(pattern, '*') < 0 && strings.IndexByte(pattern, '?') < 0 {
		return false // as in most lists of names
	}
	rest, retry := "", -1 // the pattern after the last *, and where in text to try it next
	for at := 0; at < len(text); {
		c, size := utf8.DecodeRuneInString(text[at:])
		p, psize := utf8.DecodeRuneInString(pattern)
		switch {
		case psize > 0 && p == '*':
			pattern = pattern[psize:]
			rest, retry = pattern, at
		case psize > 0 && (p == '?' || equal(p, c)):
			pattern, at = pattern[psize:], at+size
		case retry >= 0:
			_, size := utf8.DecodeRuneInString(text[retry:])
			retry += size
			pattern, at = rest, retry
		default:
			return false
		}
	}
	for pattern != "" && pattern[0] == '*' {
		pattern = pattern[1:]
	}
	return pattern == ""
}
