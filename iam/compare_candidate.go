package iam

import (
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// candidatesFor are values of a key among which there is one of each class, by
// what the conditions compare; or it says why there may be others.
func candidatesFor(m *meter, conditions []*asked, variables []variableText) (values []string, partial string) {
	t := texts{meter: m}
	t.add(newWalked(literalPattern("")), false, true) // to operators of sets, it is no value
	kinds := map[family]bool{}
	var numbers []*big.Rat
	var dates []instant
	for _, a := range conditions {
		added := false
		add := func(p pattern, fold bool) {
			t.add(newWalked(p), fold, !added)
			added = true
		}
		for _, v := range a.source.Values {
			if slices.Contains(a.variables, v) {
				kinds[equalText] = true
				continue
			}
			literal := unescaped(v, a.language)
			switch a.operator.family {
			case equalText:
				add(literalPattern(literal), false)
			case equalTextFold, boolean:
				add(literalPattern(strings.ToLower(literal)), true)
			case likeText:
				add(textPattern(v, a.language), false)
			case likeARN:
				if p, ok := arnPattern(v, a.language); ok {
					add(p, false)
				}
			case number:
				n, ok := parseDecimal(v)
				switch {
				case !ok: // no number is like it
				case n.exp < -maxExponent || n.exp > maxExponent:
					partial = "numbers that are too far apart"
				default:
					exact, _ := new(big.Rat).SetString(v)
					numbers = append(numbers, exact)
				}
			case date:
				if at, ok := parseInstant(v); ok {
					dates = append(dates, at)
				}
			case inNetwork:
				values = append(values, aroundNetwork(v)...)
			case binary:
				values = append(values, v)
			}
		}
		switch f := a.operator.family; f {
		case null:
		case number, date, inNetwork, binary:
			kinds[f] = true
			if f == inNetwork {
				values = append(values, "0.0.0.0", "::") // one may be of the other kind
			}
		default:
			kinds[equalText] = true
		}
		if a.operator.family == boolean {
			values = append(values, "true", "false")
		}
		if a.operator.family == likeARN { // what is no ARN is unlike one in a way of its own
			t.add(newWalked(compileText("*:*:*:*:*:*")), false, true)
		}
	}
	for _, v := range variables {
		t.add(v.upper, v.family.folds(), true)
	}
	if len(kinds) > 1 {
		partial = "values that are compared in several ways"
	}
	made, _ := t.classes()
	return slices.Concat(values, aroundNumbers(numbers), aroundDates(dates), []string{"example"}, made), partial
}

const tooMany = "too many patterns"

// maxExponent bounds the numbers between which others are sought.
const maxExponent = 400

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
func exampleText(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "*", "example"), "?", "x")
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
		if i+1 < len(all) && after.compare(all[i+1]) >= 0 { // it is less than a second
			nanos := int64(at.nanos) + (all[i+1].seconds-at.seconds)*1e9 + int64(all[i+1].nanos)
			after = instant{at.seconds + nanos/2e9, int32(nanos / 2 % 1e9)}
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
