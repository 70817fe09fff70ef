package iam

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// texts are patterns that part all texts into classes: those of one class match
// the same patterns.
type texts struct {
	patterns []pattern
	fold     []bool  // of each pattern: letter case does not count
	within   pattern // what all texts match, or nil
	colons   int     // that a text has at most; 0 for any number
	states   int     // that are walked over at most; 0 for maxStates
}

func (t *texts) add(p pattern, fold bool) {
	t.patterns = append(t.patterns, p)
	t.fold = append(t.fold, fold)
}

// maxStates bounds what classes walks over.
const maxStates = 5000

// classes returns a text of each class, the shortest, or false if there are too
// many to find.
//
// All patterns are walked at once, as one automaton whose states are the places
// that they have come to; each way to another set of accepting patterns is a
// class. At a place only the characters that some pattern waits for make a
// difference, and one that none does.
func (t *texts) classes() ([]string, bool) {
	if t.within != nil {
		all := texts{append(slices.Clone(t.patterns), t.within), append(slices.Clone(t.fold), false), nil, t.colons, t.states}
		return all.walk(len(t.patterns))
	}
	return t.walk(-1)
}

// place is one that a text has come to in a pattern.
type place struct{ pattern, at int }

func (t *texts) walk(must int) ([]string, bool) {
	type state struct {
		places []place
		text   string
		colons int
	}
	var found []string
	classes := map[string]bool{}
	var start []place
	for i := range t.patterns {
		start = t.reach(start, place{i, 0})
	}
	queue := []state{{start, "", 0}}
	seen := map[string]bool{stateKey(start, 0): true}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		if class, ok := t.class(s.places, must); ok && !classes[class] {
			classes[class] = true
			found = append(found, s.text)
		}
		for _, r := range t.next(s.places) {
			colons := s.colons
			if t.colons > 0 && r == ':' {
				if colons++; colons > t.colons {
					continue
				}
			}
			var to []place
			for _, p := range s.places {
				if p.at < len(t.patterns[p.pattern]) {
					to = t.step(to, p, r)
				}
			}
			if k := stateKey(to, colons); !seen[k] {
				if len(seen) == cmp.Or(t.states, maxStates) {
					return nil, false
				}
				seen[k] = true
				queue = append(queue, state{to, s.text + string(r), colons})
			}
		}
	}
	return found, true
}

// step adds the places to which r leads from p.
func (t *texts) step(to []place, p place, r rune) []place {
	e := t.patterns[p.pattern][p.at]
	if t.fold[p.pattern] && e >= 0 {
		e, r = unicode.ToLower(e), unicode.ToLower(r)
	}
	switch {
	case !admits(e, r):
		return to
	case repeats(e):
		return t.reach(to, p)
	default:
		return t.reach(to, place{p.pattern, p.at + 1})
	}
}

// reach adds a place, and those behind wildcards that stand for nothing.
func (t *texts) reach(to []place, p place) []place {
	for !slices.Contains(to, p) {
		to = append(to, p)
		if all := t.patterns[p.pattern]; p.at == len(all) || !repeats(all[p.at]) {
			break
		}
		p.at++
	}
	return to
}

func stateKey(places []place, colons int) string {
	slices.SortFunc(places, func(a, b place) int {
		if a.pattern != b.pattern {
			return a.pattern - b.pattern
		}
		return a.at - b.at
	})
	var b strings.Builder
	b.WriteByte(byte(colons))
	for _, p := range places {
		for _, n := range [...]int{p.pattern, p.at} {
			b.WriteByte(byte(n))
			b.WriteByte(byte(n >> 8))
		}
	}
	return b.String()
}

// class is which patterns match a text that has led to places; false if one that
// must does not.
func (t *texts) class(places []place, must int) (string, bool) {
	out := make([]byte, len(t.patterns))
	for _, p := range places {
		if p.at == len(t.patterns[p.pattern]) {
			out[p.pattern] = 1
		}
	}
	return string(out), must < 0 || out[must] == 1
}

// next are characters of which no two lead to the same places, unless all of
// them do.
func (t *texts) next(places []place) []rune {
	var out []rune
	wild := len(places) == 0
	for _, p := range places {
		all := t.patterns[p.pattern]
		if p.at == len(all) {
			continue
		}
		switch r := all[p.at]; {
		case r >= 0 && t.fold[p.pattern]:
			out = append(out, unicode.ToLower(r), unicode.ToUpper(r))
		case r >= 0:
			out = append(out, r)
		case r == oneNoColon || r == manyNoColon:
			out = append(out, ':')
			wild = true
		case r == oneNoSlash || r == manyNoSlash:
			out = append(out, '/')
			wild = true
		default:
			wild = true
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if wild || len(out) > 0 {
		out = append(out, other(out))
	}
	return out
}

// other is a character that is none of some.
func other(some []rune) rune {
	for _, r := range "xyzwvutsrqponmlkjihgfedcba0123456789" {
		if !slices.Contains(some, r) {
			return r
		}
	}
	r := '\u00e0'
	for slices.Contains(some, r) {
		r++
	}
	return r
}

// lowerText is a text in lower case, as names of actions are compared.
func lowerText(s string) string { return strings.Map(lowerRune, s) }

// count is how often p has a character.
func (p pattern) count(c rune) int {
	n := 0
	for _, r := range p {
		if r == c {
			n++
		}
	}
	return n
}
