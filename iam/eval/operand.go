package eval

import (
	"bytes"
	"encoding/base64"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/iam/glob"
)

// operand is one value of a condition, parsed for its operator. A value that the operator
// cannot read matches nothing.
type operand struct {
	unreadable bool
	matcher    glob.Matcher   // of texts without variables
	arn        []glob.Matcher // of an ARN without variables, by its parts
	Filled     template       // if it has variables
	number     decimal
	instant    Instant
	network    netip.Prefix
	flag       bool
}

func (c *Compiler) operand(op operator, text string) operand {
	var o operand
	ok := true
	switch op.Family {
	case Number:
		o.number, ok = ParseDecimal(text)
	case Date:
		o.instant, ok = ParseInstant(text)
	case InNetwork:
		o.network, ok = ParseNetwork(text)
	case Binary:
		var decoded string
		decoded, ok = decodeBinary(text)
		o.matcher = glob.Exactly(decoded)
	case Null:
		o.flag, ok = parseBool(text)
	default:
		return c.textOperand(op.Family, text)
	}
	o.unreadable = !ok
	return o
}

// textOperand parses a value of an operator that accepts variables. AWS's page on
// operators includes Bool, its page on variables does not.
func (c *Compiler) textOperand(family Family, text string) operand {
	wild := family == LikeText || family == LikeARN
	if c.Variables && strings.Contains(text, "${") {
		t := c.template(text, wild)
		if plain, ok := t.plain(); ok && family != LikeARN {
			return operand{matcher: glob.Exactly(plain)}
		}
		return operand{Filled: t}
	}
	switch {
	case family == LikeARN:
		return arnOperand(text)
	case wild:
		return operand{matcher: glob.CompileMatcher(text)}
	default:
		return operand{matcher: glob.Exactly(text)}
	}
}

// arnOperand parses a pattern of ARNs, which must have all parts.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
func arnOperand(text string) operand {
	parts := strings.SplitN(text, ":", glob.ARNParts)
	if len(parts) < glob.ARNParts {
		return operand{unreadable: true}
	}
	var o operand
	for _, p := range parts {
		o.arn = append(o.arn, glob.CompileMatcher(p))
	}
	return o
}

// ParseNetwork parses an IPv4 or IPv6 address or network.
func ParseNetwork(text string) (netip.Prefix, bool) {
	if !strings.Contains(text, "/") {
		addr, ok := parseAddress(text)
		return netip.PrefixFrom(addr, addr.BitLen()), ok
	}
	p, err := netip.ParsePrefix(text)
	return p, err == nil
}

// parseAddress checks the characters first, because an error would be allocated.
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

// equalBinary compares bytes with a base64 value of a request.
func equalBinary(bytes, encoded string) bool {
	var few [256]byte
	buf := few[:]
	if size := base64.StdEncoding.DecodedLen(len(encoded)); size > len(few) {
		buf = make([]byte, size)
	}
	n, err := base64.StdEncoding.Decode(buf, []byte(encoded))
	return err == nil && string(buf[:n]) == bytes
}

func (o *operand) likeText(q *Query, family Family, value string) Truth {
	if o.Filled.parts != nil {
		return o.likeFilled(q, family, value)
	}
	switch family {
	case LikeARN:
		return TruthOf(!o.unreadable && matchParts(o.arn, value))
	case Binary:
		return TruthOf(!o.unreadable && equalBinary(o.matcher.Prefix(), value))
	case EqualTextFold, Boolean:
		return TruthOf(strings.EqualFold(o.matcher.Prefix(), value))
	default:
		return TruthOf(o.matcher.Match(value))
	}
}

// matchParts matches an ARN part by part.
func matchParts(parts []glob.Matcher, arn string) bool {
	for i := range parts {
		one := arn
		if i < len(parts)-1 {
			at := strings.IndexByte(arn, ':')
			if at < 0 {
				return false
			}
			one, arn = arn[:at], arn[at+1:]
		}
		if !parts[i].Match(one) {
			return false
		}
	}
	return true
}

// likeFilled matches a text whose variables have been replaced.
func (o *operand) likeFilled(q *Query, family Family, value string) Truth {
	if family == EqualText || family == LikeText {
		return o.Filled.matches(q, value)
	}
	var few [200]rune
	filled, known := o.Filled.fill(q, few[:0])
	switch {
	case known == No:
		return No
	case known == Maybe && family == LikeARN:
		return min(Maybe, TruthOf(filled.Match(value)))
	case known == Maybe:
		return Maybe
	case family == LikeARN:
		return TruthOf(patternMatchesARN(filled, value))
	default:
		return TruthOf(patternEqualFold(filled, value))
	}
}

// matchARN matches part by part. The value of a variable may be a whole ARN.
func patternMatchesARN(p glob.Pattern, arn string) bool {
	for range glob.ARNParts - 1 {
		end, at := slices.Index(p, ':'), strings.IndexByte(arn, ':')
		if end < 0 || at < 0 || !p[:end].Match(arn[:at]) {
			return false
		}
		p, arn = p[end+1:], arn[at+1:]
	}
	return p.Match(arn)
}

// equalFold is strings.EqualFold for a pattern without wildcards.
func patternEqualFold(p glob.Pattern, text string) bool {
	var few [200]byte
	buf := few[:0]
	for _, r := range p {
		buf = utf8.AppendRune(buf, r)
	}
	return bytes.EqualFold(buf, []byte(text))
}
