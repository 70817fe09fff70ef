package eval

import (
	"net/netip"
	"strings"
	"time"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/glob"
)

// Condition is a compiled condition: one key under one operator.
type Condition struct {
	Source     iam.Condition
	Operator   operator
	key        int
	Values     []operand
	Unreadable bool // the operator cannot read one of the values
}

func (c *Compiler) Condition(source iam.Condition) (Condition, bool) {
	op, ok := ParseOperator(source.Operator)
	if !ok {
		return Condition{}, false
	}
	out := Condition{Source: source, Operator: op, key: c.key(source.Key)}
	for _, v := range source.Values {
		o := c.operand(op, v)
		out.Values = append(out.Values, o)
		out.Unreadable = out.Unreadable || o.unreadable
	}
	return out, true
}

// Holds reports whether the condition is met. For requests without the key, see
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func (c *Condition) Holds(q *Query) Truth {
	values, found := q.find(c.key)
	if c.Operator.Family == Null {
		return c.HoldsNull(found)
	}
	if c.Operator.Set != Single && len(values) == 1 && values[0] == "" {
		return TruthOf(c.Operator.Set == AllValues) // an empty text is an empty set
	}
	switch found {
	case Yes:
		return c.holdsFor(q, values)
	case No:
		return TruthOf(c.HoldsWithout())
	default:
		return Maybe
	}
}

// HoldsNull is Holds for the operator Null: its value "true" means that the key must be
// absent.
func (c *Condition) HoldsNull(found Truth) Truth {
	out := No
	for i := range c.Values {
		if v := &c.Values[i]; !v.unreadable {
			out = max(out, found.NegateIf(v.flag))
		}
	}
	return out
}

// HoldsWithout reports whether requests without the key meet the condition. ForAnyValue
// needs at least one value, even with a negated operator.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func (c *Condition) HoldsWithout() bool {
	switch {
	case c.Operator.ifExists || c.Operator.Set == AllValues:
		return true
	default:
		return c.Operator.Negated && c.Operator.Set == Single
	}
}

// holdsFor compares each value of the request with all values of the policy: one of
// them must match, or none if the operator is negated. A value that is not a number,
// date, address or ARN, if the operator needs one, does not meet even a negated
// condition. Several values need a set operator; without one the condition is not met.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
func (c *Condition) holdsFor(q *Query, values []string) Truth {
	if c.Operator.Set == Single && len(values) > 1 || c.Operator.Negated && c.Unreadable {
		return No
	}
	all, some := Yes, No
	for _, v := range values {
		t, ok := c.Like(q, v)
		if ok {
			t = t.NegateIf(c.Operator.Negated)
		}
		all, some = min(all, t), max(some, t)
	}
	if c.Operator.Set == AllValues {
		return all
	}
	return some
}

// Like reports whether a value of the policy matches a value of the request, and whether
// the operator can read the latter.
func (c *Condition) Like(q *Query, value string) (out Truth, ok bool) {
	switch c.Operator.Family {
	case Number:
		var n decimal
		n, ok = ParseDecimal(value)
		for i := range c.Values {
			o := &c.Values[i]
			out = max(out, TruthOf(ok && !o.unreadable && c.Operator.relation.holds(n.compare(&o.number))))
		}
	case Date:
		var at time.Time
		at, ok = ParseInstant(value)
		for i := range c.Values {
			o := &c.Values[i]
			out = max(out, TruthOf(ok && !o.unreadable && c.Operator.relation.holds(at.Compare(o.instant))))
		}
	case InNetwork:
		var addr netip.Addr
		addr, ok = parseAddress(value)
		for i := range c.Values {
			out = max(out, TruthOf(ok && c.Values[i].network.Contains(addr)))
		}
	case LikeARN:
		ok = strings.Count(value, ":") >= glob.ARNParts-1
		for i := 0; i < len(c.Values) && out != Yes && ok; i++ {
			out = max(out, c.Values[i].likeText(q, LikeARN, value))
		}
	default:
		ok = true
		for i := 0; i < len(c.Values) && out != Yes; i++ {
			out = max(out, c.Values[i].likeText(q, c.Operator.Family, value))
		}
	}
	return out, ok
}
