package glob

import "strings"

// Pattern is a text with wildcards, one element a character: the character
// itself, or a wildcard.
type Pattern []rune

// The wildcards. Some exclude colons, some exclude slashes.
const (
	One rune = -1 - iota
	OneNoColon
	oneNoSlash
	Many // any number of characters, including none
	ManyNoColon
	ManyNoSlash
)

func Repeats(r rune) bool { return r <= Many }

// Admits reports whether a wildcard, or a character, matches the character c.
func Admits(r, c rune) bool {
	switch r {
	case One, Many:
		return true
	case OneNoColon, ManyNoColon:
		return c != ':'
	case oneNoSlash, ManyNoSlash:
		return c != '/'
	default:
		return r == c
	}
}

// meet reports whether both match a common character.
func meet(a, b rune) bool {
	switch {
	case a >= 0:
		return Admits(b, a)
	case b >= 0:
		return Admits(a, b)
	default:
		return true // there are characters that no wildcard excludes
	}
}

// Match reports whether p matches text.
func (p Pattern) Match(text string) bool {
	var few [200]rune // enough for most, and not on the heap
	q := few[:0]
	for _, r := range text {
		q = append(q, r)
	}
	return p.Overlaps(q)
}

// Overlaps reports whether some text matches both p and q.
func (p Pattern) Overlaps(q Pattern) bool {
	var few [400]bool // likewise
	rows := few[:]
	if size := 2 * (len(p) + 1); size > len(few) {
		rows = make([]bool, size)
	}
	return p.walk(q, rows[:len(p)+1], rows[len(p)+1:2*(len(p)+1)])[len(p)]
}

// After returns the places of p that some text which q matches leads to, from its
// start.
func (p Pattern) After(q Pattern) []bool {
	return p.walk(q, make([]bool, len(p)+1), make([]bool, len(p)+1))
}

// walk is After in two slices of places, of which none is set.
//
// It walks q and keeps all places of p that a common beginning of texts leads to.
// Backtracking only to the last wildcard, as file name matchers do, would be wrong for
// wildcards that exclude characters.
func (p Pattern) walk(q Pattern, at, next []bool) []bool {
	at[0] = true
	lo, hi := 0, 0 // no place outside is set
	for _, r := range q {
		hi = p.skip(at, lo, hi, r)
		if Repeats(r) {
			continue // r may be empty
		}
		from, to := p.step(at, next, lo, hi, r)
		clear(at[lo : hi+1])
		if to < 0 {
			return at
		}
		at, next, lo, hi = next, at, from, to
	}
	p.skip(at, lo, hi, 0) // at the end of q, only p's wildcards can be skipped
	return at
}

// step sets the places after r in next, and returns the first and the last.
func (p Pattern) step(at, next []bool, lo, hi int, r rune) (from, to int) {
	from, to = len(p), -1
	for i := lo; i <= min(hi, len(p)-1); i++ {
		if !at[i] || !meet(p[i], r) {
			continue
		}
		place := i + 1
		if Repeats(p[i]) {
			place = i
		}
		next[place] = true
		from, to = min(from, place), max(to, place)
	}
	return from, to
}

// skip sets the places that are reached without leaving r: past wildcards of p that are
// empty, and past characters of p that r, if it repeats, matches. It returns the last
// place that is set.
func (p Pattern) skip(at []bool, lo, hi int, r rune) int {
	for i := lo; i <= min(hi, len(p)-1); i++ {
		if at[i] && (Repeats(p[i]) || Repeats(r) && meet(p[i], r)) {
			at[i+1] = true
			hi = max(hi, i+1)
		}
	}
	return hi
}

func Wildcard(r, one, many rune) rune {
	switch r {
	case '?':
		return one
	case '*':
		return many
	default:
		return r
	}
}

// CompileKey compiles a condition key with placeholders.
func CompileKey(key string) Pattern {
	var p Pattern
	for {
		before, after, found := CutPlaceholder(key)
		p = append(p, []rune(strings.ToLower(before))...)
		if !found {
			return p
		}
		p = append(p, One, Many)
		key = after
	}
}

// CutPlaceholder splits a key at its first placeholder. AWS writes placeholders in three
// ways: "${TagKey}", "<key>" and the bare "tag-key".
func CutPlaceholder(key string) (before, after string, found bool) {
	for _, form := range [...][2]string{{"${", "}"}, {"<", ">"}, {"/tag-key", ""}} {
		before, after, found := strings.Cut(key, form[0])
		if !found {
			continue
		}
		if form[1] == "" {
			return before + "/", after, true
		}
		if _, after, found := strings.Cut(after, form[1]); found {
			return before, after, true
		}
	}
	return key, "", false
}
