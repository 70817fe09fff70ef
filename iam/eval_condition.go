package iam

import (
	"bytes"
	"encoding/base64"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"
)

// condition is a compiled condition: one key under one operator.
type condition struct {
	source     Condition
	operator   operator
	key        int
	values     []operand
	unreadable bool // one of values is
}

// operand is one value of a condition, read as its operator wants it. What
// cannot be read so is like no value.
type operand struct {
	unreadable bool
	matcher    matcher   // of texts without variables
	arn        []matcher // of an ARN without variables, by its parts
	filled     template  // if it has variables
	number     decimal
	instant    instant
	network    netip.Prefix
	flag       bool
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

func (c *compiler) operand(op operator, text string) operand {
	var o operand
	ok := true
	switch op.family {
	case number:
		o.number, ok = parseDecimal(text)
	case date:
		o.instant, ok = parseInstant(text)
	case inNetwork:
		o.network, ok = parseNetwork(text)
	case binary:
		o.matcher.prefix, ok = decodeBinary(text)
	case null:
		o.flag, ok = parseBool(text)
	default:
		return c.textOperand(op.family, text)
	}
	o.unreadable = !ok
	return o
}

// textOperand reads a value of an operator that takes variables. AWS's page on
// variables leaves Bool out, its page on operators has it.
func (c *compiler) textOperand(family family, text string) operand {
	wild := family == likeText || family == likeARN
	if c.variables && strings.Contains(text, "${") {
		t := c.template(text, wild)
		if plain, ok := t.plain(); ok && family != likeARN {
			return operand{matcher: matcher{prefix: plain}}
		}
		return operand{filled: t}
	}
	switch {
	case family == likeARN:
		return arnOperand(text)
	case wild:
		return operand{matcher: compileMatcher(text)}
	default:
		return operand{matcher: matcher{prefix: text}}
	}
}

// arnOperand reads a pattern of ARNs, which must have all parts.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
func arnOperand(text string) operand {
	parts := strings.SplitN(text, ":", arnParts)
	if len(parts) < arnParts {
		return operand{unreadable: true}
	}
	var o operand
	for _, p := range parts {
		o.arn = append(o.arn, compileMatcher(p))
	}
	return o
}

func parseNetwork(text string) (netip.Prefix, bool) {
	if !strings.Contains(text, "/") {
		addr, ok := parseAddress(text)
		return netip.PrefixFrom(addr, addr.BitLen()), ok
	}
	p, err := netip.ParsePrefix(text)
	return p.Masked(), err == nil
}

// parseAddress looks at the characters first, since an error would be made on
// the heap.
func parseAddress(text string) (netip.Addr, bool) {
	if len(text) < 2 || len(text) > 45 || strings.Trim(text, "0123456789abcdefABCDEF.:") != "" {
		return netip.Addr{}, false
	}
	addr, err := netip.ParseAddr(text)
	return addr, err == nil
}

func decodeBinary(text string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(text)
	return string(raw), err == nil
}

func parseBool(text string) (value, ok bool) {
	switch {
	case strings.EqualFold(text, "true"):
		return true, true
	case strings.EqualFold(text, "false"):
		return false, true
	default:
		return false, false
	}
}

// holds reports whether the condition is met. What happens without the key:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
func (c *condition) holds(q *query) Truth {
	values, found := q.find(c.key)
	if c.operator.family == null {
		return c.holdsNull(found)
	}
	if c.operator.set != single && len(values) == 1 && values[0] == "" {
		values, found = nil, No // an empty text is an empty set
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

// equalBinary compares bytes with what a request says in base 64.
func equalBinary(bytes, encoded string) bool {
	var few [256]byte
	buf := few[:]
	if size := base64.StdEncoding.DecodedLen(len(encoded)); size > len(few) {
		buf = make([]byte, size)
	}
	n, err := base64.StdEncoding.Decode(buf, []byte(encoded))
	return err == nil && string(buf[:n]) == bytes
}

func (o *operand) likeText(q *query, family family, value string) Truth {
	if o.filled.parts != nil {
		return o.likeFilled(q, family, value)
	}
	switch family {
	case likeARN:
		return truth(!o.unreadable && matchParts(o.arn, value))
	case binary:
		return truth(!o.unreadable && equalBinary(o.matcher.prefix, value))
	case equalTextFold, boolean:
		return truth(strings.EqualFold(o.matcher.prefix, value))
	default:
		return truth(o.matcher.match(value))
	}
}

// matchParts compares an ARN part by part.
func matchParts(parts []matcher, arn string) bool {
	for i := range parts {
		one := arn
		if i < len(parts)-1 {
			at := strings.IndexByte(arn, ':')
			if at < 0 {
				return false
			}
			one, arn = arn[:at], arn[at+1:]
		}
		if !parts[i].match(one) {
			return false
		}
	}
	return true
}

// likeFilled compares with a text whose variables are filled in.
func (o *operand) likeFilled(q *query, family family, value string) Truth {
	var few [200]rune
	filled, known := o.filled.fill(q, few[:0])
	if known == No {
		return No
	}
	switch {
	case known == Maybe && family != equalTextFold:
		return min(Maybe, truth(filled.match(value)))
	case known == Maybe:
		return Maybe
	case family == likeARN:
		return truth(filled.matchARN(value))
	case family == equalTextFold || family == boolean:
		return truth(filled.equalFold(value))
	default:
		return truth(filled.match(value))
	}
}

// matchARN compares part by part. A variable may be a whole ARN.
func (p pattern) matchARN(arn string) bool {
	for range arnParts - 1 {
		end, at := slices.Index(p, ':'), strings.IndexByte(arn, ':')
		if end < 0 || at < 0 || !p[:end].match(arn[:at]) {
			return false
		}
		p, arn = p[end+1:], arn[at+1:]
	}
	return p.match(arn)
}

// equalFold is strings.EqualFold for a pattern without wildcards.
func (p pattern) equalFold(text string) bool {
	var few [200]byte
	buf := few[:0]
	for _, r := range p {
		buf = utf8.AppendRune(buf, r)
	}
	return bytes.EqualFold(buf, []byte(text))
}
