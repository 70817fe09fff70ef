package compare

import (
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/glob"
)

// candidatesFor returns values of a key that include one of each class, for the
// given conditions; partial states why there may be more classes, else "".
func candidatesFor(m *meter, conditions []*asked, variables []variableText) (values []string, partial string) {
	t := texts{meter: m}
	t.add(newWalked(literalPattern("")), false, true) // set operators treat it as no value
	kinds := map[eval.Family]bool{}
	var numbers, dates []string
	for _, a := range conditions {
		added := false
		add := func(p glob.Pattern, fold bool) {
			t.add(newWalked(p), fold, !added)
			added = true
		}
		for _, v := range a.Source.Values {
			if slices.Contains(a.variables, v) {
				continue
			}
			literal := unescaped(v, a.language)
			switch a.Operator.Family {
			case eval.EqualText:
				add(literalPattern(literal), false)
			case eval.EqualTextFold, eval.Boolean:
				add(literalPattern(strings.ToLower(literal)), true)
			case eval.LikeText:
				add(textPattern(v, a.language), false)
			case eval.LikeARN:
				if p, ok := arnPattern(v, a.language); ok {
					add(p, false)
				}
			case eval.Number:
				n, ok := eval.ParseDecimal(v)
				switch {
				case !ok: // matches no number
				case n.Exp < -maxExponent || n.Exp > maxExponent:
					partial = "numbers that are too far apart"
				default:
					numbers = append(numbers, v)
				}
			case eval.Date:
				dates = append(dates, v)
			case eval.InNetwork:
				values = append(values, aroundNetwork(v)...)
			case eval.Binary:
				values = append(values, v)
			}
		}
		switch f := a.Operator.Family; f {
		case eval.Null:
		case eval.Number, eval.Date, eval.InNetwork, eval.Binary:
			kinds[f] = true
			if f == eval.InNetwork {
				values = append(values, "0.0.0.0", "::") // the other IP version
			}
		default:
			kinds[eval.EqualText] = true
		}
		if a.Operator.Family == eval.Boolean {
			values = append(values, "true", "false")
		}
		if a.Operator.Family == eval.LikeARN { // a text that is not an ARN has its own class
			t.add(newWalked(glob.CompileText("*:*:*:*:*:*")), false, true)
		}
	}
	for _, v := range variables {
		t.add(v.upper, foldsOf(v.family), true)
	}
	if len(kinds) > 1 {
		partial = "values that are compared in several ways"
	}
	made, _ := t.classes()
	return slices.Concat(values, Around(eval.Number, numbers), Around(eval.Date, dates), []string{"example"}, made), partial
}

// Around returns values that a family of operators tells apart from some values, and
// these. Of numbers and dates, it has each, one between any two, and one beyond each end;
// of networks, the first and the last address, and those before and after them. It is
// empty for other families, and omits what the operators cannot read.
func Around(family eval.Family, values []string) []string {
	var numbers []*big.Rat
	var dates []time.Time
	var out []string
	for _, v := range values {
		switch family {
		case eval.Number:
			if n, ok := eval.ParseDecimal(v); ok && -maxExponent <= n.Exp && n.Exp <= maxExponent {
				exact, _ := new(big.Rat).SetString(v)
				numbers = append(numbers, exact)
			}
		case eval.Date:
			if at, ok := eval.ParseInstant(v); ok {
				dates = append(dates, at)
			}
		case eval.InNetwork:
			out = append(out, aroundNetwork(v)...)
		}
	}
	return slices.Concat(out, aroundNumbers(numbers), aroundDates(dates))
}

const tooMany = "too many patterns"

// maxExponent limits the numbers for which values in between are computed.
const maxExponent = 400

// unescaped replaces the escapes of a text, such as ${*}, by their characters.
func unescaped(text string, variables bool) string {
	if variables {
		for _, c := range []string{"*", "?", "$"} {
			text = strings.ReplaceAll(text, "${"+c+"}", c)
		}
	}
	return text
}

func literalPattern(text string) glob.Pattern { return glob.Pattern([]rune(text)) }

// textPattern compiles a pattern of StringLike.
func textPattern(text string, variables bool) glob.Pattern {
	if !variables {
		text = strings.ReplaceAll(text, "${", "${$}{")
	}
	return glob.CompileText(text)
}

// arnPattern compiles a pattern of ArnLike, whose wildcards do not cross colons,
// except in the last part.
func arnPattern(text string, variables bool) (glob.Pattern, bool) {
	if !variables {
		text = strings.ReplaceAll(text, "${", "${$}{")
	}
	parts := glob.SplitARN(text)
	if len(parts) < glob.ARNParts {
		return nil, false
	}
	var p glob.Pattern
	for _, part := range parts[:glob.ARNParts-1] {
		p = append(glob.CompilePart(p, part, glob.OneNoColon, glob.ManyNoColon), ':')
	}
	return glob.CompilePart(p, parts[glob.ARNParts-1], glob.One, glob.Many), true
}

// exampleText returns a text that matches a pattern.
func exampleText(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "*", "example"), "?", "x")
}

// aroundNumbers returns each number, one between any two, and one beyond each end.
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

// decimalText writes a number that has finitely many decimal places: conditions
// name such, and so are sums and halves of them.
func decimalText(n *big.Rat) string {
	digits, _ := n.FloatPrec()
	return n.FloatString(digits)
}

// aroundDates returns each date, one between any two, and one beyond each end.
func aroundDates(all []time.Time) []string {
	slices.SortFunc(all, time.Time.Compare)
	text := func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
	var out []string
	for i, at := range all {
		if i == 0 {
			out = append(out, text(at.Add(-time.Second)))
		}
		after := at.Add(time.Second)
		if i+1 < len(all) && !after.Before(all[i+1]) { // they are less than a second apart
			after = at.Add(all[i+1].Sub(at) / 2)
		}
		out = append(out, text(at), text(after))
	}
	return out
}

// aroundNetwork returns the first and the last address of a network, and the
// addresses before and after it.
func aroundNetwork(text string) []string {
	p, ok := eval.ParseNetwork(text)
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
