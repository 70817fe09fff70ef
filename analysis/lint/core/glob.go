package core

import "strings"

// GlobsMeet reports whether some text matches both patterns.
func GlobsMeet(a, b string) bool {
	x, y := []rune(a), []rune(b)
	// reach[j] says whether x[:i] and y[:j] can stand for one text.
	reach, next := make([]bool, len(y)+1), make([]bool, len(y)+1)
	for i := 0; i <= len(x); i++ {
		clear(next)
		for j := 0; j <= len(y); j++ {
			switch {
			case i == 0 && j == 0:
				next[j] = true
			case i > 0 && x[i-1] == '*' && reach[j], j > 0 && y[j-1] == '*' && next[j-1]:
				next[j] = true
			case i > 0 && j > 0:
				next[j] = (reach[j-1] && one(x[i-1], y[j-1])) ||
					x[i-1] == '*' && next[j-1] || y[j-1] == '*' && reach[j]
			}
		}
		reach, next = next, reach
	}
	return reach[len(y)]
}

// one reports whether some rune matches both.
func one(a, b rune) bool {
	wild := func(r rune) bool { return r == '?' || r == '*' }
	return wild(a) || wild(b) || a == b
}

// HasWildcard reports whether s is a pattern, and not a name.
func HasWildcard(s string) bool {
	return strings.IndexByte(s, '*') >= 0 || strings.IndexByte(s, '?') >= 0
}
