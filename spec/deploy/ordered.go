package deploy

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/spec"
)

// orderOf is the family of an operator that compares values other than as text; the zero
// value for others.
func orderOf(operator string) eval.Family {
	op, ok := eval.ParseOperator(operator)
	if ok && slices.Contains([]eval.Family{eval.Number, eval.Date, eval.InNetwork, eval.Boolean, eval.Null}, op.Family) {
		return op.Family
	}
	return 0
}

// maxOrdered limits the texts that the values of a parameter are told apart by.
const maxOrdered = 16

// ordered returns one value of a parameter for each way in which numbers, dates and
// networks compare with the others that conditions and requests have, and Booleans, other
// than the way of own. It reports whether these are all.
func (m *matching) ordered(declared []*spec.Param, own string) (out []string, complete bool) {
	p, complete := declared[0], true
	others := map[eval.Family][]string{}
	for _, named := range m.naming[p.Name] {
		for _, other := range m.texts {
			family := max(named.family, other.family)
			if family == 0 || min(named.family, other.family) != 0 && named.family != other.family || !other.meets(named.compared) {
				continue
			}
			if len(named.Value) > 1 {
				return nil, false // text around it
			}
			if _, ok := others[family]; !ok {
				others[family] = nil
			}
			for _, text := range m.texted(other, p) {
				if !slices.Contains(others[family], text) {
					others[family] = append(others[family], text)
				}
			}
		}
	}
	for family := range eval.Null + 1 {
		than, ok := others[family]
		if !ok {
			continue
		}
		if len(than) > maxOrdered {
			than, complete = than[:maxOrdered], false
		}
		seen := []string{order(family, own, than)}
		for _, v := range slices.Concat(some(family, than), slices.Collect(candidates(declared, 0))) {
			if o := order(family, v, than); o != "" && !slices.Contains(seen, o) && admits(declared, v) {
				seen, out = append(seen, o), append(out, v)
			}
		}
	}
	return out, complete
}

// texted are the texts of a candidate that is text or one other parameter.
func (m *matching) texted(c *candidate, except *spec.Param) []string {
	params := c.Params()
	switch {
	case params == nil:
		return []string{c.text}
	case len(c.Value) == 1 && params[0].Name != except.Name:
		return m.bind(params[0])
	}
	return nil
}

// some are values that a family tells apart from others, in the forms that they may have.
func some(family eval.Family, others []string) []string {
	out := compare.Around(family, others)
	switch family {
	case eval.Boolean, eval.Null:
		return []string{"true", "false"}
	case eval.Date:
		for _, v := range slices.Clone(out) {
			if at, ok := eval.ParseInstant(v); ok {
				out = append(out, at.Format("2006-01-02T15:04:05Z"), at.AddDate(0, 0, -1).Format("2006-01-02"), at.AddDate(0, 0, 1).Format("2006-01-02"), fmt.Sprint(at.Unix()))
			}
		}
	case eval.InNetwork:
		for _, v := range slices.Concat(out, others) {
			if p, ok := eval.ParseNetwork(v); ok {
				wider, _ := p.Addr().Prefix(max(0, p.Bits()-1))
				out = append(out, p.String(), wider.String())
			}
		}
		out = append(out, "0.0.0.0/0")
	}
	return out
}

// order says how a value compares with others; "" if the operators cannot read it.
func order(family eval.Family, v string, others []string) string {
	var out strings.Builder
	is := func(x any) { fmt.Fprint(&out, x, " ") }
	switch family {
	case eval.Boolean, eval.Null:
		is(strings.EqualFold(v, "true"))
		is(strings.EqualFold(v, "false"))
	case eval.Number:
		n, ok := number(v)
		if !ok {
			return ""
		}
		for _, o := range others {
			if than, ok := number(o); ok {
				is(n.Cmp(than))
			}
		}
	case eval.Date:
		at, ok := eval.ParseInstant(v)
		if !ok {
			return ""
		}
		for _, o := range others {
			if than, ok := eval.ParseInstant(o); ok {
				is(at.Compare(than))
			}
		}
	case eval.InNetwork:
		p, ok := eval.ParseNetwork(v)
		if !ok {
			return ""
		}
		for _, o := range others {
			if than, ok := eval.ParseNetwork(o); ok {
				is(p.Contains(than.Addr()) && p.Bits() <= than.Bits())
				is(than.Contains(p.Addr()) && than.Bits() <= p.Bits())
			}
		}
	}
	return out.String()
}

func number(text string) (*big.Rat, bool) {
	if n, ok := eval.ParseDecimal(text); !ok || n.Exp > 400 || n.Exp < -400 {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}
