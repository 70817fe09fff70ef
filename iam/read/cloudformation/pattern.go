package cloudformation

import (
	"fmt"
	"regexp"
	"strings"
)

// matches reports whether a whole value matches a pattern of CloudFormation,
// which are Java's. Of what Java has and Go has not, it knows two things: that
// nothing follows, and looking ahead at the whole value at the beginning of an
// alternative, or of a group that is all of it.
//
//	^$|^(?:(?=[a-z]+(?![\s\S]))[^q]+)?(?![\s\S])
//
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
func matches(pattern, value string) (bool, error) {
	for _, alternative := range alternatives(pattern) {
		if ok, err := matchesAll(alternative, value); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func matchesAll(pattern, value string) (bool, error) {
	rest := strings.TrimSuffix(strings.TrimPrefix(pattern, "^"), `(?![\s\S])`)
	if group, ok := strings.CutSuffix(rest, ")?"); ok && strings.HasPrefix(rest, "(?:") && groupEnd(rest) == len(group) {
		if value == "" {
			return true, nil
		}
		return matches(group[len("(?:"):], value)
	}
	for strings.HasPrefix(rest, "(?=") {
		end := groupEnd(rest)
		if end < 0 {
			return false, fmt.Errorf("pattern %s: a group is not closed", pattern)
		}
		if ok, err := matchesWhole(rest[len("(?="):end], value); !ok || err != nil {
			return false, err
		}
		rest = rest[end+1:]
	}
	return matchesWhole(rest, value)
}

func matchesWhole(pattern, value string) (bool, error) {
	pattern = strings.TrimSuffix(pattern, `(?![\s\S])`)
	re, err := regexp.Compile(`^(?:` + pattern + `)$`)
	if err != nil {
		return false, err
	}
	return re.MatchString(value), nil
}

// alternatives splits a pattern at each "|" outside groups and classes.
func alternatives(pattern string) []string {
	var out []string
	depth, start := 0, 0
	scan(pattern, func(i int, c byte) bool {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '|' && depth == 0:
			out = append(out, pattern[start:i])
			start = i + 1
		}
		return true
	})
	return append(out, pattern[start:])
}

// groupEnd is where the group closes that s begins with, or -1.
func groupEnd(s string) int {
	depth, end := 0, -1
	scan(s, func(i int, c byte) bool {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			end = i
		}
		return depth > 0
	})
	return end
}

// scan calls f with each byte of a pattern that is neither escaped nor in a
// class, until f returns false.
func scan(pattern string, f func(i int, c byte) bool) {
	inClass := false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
		case inClass:
			inClass = c != ']'
		case c == '[':
			inClass = true
		case !f(i, c):
			return
		}
	}
}
