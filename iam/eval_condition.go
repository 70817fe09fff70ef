package iam

import (
	"net/netip"
	"strings"
)

// condition is a compiled condition: one key under one operator.
type condition struct {
	source     Condition
	operator   operator
	key        int
	values     []operand
	unreadable bool // one of values is
}

func (c *compiler) condition(source Condition) (condition, bool) {
	op, ok := parseOperator(source.Operator)
	if !ok {
		return condition{}, false
	}
	out := condition{source: source, operator: op, key: c.key(source.Key)}
	for _, v := range source.Values {
		o := c.operand(op, v)
		out.values = append(out.values, o)
		out.unreadable = out.unreadable || o.unreadable
	}
	return out, true
}

// holds reports whether the condition is met. What happens without the key:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func (c *condition) holds(q *query) Truth {
	values, found := q.find(c.key)
	if c.operator.family == null {
		return c.holdsNull(found)
	}
	if c.operator.set != single && len(values) == 1 && values[0] == "" {
		return truth(c.operator.set == allValues) // an empty text is an empty set
	}
	switch found {
	case Yes:
		return c.holdsFor(q, values)
	case No:
		return truth(c.holdsWithout())
	default:
		return Maybe
	}
}

// holdsNull: true asks that the key be absent.
func (c *condition) holdsNull(found Truth) Truth {
	out := No
	for i := range c.values {
		if v := &c.values[i]; !v.unreadable {
			out = max(out, found.negateIf(v.flag))
		}
	}
	return out
}

// holdsWithout reports whether the condition is met by requests without the
// key. ForAnyValue asks for at least one value, even of negated operators.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func (c *condition) holdsWithout() bool {
	switch {
	case c.operator.ifExists || c.operator.set == allValues:
		return true
	default:
		return c.operator.negated && c.operator.set == single
	}
}

// holdsFor compares each value of the request with all of the policy: one that
// is like it must be there, or none if the operator is negated. A value that
// is no number, date, address or ARN where the operator wants one does not
// meet even a negated condition. Several values need a set operator: without
// one the condition is not met.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
func (c *condition) holdsFor(q *query, values []string) Truth {
	if c.operator.set == single && len(values) > 1 || c.operator.negated && c.unreadable {
		return No
	}
	all, some := Yes, No
	for _, v := range values {
		t, ok := c.like(q, v)
		if ok {
			t = t.negateIf(c.operator.negated)
		}
		all, some = min(all, t), max(some, t)
	}
	if c.operator.set == allValues {
		return all
	}
	return some
}

// like reports whether some value of the policy is like one of the request,
// and whether that is one that the operator can read.
func (c *condition) like(q *query, value string) (out Truth, ok bool) {
	switch c.operator.family {
	case number:
		var n decimal
		n, ok = parseDecimal(value)
		for i := range c.values {
			o := &c.values[i]
			out = max(out, truth(ok && !o.unreadable && c.operator.relation.holds(n.compare(&o.number))))
		}
	case date:
		var at instant
		at, ok = parseInstant(value)
		for i := range c.values {
			o := &c.values[i]
			out = max(out, truth(ok && !o.unreadable && c.operator.relation.holds(at.compare(o.instant))))
		}
	case inNetwork:
		var addr netip.Addr
		addr, ok = parseAddress(value)
		for i := range c.values {
			out = max(out, truth(ok && c.values[i].network.Contains(addr)))
		}
	case likeARN:
		ok = strings.Count(value, ":") >= arnParts-1
		for i := 0; i < len(c.values) && out != Yes && ok; i++ {
			out = max(out, c.values[i].likeText(q, likeARN, value))
		}
	default:
		ok = true
		for i := 0; i < len(c.values) && out != Yes; i++ {
			out = max(out, c.values[i].likeText(q, c.operator.family, value))
		}
	}
	return out, ok
}
