package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
)

// resources has the sets of resources that statements name, and texts with their
// known membership. All groups of actions share it.
type resources struct {
	*meter
	sets    []*resourceSet
	byName  map[string]int // of sets
	texts   []string
	byText  map[string]int    // of texts
	answers map[string]answer // of find
	within  *walked           // the pattern of an ARN
}

// resourceSet is the texts that some patterns match, or that one pattern with policy
// variables may match. In the latter case, all of them match upper, and a witness
// must show that one does match.
type resourceSet struct {
	exact    map[string]bool
	wild     []*walked
	examples []int        // texts
	known    map[int]bool // text -> whether it is in the set

	variable string // the pattern with variables
	upper    int    // a set
	implied  []int  // sets with variables that include this one
}

func (s *resourceSet) covers(g *walked) bool {
	return slices.ContainsFunc(s.wild, func(w *walked) bool { return w.covers(g) })
}

type answer struct {
	text  int
	found eval.Truth // Maybe if there were too few steps
	tried int        // the steps that were spent then
}

func newResources(m *meter) *resources {
	return &resources{
		meter: m, byName: map[string]int{}, byText: map[string]int{}, answers: map[string]answer{},
		within: newWalked(glob.CompileText("arn:*:*:*:*:*")),
	}
}

// set returns the set of patterns without variables.
func (rs *resources) set(texts []string, language bool) int {
	name := fmt.Sprint(language, iam.Set(texts))
	at, ok := rs.byName[name]
	if ok {
		return at
	}
	s := &resourceSet{exact: map[string]bool{}, known: map[int]bool{}}
	for _, text := range texts {
		p, _ := resourcePattern(text, language)
		g := newWalked(p)
		if g.exact {
			s.exact[g.prefix] = true
			s.examples = append(s.examples, rs.text(g.prefix))
		} else {
			s.wild = append(s.wild, g)
			s.examples = append(s.examples, rs.text(exampleResource(text)))
		}
	}
	return rs.add(name, s)
}

func (rs *resources) add(name string, s *resourceSet) int {
	at := len(rs.sets)
	rs.byName[name] = at
	rs.sets = append(rs.sets, s)
	return at
}

// variable returns the set of a pattern with variables.
func (rs *resources) variable(text string) int {
	name := "variable " + text
	if at, ok := rs.byName[name]; ok {
		return at
	}
	s := &resourceSet{variable: text, upper: rs.set([]string{text}, true)}
	at := rs.add(name, s)
	for i, o := range rs.sets[:at] {
		if rs.mayCover(o.variable, text) && coversARN(o.variable, text) {
			s.implied = append(s.implied, i)
		}
		if rs.mayCover(text, o.variable) && coversARN(text, o.variable) {
			o.implied = append(o.implied, at)
		}
	}
	return at
}

// mayCover quickly rejects most pairs of patterns that coversARN would reject.
func (rs *resources) mayCover(pattern, other string) bool {
	first := strings.IndexAny(pattern, "*?$")
	return first >= 0 && strings.HasPrefix(other, pattern[:first]) && rs.spend(100) &&
		containsAll(variablesIn(other), variablesIn(pattern))
}

func (rs *resources) text(text string) int {
	at, ok := rs.byText[text]
	if !ok {
		at = len(rs.texts)
		rs.byText[text] = at
		rs.texts = append(rs.texts, text)
	}
	return at
}

// has reports whether a text is in a set without variables.
func (rs *resources) has(at, text int) bool {
	s := rs.sets[at]
	in, ok := s.known[text]
	if !ok {
		t := rs.texts[text]
		rs.spend(len(s.wild))
		in = s.exact[t] || slices.ContainsFunc(s.wild, func(g *walked) bool { return g.matches(rs.meter, t) })
		if rs.left() > 0 {
			s.known[text] = in
		}
	}
	return in
}

// find searches for a text that is in all sets of in and in none of out. It prefers
// the texts of first.
func (rs *resources) find(in, out, first []int) (text int, found eval.Truth) {
	fits := func(text int) bool {
		return rs.isResource(text) &&
			!slices.ContainsFunc(in, func(at int) bool { return !rs.has(at, text) }) &&
			!slices.ContainsFunc(out, func(at int) bool { return rs.has(at, text) })
	}
	if i := slices.IndexFunc(first, fits); i >= 0 {
		return first[i], eval.Yes
	}
	in, out = slices.Sorted(slices.Values(in)), slices.Sorted(slices.Values(out))
	name := fmt.Sprint(in, out)
	if a, ok := rs.answers[name]; ok && (a.found != eval.Maybe || a.tried >= rs.left()/walkShare/2) {
		return a.text, a.found
	}
	a := answer{found: eval.No}
	for _, at := range in {
		if i := slices.IndexFunc(rs.sets[at].examples, fits); i >= 0 {
			a = answer{text: rs.sets[at].examples[i], found: eval.Yes}
		}
	}
	if a.found == eval.No {
		a = rs.walk(in, out)
	}
	if a.found == eval.No && rs.left() == 0 {
		a.found = eval.Maybe
	}
	rs.answers[name] = a
	return a.text, a.found
}

// walk is find by walking all patterns. Patterns without wildcards are examples,
// which find has tried already, and patterns that a pattern of out covers are
// skipped.
func (rs *resources) walk(in, out []int) answer {
	t := texts{meter: rs.meter, need: 1 + len(in), avoid: len(out)}
	t.add(rs.within, false, true)
	covered := func(g *walked) bool {
		return slices.ContainsFunc(out, func(no int) bool { return rs.sets[no].covers(g) })
	}
	for _, at := range in {
		if !t.atomOf(slices.DeleteFunc(slices.Clone(rs.sets[at].wild), covered)) {
			return answer{found: eval.No}
		}
	}
	for _, at := range out {
		exact := lists.Map(slices.Sorted(maps.Keys(rs.sets[at].exact)), func(text string) *walked { return newWalked(literalPattern(text)) })
		if !t.atomOf(slices.Concat(rs.sets[at].wild, exact)) {
			t.avoid--
		}
	}
	a := answer{found: eval.No}
	before, ok := rs.used, false
	rs.share(walkShare, func() {
		ok = t.walk(func(_ string, text func() string) bool {
			a = answer{text: rs.text(text()), found: eval.Yes}
			return true
		})
	})
	if !ok {
		a = answer{found: eval.Maybe, tried: rs.used - before}
	}
	return a
}

// walkShare divides the remaining steps: one walk gets this fraction.
const walkShare = 8

func (rs *resources) isResource(text int) bool {
	return rs.texts[text] == "*" || rs.within.matches(rs.meter, rs.texts[text])
}

// location is the constraint on the resource: the sets that it is in and those that
// it is not in, and the current text.
type location struct {
	*resources
	first   []int // texts that are tried first
	in, out []int // sets
	text    int
	partial *bool // set if not all texts were tried
}

func (l *location) holds(set int) bool {
	if l.sets[set].variable != "" {
		return slices.Contains(l.in, set)
	}
	return l.has(set, l.text)
}

func (l *location) may(set int, want bool) bool {
	if want {
		return !slices.Contains(l.out, set)
	}
	return !slices.Contains(l.in, set)
}

func (l *location) assert(set int, want bool) (constraint, bool) {
	out := *l
	s := l.sets[set]
	switch {
	case slices.Contains(l.in, set) || slices.Contains(l.out, set):
		return l, slices.Contains(l.in, set) == want
	case want:
		out.in = append(l.in[:len(l.in):len(l.in)], set)
	default:
		out.out = append(l.out[:len(l.out):len(l.out)], set)
	}
	if s.variable == "" {
		return &out, out.update()
	}
	if !want {
		return &out, true
	}
	for _, i := range s.implied {
		if slices.Contains(l.out, i) {
			return nil, false
		}
		if !slices.Contains(out.in, i) {
			out.in = append(out.in, i)
		}
	}
	return out.assert(s.upper, true)
}

// update finds a text for the sets, unless the current one fits.
func (l *location) update() bool {
	plain := func(sets []int) []int {
		return slices.DeleteFunc(slices.Clone(sets), func(at int) bool { return l.sets[at].variable != "" })
	}
	in, out := plain(l.in), plain(l.out)
	fits := !slices.ContainsFunc(in, func(at int) bool { return !l.has(at, l.text) }) &&
		!slices.ContainsFunc(out, func(at int) bool { return l.has(at, l.text) })
	if fits {
		return true
	}
	text, found := l.find(in, out, l.first)
	l.text = text
	*l.partial = *l.partial || found == eval.Maybe
	return found == eval.Yes
}

// resourcePattern reads a pattern of a Resource element, with policy variables
// replaced by wildcards for all their values.
func resourcePattern(text string, language bool) (p glob.Pattern, variable bool) {
	if !language {
		return glob.CompileResource(strings.ReplaceAll(text, "${", "${$}{")), false
	}
	marked := markVariables(text)
	return anyVariables(glob.CompileResource(marked)), marked != text
}

// These marks replace variables in a pattern; they do not occur in policies. A
// variable can only be empty if it has an empty default.
const (
	variableMark = '\uE000'
	emptyMark    = '\uE001'
)

// markVariables replaces variables, but not escapes such as ${*}, by marks.
func markVariables(text string) string {
	return eval.MapVariables(text, func(name string) string {
		switch {
		case eval.IsEscape(name):
			return "${" + name + "}"
		case strings.HasSuffix(strings.TrimSpace(name), "''"):
			return string(emptyMark)
		default:
			return string(variableMark)
		}
	})
}

// anyVariables replaces marks by wildcards for all values of the variables.
func anyVariables(p glob.Pattern) glob.Pattern {
	var out glob.Pattern
	for _, r := range p {
		switch r {
		case variableMark:
			out = append(out, glob.One, glob.Many)
		case emptyMark:
			out = append(out, glob.Many)
		default:
			out = append(out, r)
		}
	}
	return out
}

// examplesOf returns ARNs of the resource types of an AWS action.
func examplesOf(action string) []string {
	a, ok := facts.FindAction(action)
	if !ok {
		return nil
	}
	var out []string
	for t := range a.ResourceTypes() {
		for _, format := range t.ARNs() {
			out = append(out, exampleResource(format))
		}
	}
	return out
}

// exampleResource returns an ARN that matches a pattern.
func exampleResource(text string) string {
	parts := glob.SplitARN(text)
	for i, p := range parts {
		fill := "example"
		switch {
		case i < glob.ARNParts-1 && (p == "*" || strings.HasPrefix(p, "${")):
			p, fill = "*", [...]string{"arn", "aws", "example", "us-east-1", "123456789012"}[i]
		case i < glob.ARNParts-1:
			fill = ""
		}
		for {
			start := strings.Index(p, "${")
			if start < 0 || !strings.Contains(p[start:], "}") {
				break
			}
			p = p[:start] + fill + p[start+strings.Index(p[start:], "}")+1:]
		}
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(p, "*", fill), "?", "x")
	}
	for i := len(parts); i < glob.ARNParts; i++ {
		parts = append(parts, "example")
	}
	return strings.Join(parts, ":")
}
