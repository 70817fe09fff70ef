// Package regex answers questions about regular expressions that Go, Java and
// JavaScript interpret alike, as patterns of parameters must be: whether they are of that
// kind, what they match, and how long a text is that they match. A regular expression
// always applies to a whole text.
package regex

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"sync"
)

// compiled caches patterns.
var compiled sync.Map // pattern → *regexp.Regexp, nil if it is none

// Matches reports whether a regular expression matches all of s. It reports
// false for one that does not compile.
func Matches(pattern, s string) bool {
	v, ok := compiled.Load(pattern)
	if !ok {
		re, err := regexp.Compile(`^(?:` + pattern + `)$`)
		if err != nil {
			re = nil
		}
		v, _ = compiled.LoadOrStore(pattern, re)
	}
	re := v.(*regexp.Regexp)
	return re != nil && re.MatchString(s)
}

// CanContain reports whether a text with c may match pattern.
func CanContain(pattern string, c rune) bool {
	re, err := syntax.Parse(pattern, syntax.Perl)
	return err == nil && reaches(re, c)
}

func reaches(re *syntax.Regexp, c rune) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return slices.Contains(re.Rune, c)
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i] <= c && c <= re.Rune[i+1] {
				return true
			}
		}
		return false
	case syntax.OpAnyChar:
		return true
	case syntax.OpAnyCharNotNL:
		return c != '\n'
	case syntax.OpRepeat:
		if re.Max == 0 {
			return false
		}
	}
	return slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return reaches(sub, c) })
}
