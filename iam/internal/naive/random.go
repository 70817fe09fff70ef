package naive

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// What the naive and the real evaluator are asked about: few words, so that
// they meet.
var (
	actions   = []string{"s3:GetObject", "s3:PutObject", "s3:GetObject", "sqs:SendMessage", "S3:getobject"}
	named     = []string{"*", "*", "s3:GetObject", "s3:Get*", "*", "s3:?etObject", "s3:*", "*:*Object", "sqs:*", "s*:GetObject", "s3:PutObject*", "S3:PUT*t"}
	resources = []string{
		"arn:aws:s3:::b", "arn:aws:s3:::b/a", "arn:aws:s3:::b/bob/a", "arn:aws:s3:::bob/x*", "arn:aws:sqs:us-east-1:111122223333:q",
		"arn:aws:sqs:us-east-1:111122223333:q:a", "*", "arn:aws:sqs:us-east-1:x:111122223333:q", "arn:aws:sqs:us-east-1:1:3:bob", "b", "arn:aws-cn:s3:::b/é",
	}
	patterns = []string{
		"*", "*", "*", "*", "arn:aws:s3:::*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::b?*", "arn:*:s3:::b/?", "arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::b/${aws:username, 'a'}",
		"arn:aws:s3:::b/${t:a}/?", "arn:aws:s3:::bob/x${*}", "arn:aws:s3*", "arn:aws:sqs:us-*-1:*:q", "arn:aws:sqs:us-*:111122223333:q", "arn:aws:sqs:*:*:q*",
		"arn:aws:sqs:*:1111222?3333:*", "arn:aws:s*:*:*:b/${t:a}*", "arn:aws:${t:a}:::b", "arn:aws:sqs:*:${t:a}:*", "arn:aws:sqs:us-*-1:1*3:${t:a, 'bob'}", "arn:aws:*", "arn:*:s?:*:*:*${?}", "*b",
	}
	principals = []iam.Principal{
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
	callers = []string{
		"", "*", "111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/bob", "arn:aws:iam::999999999999:user/bob",
		"arn:aws:iam::111122223333:role/path/r", "arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws:sts::111122223333:assumed-role/r/t", "arn:aws:sts::999999999999:assumed-role/r/s",
		"ec2.amazonaws.com", "Service:example.org", "Federated:example.org", "example.org", "arn:aws:iam::111122223333:saml-provider/p", "79a59df900b949e5", "AWS:arn:aws:iam::111122223333:user/bob",
	}
)

// key is a key with the operators that go with it, what policies compare
// it with, and what requests give it.
type key struct {
	names     []string
	operators []string
	values    []string
	given     []string
}

var keys = []key{
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

// Random makes documents and requests of few words, so that they meet.
type Random struct{ *rand.Rand }

// NewRandom is one of several streams of a seed.
func NewRandom(seed, stream uint64) Random { return Random{rand.New(rand.NewPCG(seed, stream))} }

func (r Random) Statement(kind eval.PolicyKind) iam.Statement {
	st := iam.Statement{Effect: "Allow", NotActions: r.IntN(8) == 0}
	if r.IntN(3) == 0 {
		st.Effect = "Deny"
	}
	for range 1 + r.IntN(3) {
		st.Actions = append(st.Actions, OneOf(r.Rand, named))
	}
	if kind != eval.TrustPolicy || r.IntN(4) == 0 {
		st.NotResources = r.IntN(8) == 0
		for range 1 + r.IntN(2) {
			st.Resources = append(st.Resources, OneOf(r.Rand, patterns))
		}
	}
	if kind == eval.ResourcePolicy || kind == eval.TrustPolicy {
		st.NotPrincipals = r.IntN(6) == 0
		for range 1 + r.IntN(2) {
			st.Principals = append(st.Principals, OneOf(r.Rand, principals))
		}
	}
	for range r.IntN(3) {
		st.Conditions = append(st.Conditions, r.Condition())
	}
	return st
}

func (r Random) Condition() iam.Condition {
	k := OneOf(r.Rand, keys)
	c := iam.Condition{Operator: OneOf(r.Rand, k.operators), Key: OneOf(r.Rand, k.names)}
	if r.IntN(8) == 0 {
		c.Operator = "Null"
		c.Values = []string{OneOf(r.Rand, []string{"true", "false", "TRUE"})}
		return c
	}
	for range 1 + r.IntN(2) {
		c.Values = append(c.Values, OneOf(r.Rand, k.values))
	}
	c.Operator = OneOf(r.Rand, []string{"", "", "", "ForAllValues:", "ForAnyValue:"}) + c.Operator + OneOf(r.Rand, []string{"", "", "IfExists"})
	return c
}

func (r Random) Document(kind eval.PolicyKind) *iam.Document {
	d := &iam.Document{Version: "2012-10-17"}
	if r.IntN(16) == 0 {
		d.Version = "2008-10-17"
	}
	for range 1 + r.IntN(3) {
		d.Statements = append(d.Statements, r.Statement(kind))
	}
	return d
}

// Policies is of one of the shapes that iam.Policies speaks of.
func (r Random) Policies() (p eval.Policies) {
	shape := r.IntN(6)
	if shape < 4 {
		p.Identity = []*iam.Document{}
		for range r.IntN(3) {
			p.Identity = append(p.Identity, r.Document(eval.IdentityPolicy))
		}
		if r.IntN(2) == 0 {
			p.Boundary = r.Document(eval.BoundaryPolicy)
		}
	}
	switch shape {
	case 2, 4:
		p.Resource = r.Document(eval.ResourcePolicy)
	case 3, 5:
		p.Trust = r.Document(eval.TrustPolicy)
	}
	return p
}

// Request is one of which all is known, or most, or little.
func (r Random) Request() *eval.Request {
	out := &eval.Request{
		Principal: OneOf(r.Rand, callers), Action: OneOf(r.Rand, actions), Resource: OneOf(r.Rand, resources),
		Context: eval.Context{Values: map[string][]string{}, Complete: r.IntN(3) == 0},
	}
	for _, k := range keys {
		for i, name := range k.names {
			switch n := r.IntN(8); {
			case i == 1: // the same key in other letters
			case n < 4:
				out.Context.Values[name] = []string{OneOf(r.Rand, k.given)}
			case n == 4:
				out.Context.Values[name] = []string{OneOf(r.Rand, k.given), OneOf(r.Rand, k.given)}
			case n == 5:
				out.Context.Absent = append(out.Context.Absent, strings.ToUpper(name))
			case n == 6 && r.IntN(4) == 0:
				out.Context.Values[name] = nil
			}
		}
	}
	return out
}

// OneOf is one of several.
func OneOf[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// What documents with policy variables are made of.
var (
	variablePatterns = []string{
		"*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/${aws:username, 'a'}", "arn:aws:s3:::b/a",
		"arn:aws:s3:::b/${t:a}?", "arn:aws:s3:::b/${t:a}${aws:username}", "arn:aws:s3:::b/*${t:a}", "arn:aws:s3:::b/${*}", "arn:aws:${t:a}:::b",
	}
	variableValues = []string{"a", "A", "b", "ab", "a*", "*b", "?", "${aws:username}", "${t:a}", "${t:a, 'b'}", "a${t:a}", "${t:a}*", "${*}", "${aws:username}${t:a}", "*"}
	variableGiven  = []string{"a", "b", "ab", "*", "A"}
)

func (r Random) VariableStatement() iam.Statement {
	st := iam.Statement{Effect: OneOf(r.Rand, []string{"Allow", "Allow", "Deny"}), Actions: []string{OneOf(r.Rand, []string{"s3:GetObject", "s3:*"})}}
	st.NotResources = r.IntN(8) == 0
	for range 1 + r.IntN(2) {
		st.Resources = append(st.Resources, OneOf(r.Rand, variablePatterns))
	}
	for range r.IntN(3) {
		c := iam.Condition{Key: OneOf(r.Rand, []string{"aws:username", "t:a", "t:b"}), Operator: OneOf(r.Rand, keys[0].operators)}
		for range 1 + r.IntN(2) {
			c.Values = append(c.Values, OneOf(r.Rand, variableValues))
		}
		switch r.IntN(8) {
		case 0:
			c.Operator = OneOf(r.Rand, []string{"ForAllValues:", "ForAnyValue:"}) + c.Operator
		case 1:
			c.Operator, c.Key = OneOf(r.Rand, keys[6].operators), "aws:SourceArn"
			c.Values = []string{OneOf(r.Rand, []string{"arn:aws:s3:::${t:a}", "arn:aws:s3:::*", "arn:*:s3:::a"})}
		case 2:
			c.Operator, c.Values = "Null", []string{OneOf(r.Rand, []string{"true", "false"})}
		}
		if r.IntN(4) == 0 && c.Operator != "Null" {
			c.Operator += "IfExists"
		}
		st.Conditions = append(st.Conditions, c)
	}
	return st
}

// VariableDocuments are two that have most statements in common.
func (r Random) VariableDocuments() (older, newer *iam.Document) {
	older, newer = &iam.Document{Version: "2012-10-17"}, &iam.Document{Version: "2012-10-17"}
	if r.IntN(16) == 0 {
		older.Version = "2008-10-17"
	}
	for range 1 + r.IntN(2) {
		older.Statements = append(older.Statements, r.VariableStatement())
	}
	newer.Statements = slices.Clone(older.Statements)
	switch r.IntN(3) {
	case 0:
		newer.Statements = append(newer.Statements, r.VariableStatement())
	case 1:
		newer.Statements[r.IntN(len(newer.Statements))] = r.VariableStatement()
	default: // the same but for one value of a statement
		st := &newer.Statements[r.IntN(len(newer.Statements))]
		st.Resources = append([]string{OneOf(r.Rand, variablePatterns)}, st.Resources[1:]...)
	}
	return older, newer
}

func (r Random) VariableRequest() *eval.Request {
	q := &eval.Request{Action: "s3:GetObject", Context: eval.Context{Complete: true, Values: map[string][]string{}}}
	q.Resource = "arn:aws:s3:::b/" + OneOf(r.Rand, []string{"", "a", "b", "ab", "aa", "ba", "a/x", "*", "A", "bb", "${aws:username}"})
	if r.IntN(12) == 0 {
		q.Resource = "arn:aws:" + OneOf(r.Rand, variableGiven) + ":::b"
	}
	for _, key := range []string{"aws:username", "t:a", "t:b"} {
		switch r.IntN(8) {
		case 0, 1:
		case 2:
			q.Context.Values[key] = []string{OneOf(r.Rand, variableGiven), OneOf(r.Rand, variableGiven)}
		default:
			q.Context.Values[key] = []string{OneOf(r.Rand, variableGiven)}
		}
	}
	if r.IntN(2) == 0 {
		q.Context.Values["aws:SourceArn"] = []string{OneOf(r.Rand, []string{"arn:aws:s3:::a", "arn:aws:s3:::b", "a"})}
	}
	return q
}

// Less is a statement that is about no more requests.
func (r Random) Less(st iam.Statement) iam.Statement {
	st.Conditions = slices.Clone(st.Conditions)
	st.Actions, st.Resources = slices.Clone(st.Actions), slices.Clone(st.Resources)
	switch r.IntN(4) {
	case 0:
		st.Conditions = append(st.Conditions, r.Condition())
	case 1:
		if len(st.Actions) > 1 && !st.NotActions {
			st.Actions = st.Actions[1:]
		}
	case 2:
		if st.NotResources {
			st.Resources = append(st.Resources, OneOf(r.Rand, patterns))
		}
	}
	return st
}

// Change makes another statement of one, mostly a similar one.
func (r Random) Change(st *iam.Statement) {
	other := r.Statement(eval.IdentityPolicy)
	if r.IntN(2) == 0 {
		other = r.VariableStatement()
	}
	switch r.IntN(7) {
	case 6:
		if st.Principals != nil {
			other = r.Statement(eval.ResourcePolicy)
			st.Principals, st.NotPrincipals = other.Principals, other.NotPrincipals
		}
	case 0:
		st.Actions, st.NotActions = other.Actions, other.NotActions
	case 1:
		st.Resources, st.NotResources = other.Resources, other.NotResources
	case 2:
		st.Conditions = other.Conditions
	case 3:
		if len(st.Conditions) > 0 && len(other.Conditions) > 0 {
			st.Conditions[0].Operator = other.Conditions[0].Operator
		}
	case 4:
		if len(st.Conditions) > 0 {
			st.Conditions[0].Values = append([]string{OneOf(r.Rand, variableValues)}, st.Conditions[0].Values[1:]...)
		}
	}
}
