package compare

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
)

// bitset is a set of small numbers.
type bitset []uint64

func newBitset(size int) bitset { return make(bitset, (size+63)/64) }

// everywhere is the set of all numbers below a size.
func everywhere(size int) bitset {
	out := newBitset(size)
	for i := range size {
		out.add(i)
	}
	return out
}

func (b bitset) add(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) has(i int) bool { return b[i/64]>>(i%64)&1 == 1 }

// and returns the elements of b that are in o, or those that are not.
func (b bitset) and(o bitset, in bool) bitset {
	out := make(bitset, len(b))
	for i := range b {
		if in {
			out[i] = b[i] & o[i]
		} else {
			out[i] = b[i] &^ o[i]
		}
	}
	return out
}

func (b bitset) meets(o bitset) bool {
	for i := range b {
		if b[i]&o[i] != 0 {
			return true
		}
	}
	return false
}

// first returns the least element, or -1.
func (b bitset) first() int {
	for i, w := range b {
		if w != 0 {
			return 64*i + bits.TrailingZeros64(w)
		}
	}
	return -1
}

func (b bitset) within(o bitset) bool { return b.and(o, false).first() < 0 }

// dimension is a condition key whose values are divided into classes: all conditions of
// a group of actions have the same result for the values of a class.
type dimension struct {
	name    string
	asked   []*asked
	classes []valueClass
	several bool   // a request may have several values
	partial string // why there may be more classes, or ""
}

// valueClass is values for which all conditions have the same result. Whether a value
// matches a text with policy variables is open, so there is a class for each choice of
// the texts that its values may match; a witness must show that they do.
type valueClass struct {
	value string         // one of the values
	like  []variableText // the texts with variables that they match
}

// example returns a value of the class for some values of variables.
func (c *valueClass) example(variables map[string]string) string {
	if len(c.like) > 0 && variables != nil {
		return c.like[0].filled(variables)
	}
	return c.value
}

// asked is a condition with its results.
type asked struct {
	eval.Condition
	language  bool     // the document has policy variables
	variables []string // the values with variables
	absent    bool     // the result if the key is absent
	one       bitset   // the classes whose values meet it as the only value
	each      bitset   // the classes whose values meet it as one of several
}

// holdsFor returns the result for several values, one or more of each class.
func (a *asked) holdsFor(several bitset) bool {
	switch {
	case a.Operator.Family == eval.Null:
		return a.HoldsNull(eval.Yes) == eval.Yes
	case a.isNever():
		return false
	case a.Operator.Set == eval.AnyValue:
		return several.meets(a.each)
	default:
		return several.within(a.each)
	}
}

// isNever reports whether several values can never meet the condition.
func (a *asked) isNever() bool {
	return a.Operator.Set == eval.Single || a.Operator.Negated && a.Unreadable
}

// choice is the constraint on the values of a key, by their number, and the current
// values.
type choice struct {
	*dimension
	absent  bool
	one     bitset
	several bool
	of      bitset   // the classes that several values may be of
	some    []bitset // sets of classes: several values include one of each set

	count  int    // of the current values: 0, 1, or 2 for several
	chosen bitset // the classes of the current values
}

func (d *dimension) choice() *choice {
	all := everywhere(len(d.classes))
	c := &choice{dimension: d, absent: true, one: all, several: d.several, of: all}
	c.choose()
	return c
}

func (c *choice) holds(atom int) bool {
	switch a := c.asked[atom]; c.count {
	case 0:
		return a.absent
	case 1:
		return a.one.meets(c.chosen)
	default:
		return a.holdsFor(c.chosen)
	}
}

func (c *choice) may(atom int, want bool) bool {
	_, ok := c.assert(atom, want)
	return ok
}

func (c *choice) assert(atom int, want bool) (constraint, bool) {
	a, out := c.asked[atom], *c
	out.absent = c.absent && a.absent == want
	out.one = c.one.and(a.one, want)
	if c.several {
		out.assertSeveral(a, want)
	}
	if c.holds(atom) == want {
		return &out, true
	}
	return &out, out.choose()
}

func (c *choice) assertSeveral(a *asked, want bool) {
	switch {
	case a.Operator.Family == eval.Null || a.isNever():
		c.several = a.holdsFor(nil) == want
	case (a.Operator.Set == eval.AnyValue) != want:
		c.of = c.of.and(a.each, a.Operator.Set == eval.AllValues)
	case want:
		c.some = append(c.some[:len(c.some):len(c.some)], a.each)
	default:
		c.some = append(c.some[:len(c.some):len(c.some)], c.of.and(a.each, false))
	}
}

// choose selects the fewest values that meet the constraint.
func (c *choice) choose() bool {
	c.count, c.chosen = 0, newBitset(len(c.classes))
	if c.absent {
		return true
	}
	if i := c.one.first(); i >= 0 {
		c.count = 1
		c.chosen.add(i)
		return true
	}
	c.count = 2
	return c.several && c.chooseSeveral()
}

// chooseSeveral selects a value of each required set of classes, or any value, which may
// occur twice.
func (c *choice) chooseSeveral() bool {
	for _, some := range c.some {
		if !some.meets(c.chosen) {
			i := c.of.and(some, true).first()
			if i < 0 {
				return false
			}
			c.chosen.add(i)
		}
	}
	if c.chosen.first() < 0 {
		i := c.of.first()
		if i < 0 {
			return false
		}
		c.chosen.add(i)
	}
	return true
}

// request returns the current values for some values of variables.
func (c *choice) request(variables map[string]string) []string {
	var out []string
	for i := range c.classes {
		if c.chosen.has(i) {
			out = append(out, c.classes[i].example(variables))
		}
	}
	if c.count == 2 && len(out) == 1 {
		out = append(out, out[0])
	}
	return out
}

// newDimension divides the values of a key into classes.
func newDimension(m *meter, name string, conditions []*asked) *dimension {
	d := &dimension{name: name, asked: conditions}
	d.several = mayHaveSeveral(name)
	var variables []variableText
	for _, a := range conditions {
		d.several = d.several || a.Operator.Set != eval.Single
		for _, text := range a.variables {
			if !slices.ContainsFunc(variables, func(v variableText) bool { return v.is(text, a.Operator.Family) }) {
				variables = append(variables, variableText{text, a.Operator.Family, newWalked(upperBound(text, a.Operator.Family))})
			}
		}
	}
	// A value that equals a text also matches it, but not the reverse.
	slices.SortStableFunc(variables, func(a, b variableText) int { return cmp.Compare(a.family, b.family) })
	values, partial := candidatesFor(m, conditions, variables)
	d.partial = partial
	seen := map[string]bool{} // answers
	for _, v := range values {
		answers := []byte{byte(eval.TruthOf(v == ""))}
		for _, a := range conditions {
			m.spend(len(a.Values))
			t, ok := a.Like(&eval.Query{}, v)
			answers = append(answers, byte(t), byte(eval.TruthOf(ok)))
		}
		var like []variableText
		for _, t := range variables {
			may := t.upper.matches(m, t.folded(v))
			answers = append(answers, byte(eval.TruthOf(may)))
			if may {
				like = append(like, t)
			}
		}
		if seen[string(answers)] {
			continue
		}
		seen[string(answers)] = true
		if len(like) > maxLike {
			like, d.partial = like[:maxLike], "values that depend on "+variablesIn(like[maxLike].text)[0]
		}
		for i := range 1 << len(like) {
			d.classes = append(d.classes, valueClass{v, subset(like, i)})
		}
	}
	if m.left() == 0 { // some classes may not have been found
		d.partial = tooMany
	}
	for _, a := range conditions {
		a.answer(d.classes)
	}
	return d
}

// mayHaveSeveral reports whether a request may have several values for a key: not if AWS
// documents it as single-valued, nor if it has no prefix, as no key of AWS does.
func mayHaveSeveral(key string) bool {
	known, _ := facts.FindConditionKey(key)
	return known.Type.Many() || known.Type == "" && strings.Contains(key, ":")
}

// subset returns the texts that the bits of a number select.
func subset[T any](texts []T, number int) []T {
	var out []T
	for i, text := range texts {
		if number>>i&1 == 1 {
			out = append(out, text)
		}
	}
	return out
}

// maxLike limits the texts with variables whose combinations are all tried.
const maxLike = 5

func (a *asked) answer(classes []valueClass) {
	a.absent = a.Operator.Family != eval.Null && a.HoldsWithout() || a.Operator.Family == eval.Null && a.HoldsNull(eval.No) == eval.Yes
	a.one, a.each = newBitset(len(classes)), newBitset(len(classes))
	for i, c := range classes {
		t, ok := a.Like(&eval.Query{}, c.value)
		for _, text := range a.variables {
			t = max(t, eval.TruthOf(slices.ContainsFunc(c.like, func(v variableText) bool { return v.is(text, a.Operator.Family) })))
		}
		meets := ok && t.NegateIf(a.Operator.Negated) == eval.Yes
		if meets {
			a.each.add(i)
		}
		switch {
		case a.Operator.Family == eval.Null:
			meets = a.HoldsNull(eval.Yes) == eval.Yes
		case a.Operator.Set != eval.Single && c.value == "":
			meets = a.Operator.Set == eval.AllValues // an empty text is an empty set
		case a.Operator.Negated && a.Unreadable:
			meets = false
		}
		if meets {
			a.one.add(i)
		}
	}
}

// newAsked separates the values with variables from the others.
func newAsked(c eval.Condition, language bool) *asked {
	a := &asked{Condition: c, language: language}
	a.Values = nil
	for i, v := range c.Values {
		if v.Filled.HasVariables() {
			a.variables = append(a.variables, c.Source.Values[i])
		} else {
			a.Values = append(a.Values, v)
		}
	}
	return a
}

// variableText is a text with policy variables with which a key is compared.
type variableText struct {
	text   string
	family eval.Family
	upper  *walked // matches all its values
}

func (t *variableText) is(text string, f eval.Family) bool { return t.text == text && t.family == f }

// filled returns a value that matches the text, for some values of its variables.
func (t *variableText) filled(values map[string]string) string {
	if t.family == eval.LikeText || t.family == eval.LikeARN {
		return filledWith(t.text, values, exampleText)
	}
	return filledWith(t.text, values, func(text string) string { return text })
}

// foldsOf reports whether a family of operators ignores letter case.
func foldsOf(f eval.Family) bool { return f == eval.EqualTextFold || f == eval.Boolean }

func (t *variableText) folded(value string) string {
	if foldsOf(t.family) {
		return strings.ToLower(value)
	}
	return value
}

// upperBound returns a pattern that matches all values of a text with variables.
func upperBound(text string, f eval.Family) glob.Pattern {
	marked := markVariables(text)
	var p glob.Pattern
	switch {
	case f == eval.LikeText || f == eval.LikeARN: // a variable may be several parts of an ARN
		p = textPattern(marked, true)
	case foldsOf(f):
		p = literalPattern(strings.ToLower(unescaped(marked, true)))
	default:
		p = literalPattern(unescaped(marked, true))
	}
	return anyVariables(p)
}
