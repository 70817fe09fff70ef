package compare

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/emriam/emriam/iam/glob"
)

// texts walks several patterns at once, as one automaton. Its states are the sets of
// places that the beginning of a text reaches. Patterns are grouped in atoms: a text
// is in an atom if it matches one of its patterns.
type texts struct {
	*meter
	globs  []*walked
	fold   []bool // by pattern: it ignores letter case
	folded bool   // all patterns with letters ignore letter case
	atom   []int  // by pattern, ascending
	atoms  int

	need  int // texts must be in all of the first need atoms
	avoid int // and in none of the next avoid atoms
}

// walked is a pattern of a policy, prepared for walking. It has no wildcard that
// excludes slashes.
type walked struct {
	glob.Pattern
	prefix string // the beginning of all its texts
	exact  bool   // it matches only prefix
	whole  bool   // it matches everything that begins with prefix
	rest   []int  // by place: the least number of characters that follow
}

func newWalked(p glob.Pattern) *walked {
	g := &walked{Pattern: p, rest: make([]int, len(p)+1)}
	for i := len(p) - 1; i >= 0; i-- {
		g.rest[i] = g.rest[i+1]
		if !glob.Repeats(p[i]) {
			g.rest[i]++
		}
	}
	first := slices.IndexFunc(p, func(r rune) bool { return r < 0 })
	if g.exact = first < 0; g.exact {
		first = len(p)
	}
	g.prefix = string([]rune(p[:first]))
	g.whole = first == len(p)-1 && p[first] == glob.Many
	return g
}

// matches reports whether the pattern matches a text. It is also false if no steps are
// left.
func (g *walked) matches(m *meter, text string) bool {
	switch {
	case g.exact:
		return text == g.prefix
	case !strings.HasPrefix(text, g.prefix):
		return false
	case g.whole:
		return true
	}
	return m.spend(len(g.Pattern)*len(text)/20) && g.Match(text)
}

// covers reports whether the pattern obviously matches all that another matches. False
// is not certain.
func (g *walked) covers(o *walked) bool {
	return strings.HasPrefix(o.prefix, g.prefix) && (g.whole || slices.Equal(g.Pattern, o.Pattern))
}

// atomOf adds an atom of some patterns, if there are any.
func (t *texts) atomOf(globs []*walked) bool {
	for i, g := range globs {
		t.add(g, false, i == 0)
	}
	return len(globs) > 0
}

// add adds a pattern to the last atom, or to a new one.
func (t *texts) add(g *walked, fold, newAtom bool) {
	if newAtom {
		t.atoms++
	}
	t.globs = append(t.globs, g)
	t.fold = append(t.fold, fold)
	t.atom = append(t.atom, t.atoms-1)
}

// place is a position in a pattern. The position surely means that the text is in the
// atom of the pattern, whatever follows.
type place struct{ pattern, at int32 }

const surely = -1

// walking has the states that a walk has reached.
type walking struct {
	states [][]place
	known  map[string]bool // states, as text
	steps  []walkStep
	queue  [][]int // steps, by the number of characters that they still need
	least  int     // all queues before this one are empty
}

// walkStep is one character that led to a state; the chain of steps is the text.
type walkStep struct {
	state, from int
	r           rune
}

func (w *walking) text(step int) string {
	var out []rune
	for ; w.steps[step].from >= 0; step = w.steps[step].from {
		out = append(out, w.steps[step].r)
	}
	slices.Reverse(out)
	return string(out)
}

// visit adds a state and the step to it, unless the state is known.
func (w *walking) visit(places []place, from int, r rune, wanted int) {
	var key []byte
	for _, p := range places {
		key = binary.AppendVarint(binary.AppendVarint(key, int64(p.pattern)), int64(p.at))
	}
	if w.known[string(key)] {
		return
	}
	w.known[string(key)] = true
	at := len(w.states)
	w.states = append(w.states, slices.Clone(places))
	for len(w.queue) <= wanted {
		w.queue = append(w.queue, nil)
	}
	w.queue[wanted] = append(w.queue[wanted], len(w.steps))
	w.least = min(w.least, wanted)
	w.steps = append(w.steps, walkStep{at, from, r})
}

// next returns the next step to continue from; false if there is none.
func (w *walking) next() (int, bool) {
	for ; w.least < len(w.queue); w.least++ {
		if q := w.queue[w.least]; len(q) > 0 {
			w.queue[w.least] = q[1:]
			return q[0], true
		}
	}
	return 0, false
}

// walk calls found with texts until found returns false. It begins with those that need
// the fewest further characters. It returns true if it has found one text of each
// class, and false if there are too many.
//
// In a state, only the characters that some pattern expects lead to different states,
// and any one other character.
func (t *texts) walk(found func(class string, text func() string) (enough bool)) bool {
	w := &walking{known: map[string]bool{}}
	var to []place
	for i := range t.globs {
		to = t.reach(to, int32(i), 0)
	}
	if to, ok := t.reduce(to); ok {
		w.visit(to, -1, 0, t.wanted(to))
	}
	for i, ok := w.next(); ok; i, ok = w.next() {
		at := w.steps[i].state
		if class, ok := t.class(w.states[at]); ok && found(class, func() string { return w.text(i) }) {
			return true
		}
		all := t.next(w.states[at])
		for _, r := range append(all, other(all)) {
			if !t.spend(len(w.states[at])) {
				return false
			}
			var ok bool
			if to, ok = t.reduce(t.step(to[:0], w.states[at], r)); ok {
				w.visit(to, i, r, t.wanted(to))
			}
		}
	}
	return true
}

// wanted returns the least number of characters that a text still needs from some
// places, summed over the atoms that it must be in.
func (t *texts) wanted(places []place) int {
	sum := 0
	for i := 0; i < len(places) && t.atom[places[i].pattern] < t.need; {
		atom, least := t.atom[places[i].pattern], math.MaxInt
		for ; i < len(places) && t.atom[places[i].pattern] == atom; i++ {
			if p := places[i]; p.at == surely {
				least = 0
			} else {
				least = min(least, t.globs[p.pattern].rest[p.at])
			}
		}
		sum += least
	}
	return sum
}

// step adds the places that r leads to.
func (t *texts) step(to, from []place, r rune) []place {
	lower := unicode.ToLower(r)
	for _, p := range from {
		if p.at == surely {
			to = append(to, p)
			continue
		}
		all := t.globs[p.pattern].Pattern
		if int(p.at) == len(all) {
			continue
		}
		e, c := all[p.at], r
		if t.fold[p.pattern] {
			e, c = unicode.ToLower(e), lower
		}
		switch {
		case !glob.Admits(e, c):
		case glob.Repeats(e):
			to = t.reach(to, p.pattern, p.at)
		default:
			to = t.reach(to, p.pattern, p.at+1)
		}
	}
	return to
}

// reach adds a place, and those after wildcards that match the empty text.
func (t *texts) reach(to []place, pattern, at int32) []place {
	all := t.globs[pattern].Pattern
	for to = append(to, place{pattern, at}); int(at) < len(all) && glob.Repeats(all[at]); {
		at++
		to = append(to, place{pattern, at})
	}
	return to
}

// reduce sorts places and reduces those of an atom that the text is surely in to one.
// It returns false if no text that begins so can be in all needed atoms and in no
// avoided one.
func (t *texts) reduce(places []place) ([]place, bool) {
	out, needed := places[:0], 0
	for i := 0; i < len(places); {
		first, start := places[i].pattern, len(out)
		atom, sure := t.atom[first], false
		for i < len(places) && t.atom[places[i].pattern] == atom {
			from := i
			for i < len(places) && places[i].pattern == places[from].pattern {
				i++
			}
			run := places[from:i]
			slices.SortFunc(run, func(a, b place) int { return int(a.at - b.at) })
			sure = sure || run[0].at == surely || t.isSure(run[len(run)-1])
			if !sure {
				out = append(out, slices.Compact(run)...)
			}
		}
		switch {
		case sure && atom >= t.need && atom < t.need+t.avoid:
			return nil, false
		case sure:
			out = append(out[:start], place{int32(slices.Index(t.atom, atom)), surely})
		}
		if atom < t.need {
			needed++
		}
	}
	return out, needed == t.need
}

// isSure reports whether p is the end of a pattern that ends in a * for anything.
func (t *texts) isSure(p place) bool {
	all := t.globs[p.pattern].Pattern
	return int(p.at) == len(all) && p.at > 0 && all[p.at-1] == glob.Many
}

// class returns the atoms that a text is in if it ends at some places; false if they
// are not all needed ones, or include an avoided one.
func (t *texts) class(places []place) (string, bool) {
	var few [64]byte
	out, last, needed := few[:0], -1, 0
	for _, p := range places {
		atom := t.atom[p.pattern]
		if atom == last || p.at != surely && int(p.at) < len(t.globs[p.pattern].Pattern) {
			continue
		}
		last = atom
		switch {
		case atom < t.need:
			needed++
		case atom < t.need+t.avoid:
			return "", false
		}
		out = append(out, byte(atom), byte(atom>>8), byte(atom>>16))
	}
	return string(out), needed == t.need
}

// next returns the characters that lead from some places to different states.
func (t *texts) next(places []place) []rune {
	var out []rune
	for _, p := range places {
		all := t.globs[p.pattern].Pattern
		if p.at == surely || int(p.at) == len(all) {
			continue
		}
		switch r := all[p.at]; {
		case r >= 0 && t.fold[p.pattern]:
			out = append(out, unicode.ToLower(r))
			if !t.folded {
				out = append(out, unicode.ToUpper(r))
			}
		case r >= 0:
			out = append(out, r)
		case r == glob.OneNoColon || r == glob.ManyNoColon:
			out = append(out, ':')
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// other returns a character that is not in a list.
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

// classes returns texts of each class, where texts of one class are in the same atoms.
// It returns false if there are too many to find.
//
// A pattern without wildcards matches only itself. It is not walked, unless the walk
// finds the same text for another class.
func (t *texts) classes() ([]string, bool) {
	alone := map[string]bool{} // patterns without wildcards that are not walked
	for taken := map[string]bool{}; ; {
		clear(alone)
		some := texts{meter: t.meter, folded: t.folded, need: t.need, atoms: t.atoms}
		for i, g := range t.globs {
			if g.exact && (t.folded || !t.fold[i]) && !taken[g.prefix] {
				alone[g.prefix] = true
				continue
			}
			some.globs, some.fold, some.atom = append(some.globs, g), append(some.fold, t.fold[i]), append(some.atom, t.atom[i])
		}
		found := map[string]bool{}
		var out []string
		again := false
		ok := some.walk(func(class string, text func() string) bool {
			if found[class] {
				return false
			}
			found[class] = true
			one := text()
			if alone[one] {
				again, taken[one] = true, true
			}
			out = append(out, one)
			return false
		})
		if !again || !ok {
			return append(out, slices.Sorted(maps.Keys(alone))...), ok
		}
	}
}

// lowerText converts the letters that action names consist of to lower case.
func lowerText(s string) string {
	out := []byte(s)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}
