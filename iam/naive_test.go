package iam_test

import (
	"encoding/base64"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emriam/emriam/iam"
)

// This file is an evaluator of its own, written from AWS's documentation and
// nothing else: it shares no code with the real one, compiles nothing, and asks
// every statement of every document about every request. It is the truth that
// the real one, and Compare, are held against. Page names are those of the IAM
// user guide.

// open is what is not known, in Kleene's logic between no and yes.
const (
	no = iota
	open
	yes
)

func not(t int) int { return yes - t }

func known(b bool) int {
	if b {
		return yes
	}
	return no
}

// naiveEffect decides on a request: policy-eval-denyallow.
func naiveEffect(p iam.Policies, r *iam.Request) iam.Effect {
	n := naive{r, p.Boundary != nil}
	identity, boundary := no, no
	deny := no
	for _, d := range p.Identity {
		deny = max(deny, n.any("Deny", d)[itself])
		identity = max(identity, n.any("Allow", d)[itself])
	}
	for _, d := range []*iam.Document{p.Boundary, p.Resource, p.Trust} {
		for _, t := range n.any("Deny", d) {
			deny = max(deny, t)
		}
	}
	if boundary = yes; p.Boundary != nil {
		boundary = n.any("Allow", p.Boundary)[itself]
	}
	allow := n.allowed(p, identity, boundary)
	switch {
	case deny == yes:
		return iam.ExplicitDeny
	case allow == no:
		return iam.ImplicitDeny
	case deny == no && allow == yes:
		return iam.Allowed
	default:
		return iam.Unknown
	}
}

// allowed leaves denials aside. A policy of a resource that names the caller
// itself is enough; one that names the role of a session is limited by the
// boundary; one that names the account leaves it to the policies of the
// identity, which must have a say about roles and KMS keys only if theirs does:
// policy-eval-denyallow, "Resource-based policies".
func (n naive) allowed(p iam.Policies, identity, boundary int) int {
	own := min(identity, boundary)
	if p.Resource == nil && p.Trust == nil {
		return own
	}
	by := n.any("Allow", p.Resource)
	for how, t := range n.any("Allow", p.Trust) {
		by[how] = max(by[how], t)
	}
	switch {
	case p.Identity == nil && p.Boundary == nil: // it is asked alone
		return max(by[itself], by[byRole], by[byAccount])
	case p.Trust != nil:
		return max(by[itself], min(by[byRole], boundary), min(by[byAccount], own))
	default:
		return max(by[itself], min(by[byRole], boundary), own)
	}
}

// How a statement names the caller.
const (
	nobody = iota
	byAccount
	byRole
	itself
)

type naive struct {
	*iam.Request
	bounded bool
}

// any tells, for each way of naming the caller, whether a statement of a
// document is about the request.
func (n naive) any(effect string, d *iam.Document) (out [itself + 1]int) {
	if d == nil {
		return out
	}
	variables := d.Version == "2012-10-17"
	for i := range d.Statements {
		if st := &d.Statements[i]; st.Effect == effect {
			how, t := n.names(st)
			if t != no {
				t = min(t, n.about(st, variables))
			}
			out[how] = max(out[how], t)
		}
	}
	return out
}

func (n naive) about(st *iam.Statement, variables bool) int {
	action := no
	for _, a := range st.Actions {
		action = max(action, known(wildcards(literally(strings.ToLower(a), true), strings.ToLower(n.Action))))
	}
	if st.NotActions {
		action = not(action)
	}
	if action == no {
		return no
	}
	resource := no
	for _, r := range st.Resources {
		resource = max(resource, n.resource(r, variables))
	}
	if st.NotResources {
		resource = not(resource)
	}
	if st.Resources == nil { // of a trust policy
		resource = yes
	}
	out := resource
	for i := 0; i < len(st.Conditions) && out != no; i++ {
		out = min(out, n.condition(&st.Conditions[i], variables))
	}
	return out
}

// names is the page reference_policies_elements_principal. Who is not known is
// everyone's guess, and whom NotPrincipal lists it does not mean: an account
// stands for its root user there, and nobody who has a boundary is excepted from
// a Deny, by reference_policies_elements_notprincipal.
func (n naive) names(st *iam.Statement) (how, t int) {
	if st.Principals == nil {
		return itself, yes
	}
	for _, p := range st.Principals {
		if p.Type == "*" {
			how = itself
		}
		for _, v := range p.Values {
			how = max(how, n.named(p.Type, v))
		}
	}
	_, _, isAWS := splitCaller(n.Principal)
	switch {
	case n.Principal == "" && how == nobody:
		return itself, open
	case !st.NotPrincipals:
		return how, known(how != nobody)
	case st.Effect == "Deny" && n.bounded && isAWS:
		return itself, yes
	default:
		return itself, known(how < byRole)
	}
}

// splitCaller takes apart who asks, as iam.Request describes it.
func splitCaller(text string) (typ, name string, isAWS bool) {
	for _, t := range []string{"AWS", "Service", "Federated", "CanonicalUser"} {
		if rest, ok := strings.CutPrefix(text, t+":"); ok && rest != "" {
			return t, rest, t == "AWS"
		}
	}
	switch {
	case strings.Contains(text, "-provider/"):
		return "Federated", text, false
	case strings.HasPrefix(text, "arn:") || isAccount(text):
		return "AWS", text, true
	default:
		return "", text, false
	}
}

func isAccount(text string) bool { return len(text) == 12 && strings.Trim(text, "0123456789") == "" }

func (n naive) named(typ, value string) int {
	callerType, caller, isAWS := splitCaller(n.Principal)
	if typ == "AWS" && value == "*" {
		return itself
	}
	if typ != "AWS" || !isAWS {
		return itself * known(value == caller && (typ == callerType || callerType == "" && typ != "AWS")) / yes
	}
	if isAccount(value) {
		value = "arn:*:iam::" + value + ":root"
	}
	if isAccount(caller) {
		caller = "arn:*:iam::" + caller + ":root"
	}
	p, c := strings.SplitN(value, ":", 6), strings.SplitN(caller, ":", 6)
	if len(p) < 6 || len(c) < 6 || p[4] != c[4] || p[1] != c[1] && p[1] != "*" && c[1] != "*" {
		return nobody
	}
	role, isRole := strings.CutPrefix(p[5], "role/")
	switch session := strings.Split(c[5], "/"); {
	case p[5] == "root" && c[5] == "root":
		return itself
	case p[5] == "root":
		return byAccount
	case isRole && c[5] == p[5] && c[2] == p[2]: // one of its sessions asks
		return byRole
	case isRole && session[0] == "assumed-role" && len(session) > 1 && session[1] == role[strings.LastIndex(role, "/")+1:]:
		return byRole
	default:
		return itself * known(value == caller) / yes
	}
}

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

// symbol is a character of a pattern, or what stands for some.
type symbol struct {
	r    rune
	kind int
}

// unknownText is the character of a symbol for the text of a key that is not
// known.
const unknownText = -1

const (
	character = iota
	oneAny
	manyAny
	oneInPart
	manyInPart
)

func literally(text string, wild bool) []symbol {
	out := make([]symbol, 0, len(text))
	for _, r := range text {
		kind := character
		if wild && r == '*' {
			kind = manyAny
		} else if wild && r == '?' {
			kind = oneAny
		}
		out = append(out, symbol{r, kind})
	}
	return out
}

func plain(p []symbol) string {
	var out strings.Builder
	for _, s := range p {
		out.WriteRune(s.r)
	}
	return out.String()
}

// wildcards matches a pattern with a text, by trying everything.
func wildcards(p []symbol, text string) bool {
	if len(p) == 0 {
		return text == ""
	}
	if p[0].kind == manyAny || p[0].kind == manyInPart {
		if wildcards(p[1:], text) {
			return true
		}
		if text == "" || p[0].kind == manyInPart && text[0] == ':' {
			return false
		}
		_, size := utf8.DecodeRuneInString(text)
		return wildcards(p, text[size:])
	}
	if text == "" {
		return false
	}
	r, size := utf8.DecodeRuneInString(text)
	if p[0].kind == character && p[0].r != r || p[0].kind == oneInPart && r == ':' {
		return false
	}
	return wildcards(p[1:], text[size:])
}

// fill puts values in place of variables: reference_policies_variables. Values
// and ${*}, ${?}, ${$} are characters, whatever they are. Without a value, or
// with several, there is the default, or else nothing is like the text. What is
// not known may be anything.
func (n naive) fill(text string, wild, variables bool) (out []symbol, t int) {
	t = yes
	for {
		before, rest, ok := strings.Cut(text, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed || !variables {
			return append(out, literally(text, wild)...), t
		}
		out, text = append(out, literally(before, wild)...), after
		if name == "*" || name == "?" || name == "$" {
			out = append(out, literally(name, false)...)
			continue
		}
		key, fallback, hasFallback := strings.Cut(name, ", '")
		values, exists := n.find(key)
		switch {
		case exists == open:
			out, t = append(out, symbol{unknownText, manyAny}), min(t, open)
		case exists == yes && len(values) == 1 && values[0] != "":
			out = append(out, literally(values[0], false)...)
		case hasFallback:
			out = append(out, literally(strings.TrimSuffix(fallback, "'"), false)...)
		default:
			return nil, no
		}
	}
}

// text is StringLike, or StringEquals if not wild.
func (n naive) text(policy, value string, wild, variables bool) int {
	p, t := n.fill(policy, wild, variables)
	return min(t, known(t != no && wildcards(p, value)))
}

// arn compares the six parts of an ARN, each on its own.
func (n naive) arn(policy, value string, variables bool) (out int, readable bool) {
	parts := strings.SplitN(value, ":", 6)
	p, t := n.fill(policy, true, variables)
	readable = len(parts) == 6
	if !variables || !strings.Contains(policy, "${") {
		readable = readable && strings.Count(policy, ":") >= 5
	}
	switch {
	case !readable || t == no:
		return no, readable
	case t == open:
		return min(t, known(wildcards(p, value))), true
	}
	for i, part := range parts {
		end := len(p)
		if i < 5 {
			if end = slices.Index(p, symbol{':', character}); end < 0 {
				return no, true
			}
		}
		if !wildcards(p[:end], part) {
			return no, true
		}
		p = p[min(end+1, len(p)):]
	}
	return yes, true
}

// resource is reference_policies_elements_resource: wildcards keep to their
// part of an ARN, but for a * that ends it. Parts that are left out are *.
func (n naive) resource(policy string, variables bool) int {
	if policy == "*" {
		return yes
	}
	parts := arnParts(policy, variables)
	out, t := []symbol(nil), yes
	for i := range 6 {
		if i > 0 {
			out = append(out, symbol{':', character})
		}
		if i >= len(parts) {
			out = append(out, symbol{'*', manyAny})
			continue
		}
		p, filled := n.fill(parts[i], true, variables)
		if t = min(t, filled); t == no {
			return no
		}
		for j := range p {
			if last := j == len(p)-1 && strings.HasSuffix(parts[i], "*"); i < 5 && !last && p[j].r != unknownText {
				p[j].kind = [...]int{character, oneInPart, manyInPart}[p[j].kind]
			}
		}
		out = append(out, p...)
	}
	return min(t, known(wildcards(out, n.Resource)))
}

// arnParts cuts at the first five colons that are not in a variable.
func arnParts(text string, variables bool) (out []string) {
	start := 0
	for i := 0; i < len(text) && len(out) < 5; i++ {
		if end := strings.IndexByte(text[i:], '}'); variables && strings.HasPrefix(text[i:], "${") && end > 0 {
			i += end
		} else if text[i] == ':' {
			out, start = append(out, text[start:i]), i+1
		}
	}
	return append(out, text[start:])
}
