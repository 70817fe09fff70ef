package iam_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
)

// `make fuzz` asks for more of both.
var (
	naiveRequests = flag.Int("requests", 400_000, "how many requests the naive evaluator is asked")
	naiveSeed     = flag.Uint64("seed", 1, "of what the naive evaluator is asked")
)

// What the naive and the real evaluator are asked about: few words, so that
// they meet.
var (
	naiveActions   = []string{"s3:GetObject", "s3:PutObject", "s3:GetObject", "sqs:SendMessage", "S3:getobject"}
	naiveNamed     = []string{"*", "*", "s3:GetObject", "s3:Get*", "*", "s3:?etObject", "s3:*", "*:*Object", "sqs:*", "s*:GetObject", "s3:PutObject*", "S3:PUT*t"}
	naiveResources = []string{
		"arn:aws:s3:::b", "arn:aws:s3:::b/a", "arn:aws:s3:::b/bob/a", "arn:aws:s3:::bob/x*", "arn:aws:sqs:us-east-1:111122223333:q",
		"arn:aws:sqs:us-east-1:111122223333:q:a", "*", "arn:aws:sqs:us-east-1:x:111122223333:q", "arn:aws:sqs:us-east-1:1:3:bob", "b", "arn:aws-cn:s3:::b/é",
	}
	naivePatterns = []string{
		"*", "*", "*", "*", "arn:aws:s3:::*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::b?*", "arn:*:s3:::b/?", "arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::b/${aws:username, 'a'}",
		"arn:aws:s3:::b/${t:a}/?", "arn:aws:s3:::bob/x${*}", "arn:aws:s3*", "arn:aws:sqs:us-*-1:*:q", "arn:aws:sqs:us-*:111122223333:q", "arn:aws:sqs:*:*:q*",
		"arn:aws:sqs:*:1111222?3333:*", "arn:aws:s*:*:*:b/${t:a}*", "arn:aws:${t:a}:::b", "arn:aws:sqs:*:${t:a}:*", "arn:aws:sqs:us-*-1:1*3:${t:a, 'bob'}", "arn:aws:*", "arn:*:s?:*:*:*${?}", "*b",
	}
	naivePrincipals = []iam.Principal{
		{Type: "*"},
		{Type: "AWS", Values: []string{"*"}},
		{Type: "AWS", Values: []string{"111122223333"}},
		{Type: "AWS", Values: []string{"arn:aws:iam::111122223333:root", "arn:aws:iam::999999999999:user/bob"}},
		{Type: "AWS", Values: []string{"arn:aws:iam::111122223333:user/bob"}},
		{Type: "AWS", Values: []string{"arn:aws:iam::111122223333:role/path/r"}},
		{Type: "AWS", Values: []string{"arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws-cn:iam::111122223333:role/r"}},
		{Type: "Service", Values: []string{"ec2.amazonaws.com", "example.org"}},
		{Type: "Federated", Values: []string{"example.org", "arn:aws:iam::111122223333:saml-provider/p"}},
		{Type: "CanonicalUser", Values: []string{"79a59df900b949e5"}},
	}
	naiveCallers = []string{
		"", "*", "111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/bob", "arn:aws:iam::999999999999:user/bob",
		"arn:aws:iam::111122223333:role/path/r", "arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws:sts::111122223333:assumed-role/r/t", "arn:aws:sts::999999999999:assumed-role/r/s",
		"ec2.amazonaws.com", "Service:example.org", "Federated:example.org", "example.org", "arn:aws:iam::111122223333:saml-provider/p", "79a59df900b949e5", "AWS:arn:aws:iam::111122223333:user/bob",
	}
)

// naiveKey is a key with the operators that go with it, what policies compare
// it with, and what requests give it.
type naiveKey struct {
	names     []string
	operators []string
	values    []string
	given     []string
}

var naiveKeys = []naiveKey{
	{
		[]string{"aws:username", "AWS:Username", "t:a"},
		[]string{"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"},
		[]string{"bob", "Bob", "b*", "?o*", "*", "${aws:username}", "${t:a, 'bob'}", "b${t:a}", "*${t:a}b", "${*}", "b${*}?", "", "é?", "${", "${t:a"},
		[]string{"bob", "BOB", "b", "bb", "*", "b*a", "éa", "", "o", "a"},
	},
	{
		[]string{"n:number"},
		[]string{"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"},
		[]string{"10", "10.0", "1e1", "-3", "9.99", "0", "010", "ten", "1e", "1e-", "+10", "-0", "0.999e1", "1e00001", "1-", "99e-1", "10.00001"},
		[]string{"10", "9.99", "10.01", "-3.0", "-4", "0", "1e1", "x", "", "1e", "-10", "0.0", "1000e-2", "1e", "1e+1", "100", "9.9"},
	},
	{
		[]string{"d:date"},
		[]string{"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"},
		[]string{"2024-01-01T00:00:00Z", "2024", "2024-01", "1704067200", "2023-12-31T23:00:00-01:00", "2024-02-30", "2024-01-01T00:00Z", "-1", "-0.5", "1704067200.5", "2024-01-01T01:30+01:30", "2024-13", "2024-01-01T00:00"},
		[]string{
			"2024-01-01T00:00:00Z", "2024-01-01T00:00:00.5Z", "1704067199", "1704067200", "2024-01-02", "2023-12-31T23:59:59Z", "soon",
			"1969-12-31T23:59:59Z", "1969-12-31T23:59:59.5Z", "1970-01-01", "1704067200.25", "2024-01-01T00:00:00.123456789123Z", "2024-02-29", "2023-02-29", "2024-00-01",
			"2024-01-01T24:00:00Z", "2024-01-01T00:60Z", "2024-01-01T00:00:60Z", "2023-12-31T22:30-01:30", "2024-01-01T00:00:00.Z", "2024-1", "2024-01-01T00", "2024-01-01T00:00:00+25:00",
		},
	},
	{[]string{"b:flag"}, []string{"Bool"}, []string{"true", "false", "True", "${b:flag}"}, []string{"true", "false", "FALSE"}},
	{[]string{"x:blob"}, []string{"BinaryEquals"}, []string{"QUI=", "QUJD", ""}, []string{"QUI=", "QUE=", ""}},
	{
		[]string{"aws:SourceIp"},
		[]string{"IpAddress", "NotIpAddress"},
		[]string{"203.0.113.0/24", "203.0.113.7", "2001:db8::/32", "0.0.0.0/0", "203.0.113.0/30", "::/0", "nowhere", "203.0.113.0/33", "::1"},
		[]string{"203.0.113.7", "203.0.113.3", "203.0.114.0", "2001:db8::1", "2001:db9::1", "somewhere", "::1", "1", "203.0.113", "2001:db8:0:0:0:0:255.255.255.255"},
	},
	{
		[]string{"aws:SourceArn"},
		[]string{"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"},
		[]string{
			"arn:aws:s3:::b", "arn:aws:s3:::b*", "arn:*:sqs:*:1111*:q", "arn:aws:s3:::${t:a}", "arn:aws:sqs:us-*:*:q", "${aws:SourceArn}", "arn:aws:s3", "arn:*:*:*:*:?",
			"arn:aws:${t:a}:*:*:*", "arn:aws:sqs:us-east-1:111122223333:q:*",
		},
		[]string{"arn:aws:s3:::b", "arn:aws:s3:::bc:d", "arn:aws:sqs:us-east-1:111122223333:q", "arn:aws:s3:::bob", "arn:aws:sqs:us-east-1:111122223333:q:a", "b", "arn:aws:bob:::b"},
	},
}

type naiveRandom struct{ *rand.Rand }

func (r naiveRandom) statement(kind iam.PolicyKind) iam.Statement {
	st := iam.Statement{Effect: "Allow", NotActions: r.IntN(8) == 0}
	if r.IntN(3) == 0 {
		st.Effect = "Deny"
	}
	for range 1 + r.IntN(3) {
		st.Actions = append(st.Actions, oneOf(r.Rand, naiveNamed))
	}
	if kind != iam.TrustPolicy || r.IntN(4) == 0 {
		st.NotResources = r.IntN(8) == 0
		for range 1 + r.IntN(2) {
			st.Resources = append(st.Resources, oneOf(r.Rand, naivePatterns))
		}
	}
	if kind == iam.ResourcePolicy || kind == iam.TrustPolicy {
		st.NotPrincipals = r.IntN(6) == 0
		for range 1 + r.IntN(2) {
			st.Principals = append(st.Principals, oneOf(r.Rand, naivePrincipals))
		}
	}
	for range r.IntN(3) {
		st.Conditions = append(st.Conditions, r.condition())
	}
	return st
}

func (r naiveRandom) condition() iam.Condition {
	k := oneOf(r.Rand, naiveKeys)
	c := iam.Condition{Operator: oneOf(r.Rand, k.operators), Key: oneOf(r.Rand, k.names)}
	if r.IntN(8) == 0 {
		c.Operator = "Null"
		c.Values = []string{oneOf(r.Rand, []string{"true", "false", "TRUE"})}
		return c
	}
	for range 1 + r.IntN(2) {
		c.Values = append(c.Values, oneOf(r.Rand, k.values))
	}
	c.Operator = oneOf(r.Rand, []string{"", "", "", "ForAllValues:", "ForAnyValue:"}) + c.Operator + oneOf(r.Rand, []string{"", "", "IfExists"})
	return c
}

func (r naiveRandom) document(kind iam.PolicyKind) *iam.Document {
	d := &iam.Document{Version: "2012-10-17"}
	if r.IntN(16) == 0 {
		d.Version = "2008-10-17"
	}
	for range 1 + r.IntN(3) {
		d.Statements = append(d.Statements, r.statement(kind))
	}
	return d
}

// policies is of one of the shapes that iam.Policies speaks of.
func (r naiveRandom) policies() (p iam.Policies) {
	shape := r.IntN(6)
	if shape < 4 {
		p.Identity = []*iam.Document{}
		for range r.IntN(3) {
			p.Identity = append(p.Identity, r.document(iam.IdentityPolicy))
		}
		if r.IntN(2) == 0 {
			p.Boundary = r.document(iam.BoundaryPolicy)
		}
	}
	switch shape {
	case 2, 4:
		p.Resource = r.document(iam.ResourcePolicy)
	case 3, 5:
		p.Trust = r.document(iam.TrustPolicy)
	}
	return p
}

// request is one of which all is known, or most, or little.
func (r naiveRandom) request() *iam.Request {
	out := &iam.Request{
		Principal: oneOf(r.Rand, naiveCallers), Action: oneOf(r.Rand, naiveActions), Resource: oneOf(r.Rand, naiveResources),
		Context: iam.Context{Values: map[string][]string{}, Complete: r.IntN(3) == 0},
	}
	for _, k := range naiveKeys {
		for i, name := range k.names {
			switch n := r.IntN(8); {
			case i == 1: // the same key in other letters
			case n < 4:
				out.Context.Values[name] = []string{oneOf(r.Rand, k.given)}
			case n == 4:
				out.Context.Values[name] = []string{oneOf(r.Rand, k.given), oneOf(r.Rand, k.given)}
			case n == 5:
				out.Context.Absent = append(out.Context.Absent, strings.ToUpper(name))
			case n == 6 && r.IntN(4) == 0:
				out.Context.Values[name] = nil
			}
		}
	}
	return out
}

// fewer is how many are enough for -short, of which mutants are killed.
func fewer(n int) int {
	if testing.Short() {
		return n / 6
	}
	return n
}

// The two evaluators agree on every request, in all three values.
func TestNaive(t *testing.T) {
	t.Parallel()
	const shards, asked = 4, 64
	requests := fewer(*naiveRequests)
	for shard := range uint64(shards) {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			r := naiveRandom{rand.New(rand.NewPCG(*naiveSeed, shard))}
			counts := map[iam.Effect]int{}
			for range requests / shards / asked {
				p := r.policies()
				e, err := iam.Compile(p)
				if err != nil {
					t.Fatal(err)
				}
				for range asked {
					q := r.request()
					want := naiveEffect(p, q)
					counts[want]++
					if got := e.Evaluate(q).Effect; got != want {
						p, q = smallest(p, q)
						t.Fatalf("%v, but by the naive evaluator %v: %s", evaluated(t, p, q), naiveEffect(p, q), shown(p, q))
					}
				}
			}
			t.Log(counts)
			for _, effect := range []iam.Effect{iam.Allowed, iam.ImplicitDeny, iam.ExplicitDeny, iam.Unknown} {
				if counts[effect] < requests/shards/50 {
					t.Errorf("only %d are %v", counts[effect], effect)
				}
			}
		})
	}
}

func evaluated(t testing.TB, p iam.Policies, q *iam.Request) iam.Effect {
	t.Helper()
	e, err := iam.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return e.Evaluate(q).Effect
}

func shown(p iam.Policies, q *iam.Request) string {
	out := fmt.Sprintf("%+v", *q)
	for _, d := range p.Identity {
		out += fmt.Sprintf("\nidentity %+v", *d)
	}
	for i, d := range []*iam.Document{p.Boundary, p.Resource, p.Trust} {
		if d != nil {
			out += fmt.Sprintf("\n%s %+v", iam.BoundaryPolicy+iam.PolicyKind(i), *d)
		}
	}
	return out
}

// smallest leaves out of a disagreement what does not matter for it.
func smallest(p iam.Policies, q *iam.Request) (iam.Policies, *iam.Request) {
	differs := func(p iam.Policies, q *iam.Request) bool {
		e, err := iam.Compile(p)
		return err == nil && e.Evaluate(q).Effect != naiveEffect(p, q)
	}
	for {
		less, asked, found := p, q, false
		for _, c := range smaller(p) {
			if found = differs(c, q); found {
				less = c
				break
			}
		}
		for key := range q.Context.Values {
			one := *q
			one.Context.Values = map[string][]string{}
			for k, v := range q.Context.Values {
				if k != key {
					one.Context.Values[k] = v
				}
			}
			if !found && differs(p, &one) {
				asked, found = &one, true
			}
		}
		if !found {
			return p, q
		}
		p, q = less, asked
	}
}

// smaller are policies with one thing less each.
func smaller(p iam.Policies) (out []iam.Policies) {
	each := func(d *iam.Document, put func(*iam.Policies, *iam.Document)) {
		if d == nil {
			return
		}
		add := func(sts []iam.Statement) {
			less := p
			put(&less, &iam.Document{Version: d.Version, Statements: sts})
			out = append(out, less)
		}
		for i, st := range d.Statements {
			with := func(st iam.Statement) {
				sts := slices.Clone(d.Statements)
				sts[i] = st
				add(sts)
			}
			add(slices.Delete(slices.Clone(d.Statements), i, i+1))
			for j, c := range st.Conditions {
				less := st
				less.Conditions = slices.Delete(slices.Clone(st.Conditions), j, j+1)
				with(less)
				if len(c.Values) > 1 {
					for k := range c.Values {
						less.Conditions = slices.Clone(st.Conditions)
						less.Conditions[j].Values = slices.Delete(slices.Clone(c.Values), k, k+1)
						with(less)
					}
				}
			}
			for _, list := range []func(*iam.Statement) *[]string{
				func(st *iam.Statement) *[]string { return &st.Actions }, func(st *iam.Statement) *[]string { return &st.Resources },
			} {
				if values := *list(&st); len(values) > 1 {
					for k := range values {
						less := st
						*list(&less) = slices.Delete(slices.Clone(values), k, k+1)
						with(less)
					}
				}
			}
		}
	}
	for i, d := range p.Identity {
		each(d, func(p *iam.Policies, d *iam.Document) {
			p.Identity = slices.Clone(p.Identity)
			p.Identity[i] = d
		})
	}
	each(p.Boundary, func(p *iam.Policies, d *iam.Document) { p.Boundary = d })
	each(p.Resource, func(p *iam.Policies, d *iam.Document) { p.Resource = d })
	each(p.Trust, func(p *iam.Policies, d *iam.Document) { p.Trust = d })
	return out
}
