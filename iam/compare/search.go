package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/eval"
)

// search is for the requests of a group that only one side allows.
//
// A statement is a box: it applies where the caller, the resource and each key
// are what it asks for. So a request that one side allows and the other does not
// lies in some boxes of the one and outside of some boxes of the other, and
// there is one unless those others cover what the first have in common. Boxes
// are looked at only where a request lies in them, and dimensions only where
// such a box has them.
type search struct {
	*comparer
	group     actionGroup
	sets      []bitset // of callers, that boxes ask for
	made      map[[2]int][]box
	keys      []*dimension
	asked     []map[string]int // by key: the conditions, by what they say
	variables []string         // keys of policy variables
	unsure    bool             // some set of resources took too long
	unshown   bool             // of some region no request was found that shows it

	found   map[string]bool
	changes [2][]Change // lost, and gained
	doubts  [2][]string // why there may be others
	reasons []string
	over    bool // there were not enough steps
}

// The dimensions of requests; those of keys follow.
const (
	callerDimension = iota
	resourceDimension
	keyDimensions
)

// box is the requests that a statement is about.
type box []literal

// literal is that a dimension of a request is, or is not, in a set that some
// statement asks for.
type literal struct {
	dimension, atom int
	want            bool
}

// constraint is what is asked of a dimension of a request, and a value that
// meets it.
type constraint interface {
	holds(atom int) bool          // of the value
	may(atom int, want bool) bool // false if assert surely fails, which is quick to see
	assert(atom int, want bool) (constraint, bool)
}

// region is requests, a constraint for each dimension, and one of them.
type region []constraint

func (r region) holds(l literal) bool { return r[l.dimension].holds(l.atom) == l.want }

func (r region) inside(b box) bool {
	return !slices.ContainsFunc(b, func(l literal) bool { return !r.holds(l) })
}

// assert is the region where l holds too, or does not; false if there is none.
func (s *search) assert(r region, l literal, holds bool) (region, bool) {
	if !s.spend(len(r) / 8) {
		return nil, false // as if there were none, which doubt notes
	}
	c, ok := r[l.dimension].assert(l.atom, l.want == holds)
	if !ok {
		return nil, false
	}
	out := slices.Clone(r)
	out[l.dimension] = c
	return out, true
}

func everywhere(dimensions int) bitset {
	out := newBitset(dimensions)
	for i := range dimensions {
		out.add(i)
	}
	return out
}

func (b box) dimensions(of int) bitset {
	out := newBitset(of)
	for _, l := range b {
		out.add(l.dimension)
	}
	return out
}

// search compares a group of actions.
func (c *comparer) search(g actionGroup) *search {
	s := &search{comparer: c, group: g, found: map[string]bool{}, made: map[[2]int][]box{}}
	s.dimensions()
	s.seek(false)
	s.seek(true)
	for i, doubts := range s.doubts {
		if len(s.changes[i]) == 0 { // otherwise it is known which way it goes
			s.reasons = append(s.reasons, doubts...)
		}
	}
	s.over = len(s.reasons) > 0 && (s.over || s.unsure || slices.ContainsFunc(s.keys, func(d *dimension) bool { return d.partial == tooMany }))
	return s
}

// voice is statements of a kind of policy that may allow a request together with
// others, because of how they name the caller, or of any.
type voice struct {
	kind eval.PolicyKind
	as   eval.Naming
}

const anyway = eval.Unnamed

// ways are those to allow a request, the voices that must all be for it; as
// Evaluator.allowed has it.
func waysOf(e *eval.Evaluator) [][]voice {
	identity, within := []voice{{eval.IdentityPolicy, anyway}}, []voice(nil)
	if e.Given[eval.BoundaryPolicy] {
		within = []voice{{eval.BoundaryPolicy, anyway}}
	}
	switch {
	case !e.Given[eval.ResourcePolicy] && !e.Given[eval.TrustPolicy]:
		return [][]voice{slices.Concat(identity, within)}
	case !e.Given[eval.IdentityPolicy] && !e.Given[eval.BoundaryPolicy]:
		return [][]voice{{{eval.ResourcePolicy, anyway}}, {{eval.TrustPolicy, anyway}}}
	}
	out := [][]voice{
		{{eval.ResourcePolicy, eval.Itself}},
		{{eval.TrustPolicy, eval.Itself}},
		slices.Concat([]voice{{eval.ResourcePolicy, eval.ByRole}}, within),
		slices.Concat([]voice{{eval.TrustPolicy, eval.ByRole}}, within),
	}
	if e.Given[eval.TrustPolicy] {
		return append(out, slices.Concat([]voice{{eval.TrustPolicy, eval.ByAccount}}, identity, within))
	}
	return append(out, slices.Concat(identity, within))
}

// failures are the voices that must all be silent for a request not to be
// allowed: one of each way, in each combination.
func failures(ways [][]voice) [][]voice {
	out := [][]voice{nil}
	for _, way := range ways {
		var next [][]voice
		for _, some := range out {
			for _, p := range way {
				all := some
				if !slices.Contains(some, p) {
					all = append(some[:len(some):len(some)], p)
				}
				next = append(next, all)
			}
		}
		out = next
	}
	return out
}

// seek finds what one side allows and the other does not. What is found once is
// not sought again: of statements that decide alike, the first counts, as in an
// evaluator.
func (s *search) seek(newer bool) {
	evaluators := map[bool]*eval.Evaluator{false: s.old, true: s.new}
	denied, otherDenied := s.all(newer, nil), s.all(!newer, nil)
	var silences [][]box
	for _, silent := range failures(waysOf(evaluators[!newer])) {
		silences = append(silences, slices.Concat(otherDenied, s.all(!newer, silent)))
	}
	for _, way := range waysOf(evaluators[newer]) {
		s.pick(newer, way, s.everything(), denied, func(r region, avoid []box) {
			for _, silent := range silences {
				s.solve(newer, r, slices.Concat(avoid, silent))
			}
			before := avoid
			for _, d := range s.statements(!newer, nil) {
				boxes := s.boxes(d, anyway)
				for _, b := range boxes {
					if in, ok := s.enter(newer, r, b); ok {
						s.solve(newer, in, before)
					}
				}
				before = slices.Concat(before, boxes)
			}
		})
	}
}

// pick calls found for each choice of statements that together allow.
func (s *search) pick(newer bool, way []voice, r region, avoid []box, found func(region, []box)) {
	if len(way) == 0 {
		found(r, avoid)
		return
	}
	for _, i := range s.statements(newer, &way[0]) {
		boxes := s.boxes(i, way[0].as)
		for _, b := range boxes {
			if in, ok := s.enter(newer, r, b); ok {
				s.pick(newer, way[1:], in, avoid, found)
			}
		}
		avoid = slices.Concat(avoid, boxes)
	}
}

// statements are those of a side that deny, or that allow as a part.
func (s *search) statements(newer bool, allow *voice) []int {
	var out []int
	for _, i := range s.group.relevant {
		st := &s.sources[i]
		if st.new == newer && (allow == nil && st.compiled.Deny || allow != nil && !st.compiled.Deny && st.compiled.Ref.Kind == allow.kind) {
			out = append(out, i)
		}
	}
	return out
}

// all are the boxes of the statements that deny, or that allow as some parts.
func (s *search) all(newer bool, allow []voice) []box {
	out := []box{}
	if allow == nil {
		for _, i := range s.statements(newer, nil) {
			out = append(out, s.boxes(i, anyway)...)
		}
	}
	for _, p := range allow {
		for _, i := range s.statements(newer, &p) {
			out = append(out, s.boxes(i, p.as)...)
		}
	}
	return out
}

// boxes are the requests that a statement is about: of several boxes if its
// resources have policy variables, since such a pattern is a set by itself.
func (s *search) boxes(i int, as eval.Naming) []box {
	name := [2]int{i, int(as)}
	out, ok := s.made[name]
	if !ok {
		out = s.makeBoxes(i, as)
		s.made[name] = out
	}
	return out
}

func (s *search) makeBoxes(i int, as eval.Naming) []box {
	st := &s.sources[i]
	var b box
	if named := s.callers.named[i]; named != nil {
		b = append(b, literal{callerDimension, len(s.sets), true})
		s.sets = append(s.sets, named[as])
	}
	for _, c := range st.compiled.Conditions {
		key, atom := s.condition(c, st.variables)
		b = append(b, literal{keyDimensions + key, atom, true})
	}
	var plain, variable []string
	for _, text := range st.Resources {
		if _, ok := resourcePattern(text, st.variables); ok {
			variable = append(variable, text)
		} else {
			plain = append(plain, text)
		}
	}
	with := func(l ...literal) box { return slices.Concat(b, l) }
	switch all := slices.Contains(plain, "*"); {
	case st.Resources == nil || all && !st.NotResources:
		return []box{b}
	case all:
		return nil
	case st.NotResources:
		for _, text := range variable {
			b = append(b, literal{resourceDimension, s.resources.variable(text), false})
		}
		return []box{append(b, literal{resourceDimension, s.resources.set(plain, st.variables), false})}
	}
	var out []box
	if len(plain) > 0 {
		out = append(out, with(literal{resourceDimension, s.resources.set(plain, st.variables), true}))
	}
	for _, text := range variable {
		out = append(out, with(literal{resourceDimension, s.resources.variable(text), true}))
	}
	return out
}

// enter is the part of a region that lies in a box.
func (s *search) enter(newer bool, r region, b box) (region, bool) {
	for _, l := range b {
		in, ok := s.assert(r, l, true)
		if !ok {
			s.doubt(newer, b.dimensions(len(r)))
			return nil, false
		}
		r = in
	}
	return r, true
}

// solve seeks requests of a region that lie in none of some boxes.
func (s *search) solve(newer bool, r region, avoid []box) {
	s.unshown = false
	if found, why := s.leave(newer, r, avoid); !found {
		s.doubt(newer, why)
	}
}

// leave is solve; if there are no such requests, it returns the dimensions
// because of which there are none.
//
// A request that lies in a box must leave it by one of its dimensions. Where a
// failure has nothing to do with the dimension that was left, leaving by another
// one does not help.
func (s *search) leave(newer bool, r region, avoid []box) (bool, bitset) {
	if !s.spend(len(avoid)) {
		return false, newBitset(len(r))
	}
	var in box
	for _, b := range avoid {
		if !r.inside(b) {
			continue
		}
		if !slices.ContainsFunc(b, func(l literal) bool { return r[l.dimension].may(l.atom, !l.want) }) {
			return false, b.dimensions(len(r))
		}
		if in == nil {
			in = b
		}
	}
	if in == nil {
		s.unshown = !s.show(newer, r)
		return !s.unshown, everywhere(len(r))
	}
	why, changed := in.dimensions(len(r)), newBitset(len(r))
	for _, l := range in {
		changed.add(l.dimension)
		if out, ok := s.assert(r, l, false); ok {
			found, because := s.leave(newer, out, avoid)
			if found || !because.meets(changed) {
				return found, because
			}
			for i := range why {
				why[i] |= because[i]
			}
		}
		r, _ = s.assert(r, l, true) // where l holds, so that this fails for want of steps only, and so does the rest
	}
	return false, why
}

// doubt notes why there may be requests that were not found: steps were wanting,
// or values of policy variables, or not all is known of a dimension because of
// which they were not.
func (s *search) doubt(newer bool, why bitset) {
	side := 0
	if newer {
		side = 1
	}
	note := func(format string, args ...any) {
		s.doubts[side] = append(s.doubts[side], s.what()+" has "+fmt.Sprintf(format, args...))
	}
	s.over = s.over || s.left() == 0
	switch {
	case s.over && len(s.keys) == 0:
		note("too many patterns of resources")
		return
	case s.over:
		note("too many conditions to look at each combination of values%s", s.keyNames())
		return
	case s.unshown:
		note("values that depend on %s", strings.Join(s.variables, ", "))
		return
	}
	if why.has(resourceDimension) && s.unsure {
		note("too many patterns of resources")
	}
	for i, d := range s.keys {
		if why.has(keyDimensions+i) && d.partial != "" {
			note("%s of %s", d.partial, d.name)
		}
	}
}

func (s *search) keyNames() string {
	var names []string
	for _, d := range s.keys {
		names = append(names, d.name)
	}
	if n := len(names); n > 3 {
		return fmt.Sprintf(" of %s and %d more keys", strings.Join(names[:2], ", "), n-2)
	}
	return " of " + strings.Join(names, ", ")
}

// what names the group in a reason.
func (s *search) what() string {
	if n := len(s.group.known); n > 1 {
		return fmt.Sprintf("%s and %d more", s.group.known[0], n-1)
	}
	return s.group.rep
}
