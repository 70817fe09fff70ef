package eval

import (
	"encoding/base64"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/emriam/emriam/iam/glob"
)

// operand is one value of a condition, parsed for its operator. A value that the operator
// cannot read matches nothing.
type operand struct {
	unreadable bool
	text       string   // if it has no variables; decoded if it is binary
	Filled     template // if it has variables
	number     decimal
	instant    time.Time
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
		o.text, ok = decodeBinary(text)
	case Null:
		o.flag, ok = parseBool(text)
	default:
		return c.textOperand(op.Family, text)
	}
	o.unreadable = !ok
	return o
}

// textOperand parses a value of an operator that accepts variables. AWS's page on
// operators includes Bool, its page on variables does not. A pattern of ARNs must have
// all parts.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
func (c *Compiler) textOperand(family Family, text string) operand {
	if c.Variables && strings.Contains(text, "${") {
		return operand{Filled: c.template(text, family == LikeText || family == LikeARN)}
	}
	return operand{text: text, unreadable: family == LikeARN && strings.Count(text, ":") < glob.ARNParts-1}
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

func parseAddress(text string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(text)
	return addr, err == nil && addr.Zone() == ""
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

func (o *operand) likeText(q *Query, family Family, value string) Truth {
	if o.Filled.parts != nil {
		return o.likeFilled(q, family, value)
	}
	switch family {
	case LikeARN:
		return TruthOf(!o.unreadable && matchesARN(o.text, value))
	case Binary:
		decoded, ok := decodeBinary(value)
		return TruthOf(!o.unreadable && ok && decoded == o.text)
	case EqualTextFold, Boolean:
		return TruthOf(strings.EqualFold(o.text, value))
	case LikeText:
		return TruthOf(glob.Match(o.text, value))
	default:
		return TruthOf(o.text == value)
	}
}

// matchesARN matches an ARN part by part.
func matchesARN(pattern, arn string) bool {
	patterns, parts := strings.SplitN(pattern, ":", glob.ARNParts), strings.SplitN(arn, ":", glob.ARNParts)
	return slices.EqualFunc(patterns, parts, glob.Match)
}

// likeFilled matches a text whose variables have been replaced.
func (o *operand) likeFilled(q *Query, family Family, value string) Truth {
	if family == EqualText || family == LikeText {
		return o.Filled.matches(q, value)
	}
	filled, known := o.Filled.fill(q)
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
		return TruthOf(strings.EqualFold(string(filled), value))
	}
}

// patternMatchesARN is matchesARN after variables were replaced: the value of a variable may be a whole ARN.
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
