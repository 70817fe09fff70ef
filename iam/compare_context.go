package iam

import (
	"cmp"
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// atom is a condition of some statement, as a question about its key.
type atom struct {
	Condition
	operator
	variables bool
}

// hasVariable reports whether a value depends on another key.
func (a *atom) hasVariable() bool {
	return a.variables && slices.ContainsFunc(a.Values, func(v string) bool { return len(variablesIn(v)) > 0 })
}

// contexts finds the keys that matter, with their choices; false, after a
// reason, if there are too many.
func (s *search) contexts() bool {
	atoms := map[string][]atom{}
	variables := map[string][]string{} // by key: the texts that it stands in
	use := func(text string, on bool) {
		if !on {
			return
		}
		for _, v := range variablesIn(text) {
			key := strings.ToLower(v)
			if !slices.Contains(variables[key], text) {
				variables[key] = append(variables[key], text)
			}
		}
	}
	for _, st := range s.about {
		for _, r := range st.Resources {
			use(r, st.variables)
		}
		for _, c := range st.Conditions {
			op, _ := parseOperator(c.Operator)
			key := strings.ToLower(c.Key)
			atoms[key] = append(atoms[key], atom{c, op, st.variables})
			for _, v := range c.Values {
				use(v, st.variables)
			}
		}
	}
	for _, key := range sortedKeys(atoms) {
		d, ok := s.dimension(atoms[key])
		if !ok {
			return false
		}
		s.keys = append(s.keys, d)
	}
	s.variables(atoms, variables)
	return true
}

// dimension parts the values of a key into classes.
func (s *search) dimension(atoms []atom) (dimension, bool) {
	d := dimension{key: atoms[0].Key}
	candidates, ok := candidatesFor(atoms)
	if !ok {
		s.giveUp("%s has too many patterns of %s", s.what(), d.key)
		return d, false
	}
	ask := newQuestion(atoms)
	d.choices = ask.apart(append([][]string{nil}, candidates...))
	known, _ := FindConditionKey(d.key)
	if !known.Type.Many() && !slices.ContainsFunc(atoms, func(a atom) bool { return a.set != single }) {
		return d, true
	}
	if len(d.choices) > maxSubset+1 {
		s.guessed = d.key
	}
	d.choices = ask.apart(subsets(d.choices))
	return d, true
}

// maxSubset is of how many classes of values all sets are looked at; of more,
// only those of up to two, and of all.
const maxSubset = 6

// subsets are the sets of the values of choices of one value or none.
func subsets(choices [][]string) [][]string {
	var values []string
	for _, c := range choices {
		values = append(values, c...)
	}
	out := slices.Clone(choices)
	if len(values) > maxSubset {
		for i := range values {
			for _, other := range values[:i] {
				out = append(out, []string{other, values[i]})
			}
			out = append(out, slices.Delete(slices.Clone(values), i, i+1))
		}
		return append(out, values)
	}
	for set := range 1 << len(values) {
		var some []string
		for i, v := range values {
			if set>>i&1 == 1 {
				some = append(some, v)
			}
		}
		out = append(out, some)
	}
	return out
}

// question is all conditions on one key, as an evaluator of one statement each.
type question struct {
	*Evaluator
	key string
}

func newQuestion(atoms []atom) question {
	var docs []*Document
	for _, a := range atoms {
		docs = append(docs, &Document{Version: "2012-10-17", Statements: []Statement{{
			Effect: "Allow", Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []Condition{a.Condition},
		}}})
		if !a.variables {
			docs[len(docs)-1].Version = "2008-10-17"
		}
	}
	e, err := Compile(Policies{Identity: docs})
	if err != nil {
		panic(err) // it compiled as part of its policy
	}
	return question{e, atoms[0].Key}
}

// apart leaves the first of the choices that get the same answers.
func (q question) apart(choices [][]string) [][]string {
	seen := map[string]bool{}
	var out [][]string
	for _, values := range choices {
		r := &Request{Action: "a:b", Resource: "*", Context: Context{Values: map[string][]string{q.key: values}, Complete: true}}
		var answers []byte
		for _, reason := range q.Explain(r) {
			answers = append(answers, byte(reason.Conditions[0].Result))
		}
		if !seen[string(answers)] {
			seen[string(answers)] = true
			out = append(out, values)
		}
	}
	return out
}

// candidatesFor are values of a key among which there is one of each class, by
// what the operators compare. What is compared as one kind of value may be none
// of another, so that all are tried.
func candidatesFor(atoms []atom) ([][]string, bool) {
	var t texts
	var seeds []string
	var numbers []*big.Rat
	var dates []instant
	for _, a := range atoms {
		for _, v := range a.Values {
			if a.variables && len(variablesIn(v)) > 0 {
				continue
			}
			literal := unescaped(v, a.variables)
			switch a.family {
			case equalText:
				t.add(literalPattern(literal), false)
				seeds = append(seeds, literal)
			case equalTextFold, boolean:
				t.add(literalPattern(strings.ToLower(literal)), true)
				seeds = append(seeds, literal)
			case likeText:
				t.add(textPattern(v, a.variables), false)
				seeds = append(seeds, exampleText(v, "example"))
			case likeARN:
				if p, ok := arnPattern(v, a.variables); ok {
					t.add(p, false)
					seeds = append(seeds, exampleResource(v))
				}
			case number:
				if n, ok := new(big.Rat).SetString(v); ok {
					numbers = append(numbers, n)
				}
			case date:
				if at, ok := parseInstant(v); ok {
					dates = append(dates, at)
				}
			case inNetwork:
				seeds = append(seeds, aroundNetwork(v)...)
			case binary:
				seeds = append(seeds, v)
			}
		}
		if a.family == boolean {
			seeds = append(seeds, "true", "false")
		}
	}
	made, ok := t.classes()
	if !ok {
		return nil, false
	}
	seeds = slices.Concat(seeds, aroundNumbers(numbers), aroundDates(dates), []string{"example"}, made)
	var out [][]string
	for _, v := range seeds {
		out = append(out, []string{v})
	}
	return out, true
}

// unescaped is a text whose only variables are characters, such as ${*}.
func unescaped(text string, variables bool) string {
	if variables {
		for _, c := range []string{"*", "?", "$"} {
			text = strings.ReplaceAll(text, "${"+c+"}", c)
		}
	}
	return text
}

func literalPattern(text string) pattern { return pattern([]rune(text)) }

// textPattern reads a pattern of StringLike.
func textPattern(text string, variables bool) pattern {
	if !variables {
		text = strings.ReplaceAll(text, "${", "${$}{")
	}
	return compileText(text)
}

// arnPattern reads a pattern of ArnLike, each of whose parts stands by itself.
func arnPattern(text string, variables bool) (pattern, bool) {
	if !variables {
		text = strings.ReplaceAll(text, "${", "${$}{")
	}
	parts := splitARN(text)
	if len(parts) < arnParts {
		return nil, false
	}
	var p pattern
	for _, part := range parts[:arnParts-1] {
		p = append(compilePart(p, part, oneNoColon, manyNoColon), ':')
	}
	return compilePart(p, parts[arnParts-1], one, many), true
}

// exampleText is a text that a pattern matches.
func exampleText(text, fill string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "*", fill), "?", "x")
}

// aroundNumbers are each number, and one between any two and beyond.
func aroundNumbers(all []*big.Rat) []string {
	slices.SortFunc(all, (*big.Rat).Cmp)
	step := big.NewRat(1, 1)
	var out []string
	for i, n := range all {
		if i == 0 {
			out = append(out, decimalText(new(big.Rat).Sub(n, step)))
		}
		after := new(big.Rat).Add(n, step)
		if i+1 < len(all) {
			after = new(big.Rat).Mul(new(big.Rat).Add(n, all[i+1]), big.NewRat(1, 2))
		}
		out = append(out, decimalText(n), decimalText(after))
	}
	return out
}

// decimalText writes a number whose denominator is a power of two and ten.
func decimalText(n *big.Rat) string {
	digits, exact := n.FloatPrec()
	if !exact {
		digits = 30
	}
	return n.FloatString(digits)
}

// aroundDates are each date, and one between any two and beyond.
func aroundDates(all []instant) []string {
	slices.SortFunc(all, instant.compare)
	var out []string
	for i, at := range all {
		if i == 0 {
			out = append(out, dateText(instant{at.seconds - 1, at.nanos}))
		}
		after := instant{at.seconds + 1, at.nanos}
		if i+1 < len(all) && after.compare(all[i+1]) >= 0 {
			after = instant{at.seconds, at.nanos + (all[i+1].nanos-at.nanos)/2}
		}
		out = append(out, dateText(at), dateText(after))
	}
	return out
}

func dateText(i instant) string {
	return time.Unix(i.seconds, int64(i.nanos)).UTC().Format(time.RFC3339Nano)
}

// aroundNetwork are the first and the last address of a network, and those
// before and behind.
func aroundNetwork(text string) []string {
	p, ok := parseNetwork(text)
	if !ok {
		return nil
	}
	first := p.Addr()
	raw := first.AsSlice()
	for i := p.Bits(); i < len(raw)*8; i++ {
		raw[i/8] |= 0x80 >> (i % 8)
	}
	last, _ := netip.AddrFromSlice(raw)
	var out []string
	for _, a := range []fmt.Stringer{first, last, first.Prev(), last.Next()} {
		if s := a.String(); s != "invalid IP" {
			out = append(out, s)
		}
	}
	return out
}

// variablesIn are the keys that policy variables in a text name.
func variablesIn(text string) []string {
	var out []string
	for rest := text; ; {
		start := strings.Index(rest, "${")
		if start < 0 {
			return out
		}
		name, after, ok := cutVariable(rest[start:])
		if !ok {
			return out
		}
		key, _, _ := strings.Cut(name, ",")
		if key != "*" && key != "?" && key != "$" {
			out = append(out, strings.TrimSpace(key))
		}
		rest = after
	}
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, cmp.Compare)
	return out
}
