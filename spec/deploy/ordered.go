package deploy

import (
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/internal/lists"
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
			texts, all := m.texted(other, p)
			others[family] = lists.Add(others[family], texts...)
			complete = complete && all
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
		apart := some(family, than)
		seen := []string{order(family, own, than)}
		for _, v := range slices.Concat(apart, slices.Collect(candidates(declared, 0))) {
			if o := order(family, v, than); o != "" && !slices.Contains(seen, o) && admits(declared, v) {
				seen, out = append(seen, o), append(out, v)
			}
		}
		complete = complete && !slices.ContainsFunc(apart, func(v string) bool {
			o := order(family, v, than)
			return o != "" && !slices.Contains(seen, o) && mayOrder(declared, family, v, than)
		})
	}
	return out, complete
}

// mayOrder reports whether some value of a parameter may compare with others as v does.
func mayOrder(declared []*spec.Param, family eval.Family, v string, others []string) bool {
	may := func(pattern string) bool {
		return !slices.ContainsFunc(declared, func(p *spec.Param) bool { return !MayMatch(p, pattern) })
	}
	switch {
	case family == eval.Boolean || family == eval.Null:
		return may(map[string]string{"true": "[Tt][Rr][Uu][Ee]", "false": "[Ff][Aa][Ll][Ss][Ee]"}[v])
	case family != eval.Number || declared[0].Type != spec.Number:
		return true
	}
	n, ok := number(v)
	return ok && n.IsInt() && !slices.ContainsFunc(others, func(o string) bool { // some has the whole ones beside another
		than, ok := number(o)
		return ok && !may(wholes(n.Cmp(than), than))
	})
}

// whole is a number if it is whole, else the whole one below or above it.
func whole(n *big.Rat, above bool) *big.Int {
	out := new(big.Int).Div(n.Num(), n.Denom())
	if above && !n.IsInt() {
		out.Add(out, big.NewInt(1))
	}
	return out
}

// wholes is a pattern of the whole numbers that are less than a number, the same or greater.
func wholes(sign int, than *big.Rat) string {
	n := whole(than, sign < 0)
	digits := new(big.Int).Abs(n).String()
	more, less := []string{fmt.Sprintf("[1-9][0-9]{%d,}", len(digits))}, []string{fmt.Sprintf("[0-9]{0,%d}", len(digits)-1)}
	for i, d := range digits {
		rest := fmt.Sprintf("[0-9]{%d}", len(digits)-1-i)
		if d < '9' {
			more = append(more, fmt.Sprintf("%s[%c-9]%s", digits[:i], d+1, rest))
		}
		if d > '0' {
			less = append(less, fmt.Sprintf("%s[0-%c]%s", digits[:i], d-1, rest))
		}
	}
	minus := map[int]string{-1: "-", 0: "-?"}
	switch {
	case sign == 0:
		return minus[n.Sign()] + "0*" + digits
	case sign == -n.Sign():
		return minus[sign] + "[0-9]+|" + minus[-sign] + "0*(" + strings.Join(less, "|") + ")"
	}
	return minus[sign] + "0*(" + strings.Join(more, "|") + ")"
}

// texted are the texts of a candidate that is text or one other parameter. It reports
// false for others.
func (m *matching) texted(c *candidate, except *spec.Param) ([]string, bool) {
	params := c.Params()
	switch {
	case params == nil:
		return []string{c.text}, true
	case len(c.Value) > 1:
		return nil, false
	case params[0].Name == except.Name:
		return nil, true
	}
	return m.bind(params[0]), true
}

// some are values that a family tells apart from others, in the forms that they may have.
func some(family eval.Family, others []string) []string {
	out := compare.Around(family, others)
	switch family {
	case eval.Number: // with the whole numbers beside those that are not
		for _, v := range slices.Clone(out) {
			if n, ok := number(v); ok {
				out = append(out, whole(n, false).String(), whole(n, true).String())
			}
		}
	case eval.Boolean, eval.Null:
		return []string{"true", "false"}
	case eval.Date:
		for _, v := range slices.Clone(out) {
			if at, ok := eval.ParseInstant(v); ok {
				for _, at := range []time.Time{at, at.AddDate(0, 0, -1), at.AddDate(0, 0, 1)} {
					out = append(out, at.Format("2006-01-02T15:04:05Z"), at.Format("2006-01-02"), fmt.Sprint(at.Unix()))
				}
			}
		}
	case eval.InNetwork:
		for _, v := range slices.Concat(out, others) {
			if p, ok := eval.ParseNetwork(v); ok {
				out = append(out, p.String())
				for _, bits := range []int{0, 8, 16, 24, max(0, p.Bits()-1), p.Addr().BitLen()} {
					if at, err := p.Addr().Prefix(min(bits, p.Addr().BitLen())); err == nil {
						out = append(out, at.String())
					}
				}
			}
		}
	}
	return out
}

// order says how a value compares with others; "" if the operators cannot read it.
func order(family eval.Family, v string, others []string) string {
	switch family {
	case eval.Boolean, eval.Null:
		return fmt.Sprint(strings.EqualFold(v, "true"), strings.EqualFold(v, "false"))
	case eval.Number:
		return ordered(v, others, number, func(a, b *big.Rat) string { return fmt.Sprint(a.Cmp(b)) })
	case eval.Date:
		return ordered(v, others, eval.ParseInstant, func(a, b time.Time) string { return fmt.Sprint(a.Compare(b)) })
	case eval.InNetwork:
		within := func(a, b netip.Prefix) bool { return b.Contains(a.Addr()) && b.Bits() <= a.Bits() }
		return ordered(v, others, eval.ParseNetwork, func(a, b netip.Prefix) string { return fmt.Sprint(within(b, a), within(a, b)) })
	}
	return ""
}

// ordered is how a value compares with others that can be read; "" if it cannot itself.
func ordered[T any](v string, others []string, parse func(string) (T, bool), compare func(a, b T) string) string {
	value, ok := parse(v)
	if !ok {
		return ""
	}
	var out []string
	for _, o := range others {
		if other, ok := parse(o); ok {
			out = append(out, compare(value, other))
		}
	}
	return strings.Join(out, " ")
}

func number(text string) (*big.Rat, bool) {
	if n, ok := eval.ParseDecimal(text); !ok || n.Exp > 400 || n.Exp < -400 {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}
