package cloudformation

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// matches reports whether a whole value matches a pattern of CloudFormation,
// which are Java's. Of what Java has and Go has not, it knows two things: that
// nothing follows, and looking ahead at the whole value at the beginning of the
// pattern, or of an optional group that is all of it.
//
//	^(?:(?=[a-z]+(?![\s\S]))[^q]+)?(?![\s\S])
//
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
func matches(pattern, value string) (bool, error) {
	rest := strings.ReplaceAll(strings.TrimPrefix(pattern, "^"), `(?![\s\S])`, `\z`)
	if group, ok := strings.CutSuffix(strings.TrimSuffix(rest, `\z`), ")?"); ok && strings.HasPrefix(rest, "(?:") && groupEnd(rest) == len(group) {
		if value == "" {
			return true, nil
		}
		rest = group[len("(?:"):]
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

// compiled caches patterns: a parameter is read again for each value.
var compiled sync.Map // pattern → *regexp.Regexp

func matchesWhole(pattern, value string) (bool, error) {
	v, ok := compiled.Load(pattern)
	if !ok {
		re, err := regexp.Compile(`^(?:` + pattern + `)$`)
		if err != nil {
			return false, err
		}
		v, _ = compiled.LoadOrStore(pattern, re)
	}
	return v.(*regexp.Regexp).MatchString(value), nil
}

// groupEnd is where the group closes that a pattern begins with, or -1.
func groupEnd(pattern string) int {
	depth, inClass := 0, false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
		case inClass:
			inClass = c != ']'
		case c == '[':
			inClass = true
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
