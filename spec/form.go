package spec

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// matchesForm is matchesWhole for patterns that are our own. Those need no more
// of the syntax than characters, classes, counts of these, and alternatives, and
// are matched as they stand: to compile one takes longer than all that a spec
// asks of it. Nothing here is for a pattern of the user's, since a match goes
// back and forth.
func matchesForm(pattern, s string) bool {
	form, others, more := cutAlternative(pattern)
	return matchAtoms(form, s) || more && matchesForm(others, s)
}

// cutAlternative parts the first alternative from those that follow it.
func cutAlternative(pattern string) (first, others string, more bool) {
	inGroup, inClass := false, false
	for i, c := range pattern {
		switch {
		case c == '[' || c == ']':
			inClass = c == '['
		case inClass:
		case c == '(' || c == ')':
			inGroup = c == '('
		case c == '|' && !inGroup:
			return pattern[:i], pattern[i+1:], true
		}
	}
	return pattern, "", false
}

// matchAtoms matches atoms, as many characters each as can be, then fewer.
func matchAtoms(form, s string) bool {
	if form == "" {
		return s == ""
	}
	if form[0] == '(' {
		group, rest, _ := strings.Cut(form[1:], ")")
		for more := true; more; {
			var alternative string
			alternative, group, more = cutAlternative(group)
			if matchAtoms(alternative+rest, s) {
				return true
			}
		}
		return false
	}
	atom, form := cutAtom(form)
	least, most, form := cutCount(form)
	n, end := 0, 0 // how many characters are of the atom, and where they end
	for n < most && end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		if !isOf(r, atom) {
			break
		}
		n, end = n+1, end+size
	}
	for ; n >= least; n-- {
		if matchAtoms(form, s[end:]) {
			return true
		}
		_, size := utf8.DecodeLastRuneInString(s[:end])
		end -= size
	}
	return false
}

// cutAtom parts a class or a character from what follows it.
func cutAtom(form string) (atom, rest string) {
	size := 1
	if form[0] == '[' {
		size = strings.IndexByte(form, ']') + 1
	}
	return form[:size], form[size:]
}

// cutCount parts a count from what follows it.
func cutCount(form string) (least, most int, rest string) {
	const any = 1 << 30
	if form == "" {
		return 1, 1, ""
	}
	switch form[0] {
	case '?':
		return 0, 1, form[1:]
	case '*':
		return 0, any, form[1:]
	case '+':
		return 1, any, form[1:]
	case '{':
		count, rest, _ := strings.Cut(form[1:], "}")
		low, high, two := strings.Cut(count, ",")
		least, _ = strconv.Atoi(low)
		if !two {
			return least, least, rest
		}
		most, _ = strconv.Atoi(high)
		return least, most, rest
	}
	return 1, 1, form
}

// isOf reports whether r is the character, or one of the class, that an atom is.
// Spaces and what comes before them in ASCII, as \x00-\x20, come first in a class.
func isOf(r rune, atom string) bool {
	class, ok := strings.CutPrefix(atom, "[")
	if !ok {
		return string(r) == atom
	}
	class, not := strings.CutPrefix(strings.TrimSuffix(class, "]"), "^")
	if spaceless, ok := strings.CutPrefix(class, `\x00-\x20`); ok {
		if r <= ' ' {
			return !not
		}
		class = spaceless
	}
	for i := 0; i < len(class); i++ {
		first, last := rune(class[i]), rune(class[i])
		if i+2 < len(class) && class[i+1] == '-' {
			last = rune(class[i+2])
			i += 2
		}
		if first <= r && r <= last {
			return !not
		}
	}
	return not
}
