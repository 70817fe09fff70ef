package grammar

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/eval"
)

// private are the ranges of addresses that no request to AWS comes from, except
// through a VPC endpoint, which sets another key.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"), netip.MustParsePrefix("::1/128"),
}

// addresses checks the addresses and ranges of conditions.
func addresses(c *core.Checker, st *core.Statement, cond core.Condition) {
	if cond.Op.Operand != core.Cidrs {
		return
	}
	var secluded []core.Text
	for _, v := range cond.Texts {
		p, ok := eval.ParseNetwork(v.Literal)
		if !ok {
			continue // another rule's
		}
		if p != p.Masked() {
			c.Add(st.In.Subject, v.At, "ip-range", "write "+p.Masked().String(), "%s compares with %q, whose bits after the first %d have no effect", core.Where(cond, st), v.Literal, p.Bits())
		}
		if isPrivate(p) {
			secluded = append(secluded, v)
		}
	}
	if strings.EqualFold(cond.Key, "aws:SourceIp") {
		privateAddresses(c, st, cond, secluded)
	}
}

// privateAddresses finds private addresses where only public ones can be.
func privateAddresses(c *core.Checker, st *core.Statement, cond core.Condition, secluded []core.Text) {
	const help = "use aws:VpcSourceIp for addresses in a VPC, with aws:SourceVpc"
	if len(secluded) == 0 {
		return
	}
	if len(secluded) < len(cond.Texts) || len(cond.Texts) < len(cond.Values) {
		for _, v := range secluded {
			c.Add(st.In.Subject, v.At, "some-private-ip", help, "%s compares with the private address %s, which aws:SourceIp never has", core.Where(cond, st), v.Literal)
		}
		return
	}
	holds := "never"
	if cond.Op.Negated() {
		holds = "always"
	}
	c.Add(st.In.Subject, cond.At, "private-ip", help, "%s compares only with private addresses, which aws:SourceIp never has: it %s holds", core.Where(cond, st), holds)
}

// isPrivate reports whether all addresses of a range are private.
func isPrivate(p netip.Prefix) bool {
	return slices.ContainsFunc(private, func(q netip.Prefix) bool { return q.Bits() <= p.Bits() && q.Contains(p.Addr()) })
}
