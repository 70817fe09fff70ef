package deploy

import (
	"encoding/binary"
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// catch is a pattern as it matches values of a parameter in a text: those that lead
// from one of the places of start to one of end. Places are bits.
type catch struct {
	pattern    glob.Pattern
	start, end uint64
	repeat     uint64 // places of wildcards that match any number of characters
	any        uint64 // places from which every rest matches
}

// newCatch reports false for a pattern that matches the text with any value, or with
// none.
func newCatch(pattern, before, after glob.Pattern) (catch, bool) {
	start := pattern.After(before)
	first := slices.Index(start, true)
	if first < 0 {
		return catch{}, false
	}
	last := -1
	ends := make([]bool, len(start))
	for i := first; i < len(start); i++ {
		if ends[i] = pattern[i:].Overlaps(after); ends[i] {
			last = i
		}
	}
	c := catch{}
	for i := first; i <= last && i-first < 64; i++ {
		bit := uint64(1) << (i - first)
		if start[i] {
			c.start |= bit
		}
		if ends[i] {
			c.end |= bit
		}
		if i == len(pattern) {
			continue
		}
		c.pattern = append(c.pattern, pattern[i])
		if glob.Repeats(pattern[i]) {
			c.repeat |= bit
		}
		if ends[i] && pattern[i] == glob.Many {
			c.any |= bit
		}
	}
	c.start = c.skip(c.start)
	return c, c.start&c.any == 0 && c.start != 0 && c.end != 0
}

// within returns c for values of some characters only. It reports false if it matches
// none of them, or if no wildcard has a part in it and it is not exact.
func (c catch) within(admit func(rune) bool, exact bool) (catch, bool) {
	reached, wild := c.start, uint64(0)
	for i, p := range c.pattern {
		bit := uint64(1) << i
		if reached&bit != 0 && (p < 0 || admit(p)) {
			reached |= bit << 1
			if p < 0 {
				wild |= bit
			}
		}
	}
	c.end &= reached
	return c, c.end != 0 && (exact || wild != 0 && wild&-wild <= c.end)
}

func (c catch) equal(o catch) bool {
	return slices.Equal(c.pattern, o.pattern) && c.start == o.start && c.end == o.end
}

// admitting returns the places that match a character.
func (c *catch) admitting(r rune) uint64 {
	var out uint64
	for i, p := range c.pattern {
		if glob.Admits(p, r) {
			out |= 1 << i
		}
	}
	return out
}

// step returns the places after a character that some places admit.
func (c *catch) step(at, admitting uint64) uint64 {
	at &= admitting
	return c.skip(at&c.repeat | at&^c.repeat<<1)
}

// skip adds the places after wildcards that match nothing.
func (c *catch) skip(at uint64) uint64 {
	for more := at | at&c.repeat<<1; more != at; more = at | at&c.repeat<<1 {
		at = more
	}
	return at
}

// maxCaught limits the values that a parameter is looked at with, and maxWalk the
// steps of catches in which they are searched for.
const (
	maxCaught = 32
	maxWalk   = 1 << 21
)

// caught returns the shortest value of a parameter for each combination of catches,
// without the combination of own.
func caught(declared []*spec.Param, catches []catch, own string) (out []string, complete bool) {
	refused := func(v string) bool { return !admits(declared, v) }
	for _, open := range []bool{true, false} { // without upper limits of length there are fewer states
		var progs []*syntax.Prog
		for _, p := range declared {
			for _, pattern := range p.Patterns() {
				if prog := program(pattern, open); prog != nil {
					progs = append(progs, prog)
				}
			}
		}
		w := &walk{progs: progs, catches: catches, runes: distinct(progs, catches), ids: map[string]int{}}
		w.runes = slices.DeleteFunc(w.runes, func(r rune) bool { return !plain(own)(r) })
		if out, complete = w.values(own); !slices.ContainsFunc(out, refused) {
			break
		}
	}
	return slices.DeleteFunc(out, refused), complete
}

// plain returns whether a character may be in values of a parameter. A colon or slash
// is not, unless it is in its own value: no bucket has one, whatever the parameter of
// its name admits.
func plain(own string) func(rune) bool {
	return func(r rune) bool { return r != ':' && r != '/' || strings.ContainsRune(own, r) }
}

// program compiles a pattern, without the upper limits of repetitions if it is open.
func program(pattern string, open bool) *syntax.Prog {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	if open {
		unlimited(re)
		pattern = re.String()
	}
	return compile(pattern)
}

func unlimited(re *syntax.Regexp) {
	if re.Op == syntax.OpRepeat {
		re.Max = -1
	}
	for _, sub := range re.Sub {
		unlimited(sub)
	}
}

// walk goes through the beginnings of all texts that some programs match, as an
// automaton together with catches.
type walk struct {
	progs   []*syntax.Prog
	catches []catch
	runes   []rune
	ids     map[string]int // of states of the programs
	states  []state
}

// state is a state of all programs.
type state struct {
	sets    [][]uint32
	next    []int // by rune: a state plus one, 0 if not yet known, or -1
	accepts bool
}

func (w *walk) state(sets [][]uint32) int {
	name := fmt.Sprint(sets)
	id, ok := w.ids[name]
	if !ok {
		id = len(w.states)
		w.ids[name] = id
		accepts := true
		for i, p := range w.progs {
			accepts = accepts && matches(p, sets[i])
		}
		w.states = append(w.states, state{sets, make([]int, len(w.runes)), accepts})
	}
	return id
}

// next returns the state after a rune; false if no text continues so.
func (w *walk) next(id, r int) (int, bool) {
	if known := w.states[id].next[r]; known != 0 {
		return known - 1, known > 0
	}
	var sets [][]uint32
	for i, p := range w.progs {
		set := step(p, w.states[id].sets[i], w.runes[r])
		if len(set) == 0 {
			w.states[id].next[r] = -1
			return 0, false
		}
		sets = append(sets, set)
	}
	to := w.state(sets)
	w.states[id].next[r] = to + 1
	return to, true
}

// beginning is how texts begin.
type beginning struct {
	text  string
	state int
	at    []uint64 // places of catches
}

// values finds the shortest text for each combination of catches but that of own.
func (w *walk) values(own string) (out []string, complete bool) {
	admitting := make([][]uint64, len(w.runes))
	for i, r := range w.runes {
		for _, c := range w.catches {
			admitting[i] = append(admitting[i], c.admitting(r))
		}
	}
	first := beginning{}
	sets := lists.Map(w.progs, func(p *syntax.Prog) []uint32 { return closure(p, uint32(p.Start)) })
	first.state = w.state(sets)
	first.at = append(first.at, lists.Map(w.catches, func(c catch) uint64 { return c.start })...)
	had := map[string]bool{w.combination(w.over(own)): true}
	seen := map[string]bool{}
	steps, at, key := 0, make([]uint64, len(w.catches)), []byte(nil)
	for todo := []beginning{first}; len(todo) > 0; todo = todo[1:] {
		b := todo[0]
		if steps += len(w.runes) * (1 + len(w.catches)); steps > maxWalk {
			return out, false
		}
		which := w.combination(b.at)
		if b.text != "" && w.states[b.state].accepts && !had[which] {
			had[which] = true
			if out = append(out, b.text); len(out) == maxCaught {
				return out, false
			}
		}
		if had[which] && w.decided(b.at) {
			continue
		}
		for r := range w.runes {
			to, ok := w.next(b.state, r)
			if !ok {
				continue
			}
			key = binary.AppendUvarint(key[:0], uint64(to))
			for i := range w.catches {
				at[i] = w.catches[i].step(b.at[i], admitting[r][i])
				key = binary.AppendUvarint(key, at[i])
			}
			if seen[string(key)] {
				continue
			}
			seen[string(key)] = true
			todo = append(todo, beginning{b.text + string(w.runes[r]), to, slices.Clone(at)})
		}
	}
	return out, true
}

// over returns the places of catches after a text.
func (w *walk) over(text string) []uint64 {
	var out []uint64
	for _, c := range w.catches {
		at := c.start
		for _, r := range text {
			at = c.step(at, c.admitting(r))
		}
		out = append(out, at)
	}
	return out
}

// combination tells which catches match.
func (w *walk) combination(at []uint64) string {
	out := make([]byte, len(at))
	for i, c := range w.catches {
		if at[i]&c.end != 0 {
			out[i] = 1
		}
	}
	return string(out)
}

// decided reports whether the same catches match however a text goes on.
func (w *walk) decided(at []uint64) bool {
	for i, c := range w.catches {
		if at[i] != 0 && at[i]&c.any == 0 {
			return false
		}
	}
	return true
}

// distinct are characters of which each stands for those that nothing tells apart: a
// letter where there is one.
func distinct(progs []*syntax.Prog, catches []catch) []rune {
	all := []rune("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:")
	for _, c := range catches {
		all = append(all, lists.Filter(c.pattern, func(r rune) bool { return r >= 0 })...)
	}
	all = append(all, boundaries(progs...)...)
	seen := map[string]bool{}
	known := map[rune]bool{}
	var out []rune
	var sign []byte
	for _, r := range all {
		if known[r] {
			continue
		}
		known[r], sign = true, sign[:0]
		for _, c := range catches {
			sign = binary.AppendUvarint(sign, c.admitting(r))
		}
		for _, p := range progs {
			for _, i := range p.Inst {
				switch i.Op {
				case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
					if i.MatchRune(r) {
						sign = append(sign, 1)
					}
					sign = append(sign, 0)
				}
			}
		}
		if !seen[string(sign)] {
			seen[string(sign)] = true
			out = append(out, r)
		}
	}
	return out
}
