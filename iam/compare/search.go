package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/internal/lists"
)

// search looks for requests of a group that only one side allows.
//
// A statement is a box: it applies if the caller, the resource and each key are in the
// sets that it names. A request that only one side allows lies inside some boxes of
// that side and outside of some boxes of the other. There is one unless the latter
// cover the intersection of the former. The search considers only the boxes that
// contain the current request, and only their dimensions.
type search struct {
	*comparer
	group     actionGroup
	sets      []bitset // sets of callers that boxes name
	made      map[[2]int][]box
	first     []int // see examples
	keys      []*dimension
	asked     []map[string]int // by key: index by conditionName
	variables []string         // the keys of policy variables
	unsure    bool             // the search for some resource ran out of steps
	unshown   bool             // no request was found that shows the difference in some region

	found   map[string]bool
	changes [2][]Change // lost and gained
	doubts  [2][]string // why there may be more of them
	reasons []string
	over    bool // it ran out of steps
}

// The first dimensions of a request; those of the keys follow.
const (
	callerDimension = iota
	resourceDimension
	keyDimensions
)

// box is the requests that a statement applies to.
type box []literal

// literal states that a dimension of a request is, or is not, in a set that some
// statement names.
type literal struct {
	dimension, atom int
	want            bool
}

// constraint restricts one dimension of a request and has a current value that meets
// it.
type constraint interface {
	holds(atom int) bool          // for the current value
	may(atom int, want bool) bool // a cheap check: false if assert would fail
	assert(atom int, want bool) (constraint, bool)
}

// region is a set of requests, with a constraint for each dimension, and a current one.
type region []constraint

func (r region) holds(l literal) bool { return r[l.dimension].holds(l.atom) == l.want }

func (r region) inside(b box) bool {
	return !slices.ContainsFunc(b, func(l literal) bool { return !r.holds(l) })
}

// assert returns the part of the region where l holds, or does not; false if it is empty.
func (s *search) assert(r region, l literal, holds bool) (region, bool) {
	if !s.spend(len(r) / 8) {
		return nil, false // as if it were empty; doubt records it
	}
	c, ok := r[l.dimension].assert(l.atom, l.want == holds)
	if !ok {
		return nil, false
	}
	out := slices.Clone(r)
	out[l.dimension] = c
	return out, true
}

func (b box) dimensions(of int) bitset {
	out := newBitset(of)
	for _, l := range b {
		out.add(l.dimension)
	}
	return out
}

// search searches a group of actions in both directions.
func (c *comparer) search(g actionGroup) *search {
	s := &search{comparer: c, group: g, found: map[string]bool{}, made: map[[2]int][]box{}}
	s.dimensions()
	s.first = s.examples()
	s.seek(false)
	s.seek(true)
	for i, doubts := range s.doubts {
		if len(s.changes[i]) == 0 { // otherwise the direction is known
			s.reasons = append(s.reasons, doubts...)
		}
	}
	s.over = len(s.reasons) > 0 && (s.over || s.unsure || slices.ContainsFunc(s.keys, func(d *dimension) bool { return d.partial == tooMany }))
	return s
}

// voice selects the statements of one kind of policy that name the caller in one way,
// or in any way.
type voice struct {
	kind eval.PolicyKind
	as   eval.Naming
}

const anyway = eval.Unnamed

// waysOf returns the ways to allow a request, each a list of voices that must all allow
// it. It corresponds to Evaluator.allowed.
func waysOf(e *eval.Evaluator) [][]voice {
	identity, within := []voice{{eval.IdentityPolicy, anyway}}, []voice(nil)
	if e.Given[eval.BoundaryPolicy] {
		within = []voice{{eval.BoundaryPolicy, anyway}}
	}
	switch {
	case !e.Given[eval.ResourcePolicy] && !e.Given[eval.TrustPolicy]:
		return [][]voice{slices.Concat(identity, within)}
	case e.Across:
		own := slices.Concat(identity, within)
		return [][]voice{slices.Concat([]voice{{eval.ResourcePolicy, anyway}}, own), slices.Concat([]voice{{eval.TrustPolicy, anyway}}, own)}
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

// failures returns the combinations of voices of which all must be silent for a request
// not to be allowed: one voice of each way.
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

// seek finds what one side allows and the other does not. Each request is found once:
// if several statements decide it, the first counts, as in an evaluator.
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

// pick calls found for each combination of statements that together allow a request.
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

// statements returns the statements of a side that deny, or that a voice selects.
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

// all returns the boxes of the statements that deny, or that some voices select.
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

// boxes returns the boxes of a statement: several if its resources have policy
// variables, because each such pattern is a set of its own.
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

// enter returns the part of a region that lies in a box.
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

// solve searches a region for requests outside of some boxes.
func (s *search) solve(newer bool, r region, avoid []box) {
	s.unshown = false
	if found, why := s.leave(newer, r, avoid); !found {
		s.doubt(newer, why)
	}
}

// leave does the work of solve. If there are no such requests, it also returns the
// dimensions that are the cause.
//
// A request inside a box must leave it along one of its dimensions. If a failure is
// independent of that dimension, leaving along another one does not help.
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
		r, _ = s.assert(r, l, true) // l holds here, so this fails only without steps, and then so does the rest
	}
	return false, why
}

// doubt records why there may be requests that were not found: too few steps, unknown
// values of policy variables, or a dimension in why with unknown classes.
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
	names := lists.Map(s.keys, func(d *dimension) string { return d.name })
	if n := len(names); n > 3 {
		return fmt.Sprintf(" of %s and %d more keys", strings.Join(names[:2], ", "), n-2)
	}
	return " of " + strings.Join(names, ", ")
}

// what returns the name of the group for reasons.
func (s *search) what() string {
	if n := len(s.group.known); n > 1 {
		return fmt.Sprintf("%s and %d more", s.group.known[0], n-1)
	}
	return s.group.rep
}
