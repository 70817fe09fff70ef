package deploy

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode"

	"github.com/emriam/emriam/spec"
)

// Admits reports whether every value of q is certainly a value of p. It reports
// false if one is not, or if the decision takes too long.
func Admits(p, q *spec.Param) bool {
	if p.List != q.List {
		return false
	}
	if q.Values != nil {
		return !slices.ContainsFunc(q.Values, func(v string) bool { return p.Refuses(v) != "" })
	}
	if p.Values != nil {
		return false
	}
	if p.Type == spec.Boolean || q.Type == spec.Boolean {
		return p.Type == q.Type
	}
	narrow := q.Patterns()
	return !slices.ContainsFunc(p.Patterns(), func(wide string) bool {
		return !slices.ContainsFunc(narrow, func(n string) bool { return within(n, wide) })
	})
}

// MayMatch reports whether a pattern may match some value of p, as a whole. It reports
// true, too, if the decision takes too long.
func MayMatch(p *spec.Param, pattern string) bool {
	values := p.Values
	if p.Type == spec.Boolean {
		values = []string{"true", "false"}
	}
	if values != nil {
		whole := regexp.MustCompile(`^(?:` + pattern + `)$`)
		return slices.ContainsFunc(values, whole.MatchString)
	}
	return !slices.ContainsFunc(p.Patterns(), func(own string) bool {
		return never(own, pattern, func(own, other bool) bool { return own && other })
	})
}

// maxStates limits the pairs of states that never visits.
const maxStates = 1 << 12

// within reports whether one pattern certainly matches every text that another one
// matches, as a whole.
func within(narrow, wide string) bool {
	return narrow == wide || never(narrow, wide, func(narrow, wide bool) bool { return narrow && !wide })
}

// never reports whether there is certainly no text of which is holds: whether the one
// pattern matches it, and whether the other one does.
func never(one, other string, is func(one, other bool) bool) bool {
	a, b := compile(one), compile(other)
	if a == nil || b == nil {
		return false
	}
	runes := boundaries(a, b)
	type pair struct{ a, b string }
	start := [2][]uint32{closure(a, uint32(a.Start)), closure(b, uint32(b.Start))}
	seen := map[pair]bool{}
	for todo := [][2][]uint32{start}; len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if is(matches(a, at[0]), matches(b, at[1])) {
			return false
		}
		for _, r := range runes {
			next := [2][]uint32{step(a, at[0], r), step(b, at[1], r)}
			if len(next[0]) == 0 {
				continue
			}
			p := pair{key(next[0]), key(next[1])}
			if seen[p] {
				continue
			}
			if seen[p] = true; len(seen) > maxStates {
				return false
			}
			todo = append(todo, next)
		}
	}
	return true
}

// compile is nil for a pattern that looks at what stands around a text.
func compile(pattern string) *syntax.Prog {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil || slices.ContainsFunc(prog.Inst, func(i syntax.Inst) bool {
		return i.Op == syntax.InstEmptyWidth
	}) {
		return nil
	}
	return prog
}

// boundaries are one character of each class that no instruction tells apart.
func boundaries(progs ...*syntax.Prog) []rune {
	out := []rune{0}
	for _, p := range progs {
		for _, i := range p.Inst {
			switch i.Op {
			case syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
				out = append(out, '\n', '\n'+1)
			case syntax.InstRune, syntax.InstRune1:
				if len(i.Rune) == 1 {
					out = append(out, i.Rune[0], i.Rune[0]+1)
					for r := unicode.SimpleFold(i.Rune[0]); r != i.Rune[0]; r = unicode.SimpleFold(r) { // [Tt] is one that folds
						out = append(out, r, r+1)
					}
				}
				for j := 0; j+1 < len(i.Rune); j += 2 {
					out = append(out, i.Rune[j], i.Rune[j+1]+1)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// closure returns the states that follow without a character, sorted.
func closure(p *syntax.Prog, from ...uint32) []uint32 {
	seen := map[uint32]bool{}
	for len(from) > 0 {
		pc := from[len(from)-1]
		from = from[:len(from)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch i := p.Inst[pc]; i.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			from = append(from, i.Out, i.Arg)
		case syntax.InstCapture, syntax.InstNop:
			from = append(from, i.Out)
		}
	}
	var out []uint32
	for pc := range seen {
		out = append(out, pc)
	}
	slices.Sort(out)
	return out
}

func step(p *syntax.Prog, states []uint32, r rune) []uint32 {
	var next []uint32
	for _, pc := range states {
		i := p.Inst[pc]
		switch i.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if i.MatchRune(r) {
				next = append(next, i.Out)
			}
		}
	}
	return closure(p, next...)
}

func matches(p *syntax.Prog, states []uint32) bool {
	return slices.ContainsFunc(states, func(pc uint32) bool { return p.Inst[pc].Op == syntax.InstMatch })
}

func key(states []uint32) string { return fmt.Sprint(states) }
