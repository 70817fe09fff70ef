package spec

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// matchesForm is matchesWhole for patterns that are our own. Most of them need
// no more of the syntax than characters, classes, counts, and alternatives of
// the whole, and are matched as they stand: to compile one takes longer than
// all that a spec asks of it. Nothing here is for a pattern of the user's, since
// a match goes back and forth.
func matchesForm(pattern, s string) bool {
	if strings.ContainsAny(pattern, `(\`) {
		return matchesWhole(pattern, s)
	}
	for form := range strings.SplitSeq(pattern, "|") {
		if matchAtoms(form, s) {
			return true
		}
	}
	return false
}

// matchAtoms matches atoms, as many characters each as can be, then fewer.
func matchAtoms(form, s string) bool {
	if form == "" {
		return s == ""
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
func isOf(r rune, atom string) bool {
	class, ok := strings.CutPrefix(atom, "[")
	if !ok {
		return string(r) == atom
	}
	class, not := strings.CutPrefix(strings.TrimSuffix(class, "]"), "^")
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
