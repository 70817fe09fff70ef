package naive

import (
	"encoding/base64"
	"math/big"
	"net/netip"
	"strings"
	"time"

	"github.com/emriam/emriam/iam"
)

// condition is the pages reference_policies_elements_condition_operators and
// reference_policies_condition-single-vs-multi-valued-context-keys.
func (n naive) condition(c *iam.Condition, variables bool) int {
	name, all := strings.CutPrefix(c.Operator, "ForAllValues:")
	name, some := strings.CutPrefix(name, "ForAnyValue:")
	name, ifExists := strings.CutSuffix(name, "IfExists")
	negated := strings.Contains(name, "Not")
	values, exists := n.find(c.Key)
	switch {
	case name == "Null":
		out := no
		for _, v := range c.Values {
			if strings.EqualFold(v, "true") {
				out = max(out, not(exists))
			} else if strings.EqualFold(v, "false") {
				out = max(out, exists)
			}
		}
		return out
	case exists == open:
		return open
	case exists == no:
		return known(ifExists || all || negated && !some)
	case len(values) == 1 && values[0] == "" && (all || some): // an empty data set
		return known(all)
	case len(values) > 1 && !all && !some: // which needs a set operator
		return no
	}
	every, one := yes, no
	for _, v := range values {
		t := n.matchesAny(c, strings.Replace(name, "Not", "", 1), v, negated, variables)
		every, one = min(every, t), max(one, t)
	}
	if all {
		return every
	}
	return one
}

// matchesAny holds one value of the request against those of the policy: any of
// them, or with a negated operator none. What cannot be read as the operator
// wants it matches nothing, and does not fail to match either: AWS's pages do
// not say this, policy simulators do it.
func (n naive) matchesAny(c *iam.Condition, name, value string, negated, variables bool) int {
	out, readable := no, true
	for _, v := range c.Values {
		t, ok := n.matches(name, v, value, variables)
		out, readable = max(out, t), readable && ok
	}
	switch {
	case !negated:
		return out
	case !readable:
		return no
	default:
		return not(out)
	}
}

// matches compares one value of a policy with one of a request.
func (n naive) matches(name, policy, value string, variables bool) (out int, readable bool) {
	switch name {
	case "StringEquals":
		return n.text(policy, value, false, variables), true
	case "StringLike":
		return n.text(policy, value, true, variables), true
	case "StringEqualsIgnoreCase", "Bool":
		text, t := n.fill(policy, false, variables)
		if t == yes {
			t = known(strings.EqualFold(plain(text), value))
		}
		return t, true
	case "ArnEquals", "ArnLike":
		return n.arn(policy, value, variables)
	case "BinaryEquals":
		a, errA := base64.StdEncoding.DecodeString(policy)
		b, errB := base64.StdEncoding.DecodeString(value)
		return known(errA == nil && errB == nil && string(a) == string(b)), true
	case "IpAddress":
		network, errA := netip.ParsePrefix(policy)
		if !strings.Contains(policy, "/") {
			var a netip.Addr
			a, errA = netip.ParseAddr(policy)
			network = netip.PrefixFrom(a, a.BitLen())
		}
		b, errB := netip.ParseAddr(value)
		return known(errA == nil && errB == nil && network.Contains(b)), errA == nil && errB == nil
	}
	if relation, ok := strings.CutPrefix(name, "Numeric"); ok {
		a, okA := new(big.Rat).SetString(policy)
		b, okB := new(big.Rat).SetString(value)
		return known(okA && okB && related(relation, func() int { return b.Cmp(a) })), okA && okB
	}
	if relation, ok := strings.CutPrefix(name, "Date"); ok {
		a, okA := moment(policy)
		b, okB := moment(value)
		return known(okA && okB && related(relation, func() int { return b.Compare(a) })), okA && okB
	}
	panic("no operator " + name)
}

func related(relation string, compare func() int) bool {
	c := compare()
	return c < 0 && strings.HasPrefix(relation, "LessThan") || c > 0 && strings.HasPrefix(relation, "GreaterThan") ||
		c == 0 && strings.HasSuffix(relation, "Equals")
}

// moment reads the forms of https://www.w3.org/TR/NOTE-datetime, and seconds
// since 1970 but for those that are a year.
func moment(text string) (time.Time, bool) {
	for _, form := range []string{"2006", "2006-01", "2006-01-02", "2006-01-02T15:04Z07:00", time.RFC3339Nano} {
		if t, err := time.Parse(form, text); err == nil {
			return t, true
		}
	}
	seconds, ok := new(big.Rat).SetString(text)
	if !ok {
		return time.Time{}, false
	}
	nanos := new(big.Rat).Mul(seconds, big.NewRat(1e9, 1))
	return time.Unix(0, new(big.Int).Quo(nanos.Num(), nanos.Denom()).Int64()), true
}

// find looks a key up, in any letter case.
func (n naive) find(key string) ([]string, int) {
	for k, values := range n.Context.Values {
		if strings.EqualFold(k, key) {
			return values, known(len(values) > 0)
		}
	}
	for _, k := range n.Context.Absent {
		if strings.EqualFold(k, key) {
			return nil, no
		}
	}
	if n.Context.Complete {
		return nil, no
	}
	return nil, open
}
