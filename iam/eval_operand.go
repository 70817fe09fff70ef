package iam

import (
	"bytes"
	"encoding/base64"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"
)

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
	return p, err == nil
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
	if family == equalText || family == likeText {
		return o.filled.matches(q, value)
	}
	var few [200]rune
	filled, known := o.filled.fill(q, few[:0])
	switch {
	case known == No:
		return No
	case known == Maybe && family == likeARN:
		return min(Maybe, truth(filled.match(value)))
	case known == Maybe:
		return Maybe
	case family == likeARN:
		return truth(filled.matchARN(value))
	default:
		return truth(filled.equalFold(value))
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
