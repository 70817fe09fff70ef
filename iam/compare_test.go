package iam_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/iamtest"
)

func mustParse(t testing.TB, text string) *iam.Document {
	t.Helper()
	if !strings.Contains(text, `"Statement"`) {
		text = `{"Version":"2012-10-17","Statement":[` + text + `]}`
	}
	d, err := iam.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return d
}

func identity(t testing.TB, texts ...string) iam.Policies {
	var p iam.Policies
	for _, text := range texts {
		p.Identity = append(p.Identity, mustParse(t, text))
	}
	return p
}

func TestCompare(t *testing.T) {
	t.Parallel()
	const read = `{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::data/*"}`
	for _, c := range []struct {
		name, old, new string
		want           iam.Verdict
	}{
		{"nothing changed", read, read, iam.Same},
		{
			"statements divided and in another order", read,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::data/*"},{"Effect":"Allow","Action":"S3:getobject","Resource":"arn:aws:s3:::data/*"}`, iam.Same,
		},
		{"an action more", read, strings.Replace(read, `"s3:ListBucket"`, `"s3:ListBucket","s3:PutObject"`, 1), iam.Wider},
		{"an action for another", read, strings.Replace(read, `"s3:ListBucket"`, `"s3:PutObject"`, 1), iam.Both},
		{"a pattern for what it covers", `{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}`, `{"Effect":"Allow","Action":["s3:GetO*","s3:Get*"],"Resource":"*"}`, iam.Same},
		{"a pattern for one of its actions", `{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}`, iam.Narrower},
		{"a narrower resource", read, strings.Replace(read, "data/*", "data/team/*", 1), iam.Narrower},
		{"resources that together are the old one", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::b/","arn:aws:s3:::b/?*"]}`, iam.Same},
		{"a resource moved", read, strings.Replace(read, "data/*", "datb/*", 1), iam.Both},
		{"a denial more", read, read + `,{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::data/secret"}`, iam.Narrower},
		{"a denial of what was not allowed", read, read + `,{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::other/*"}`, iam.Same},
		{"all but what is denied", `{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`, `{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"*"}`, iam.Same},
		{
			"NotResource and a denial", `{"Effect":"Allow","Action":"s3:GetObject","NotResource":"arn:aws:s3:::a/*"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"}`, iam.Same,
		},
		{
			"a condition more", read, strings.TrimSuffix(read, "}") + `,"Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"}}}`, iam.Narrower,
		},
		{
			"values of a condition, as a pattern",
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":["ab","ac"]}}}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:PrincipalTag/team":"a?"}}}`, iam.Wider,
		},
		{
			"the two halves of a condition",
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}},{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"BoolIfExists":{"aws:SecureTransport":"false"}}}`, iam.Narrower,
		},
		{
			"numbers that meet",
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericLessThanEquals":{"s3:max-keys":"10"}}}`,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":"10"}}},{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericEquals":{"s3:max-keys":"10.0"}}}`, iam.Same,
		},
		{
			"a network for one half of it",
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}`,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/9","10.128.0.0/9"]}}}`, iam.Same,
		},
		{
			"dates",
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}}`,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"}}}`, iam.Wider,
		},
		{
			"all values for any of them",
			`{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}}}`,
			`{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}}}`, iam.Both,
		},
		{
			"the same variable", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}`,
			`{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/${aws:username}/*"}`, iam.Wider,
		},
		{
			"a name for a variable", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/alice/*"}`, iam.Both,
		},
		{
			"a variable for everything", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}`, iam.Narrower,
		},
		{
			"an owner in a tag", `{"Effect":"Allow","Action":"ec2:StopInstances","Resource":"*"}`,
			`{"Effect":"Allow","Action":"ec2:StopInstances","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/owner":"${aws:userid}"}}}`, iam.Narrower,
		},
	} {
		got, err := iam.Compare(identity(t, c.old), identity(t, c.new))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got.Verdict() != c.want {
			t.Errorf("%s is %s, not %s: gained %v, lost %v, %v", c.name, c.want, got.Verdict(), got.Gained, got.Lost, got.Reasons)
		}
		back, err := iam.Compare(identity(t, c.new), identity(t, c.old))
		reverse := map[iam.Verdict]iam.Verdict{iam.Wider: iam.Narrower, iam.Narrower: iam.Wider}
		if want, ok := reverse[c.want]; err != nil || ok && back.Verdict() != want || !ok && back.Verdict() != c.want {
			t.Errorf("%s, the other way round, is %s, %v", c.name, back.Verdict(), err)
		}
	}
}

// Trust policies, boundaries and what is asked of both sides.
func TestCompareRoles(t *testing.T) {
	t.Parallel()
	trust := func(principal, condition string) iam.Policies {
		return iam.Policies{Trust: mustParse(t, `{"Effect":"Allow","Principal":`+principal+`,"Action":"sts:AssumeRole"`+condition+`}`)}
	}
	const guard = `,"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}`
	all := identity(t, `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`)
	bound := all
	bound.Boundary = mustParse(t, `{"Effect":"Allow","Action":["s3:Get*","ec2:*"],"Resource":"*"}`)
	wide := all
	wide.Boundary = mustParse(t, `{"Effect":"Allow","Action":"*","Resource":"*"}`)
	for _, c := range []struct {
		name     string
		old, new iam.Policies
		want     iam.Verdict
	}{
		{"a guard more", trust(`{"Service":"elasticmapreduce.amazonaws.com"}`, ""), trust(`{"Service":"elasticmapreduce.amazonaws.com"}`, guard), iam.Narrower},
		{"another service", trust(`{"Service":"elasticmapreduce.amazonaws.com"}`, ""), trust(`{"Service":"ec2.amazonaws.com"}`, ""), iam.Both},
		{"an account for its role", trust(`{"AWS":"arn:aws:iam::123456789012:role/a"}`, ""), trust(`{"AWS":"123456789012"}`, ""), iam.Wider},
		{"an account in two ways", trust(`{"AWS":"arn:aws:iam::123456789012:root"}`, ""), trust(`{"AWS":"123456789012"}`, ""), iam.Same},
		{"everyone", trust(`{"Service":"ec2.amazonaws.com"}`, ""), trust(`"*"`, ""), iam.Wider},
		{"a boundary", all, bound, iam.Narrower},
		{"a boundary that bounds nothing", all, wide, iam.Same},
		{"a denial of one document in another", all, identity(t, `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`, `{"Effect":"Deny","Action":"s3:PutObject","Resource":"*"}`), iam.Narrower},
	} {
		got, err := iam.Compare(c.old, c.new)
		if err != nil || got.Verdict() != c.want {
			t.Errorf("%s: %v, not %s: %+v, %v", c.name, got.Verdict(), c.want, got, err)
		}
	}
}

// Each policy of AWS about EMR, without one of its actions, allows less or as
// much, and never more.
func TestCompareWithout(t *testing.T) {
	t.Parallel()
	narrower := 0
	for _, name := range iam.SnapshotNames() {
		s, _ := iam.FindSnapshot(name)
		whole := iam.Policies{Identity: []*iam.Document{s.Document()}}
		if same, err := iam.Compare(whole, whole); err != nil || same.Verdict() != iam.Same {
			t.Errorf("%s is not as itself: %v", name, err)
		}
		less := s.Document()
		for i, st := range less.Statements {
			if len(st.Actions) > 1 && st.Effect == "Allow" && !st.NotActions {
				less.Statements[i].Actions = st.Actions[1:]
				break
			}
		}
		switch c, err := iam.Compare(whole, iam.Policies{Identity: []*iam.Document{less}}); {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case c.Verdict() == iam.Narrower:
			narrower++
		case c.Verdict() != iam.Same:
			t.Errorf("%s without an action is %s: %v", name, c.Verdict(), c.Reasons)
		}
	}
	if narrower < 10 {
		t.Errorf("only %d policies became narrower", narrower)
	}
}

// TestCompareManaged compares policies that AWS manages, one of eight, with
// themselves without an action. All of them were tried once: of 1,485 five could
// not be decided.
func TestCompareManaged(t *testing.T) {
	t.Parallel()
	all := iamtest.ManagedPolicies(t)
	counts := map[iam.Verdict]int{}
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if i%8 != 0 {
			continue
		}
		whole, less := mustParse(t, string(all[name].Document)), mustParse(t, string(all[name].Document))
		want := []iam.Verdict{iam.Same, iam.Narrower, iam.Undecided}
		for i, st := range less.Statements {
			if len(st.Actions) > 1 {
				less.Statements[i].Actions = st.Actions[1:]
				if (st.Effect == "Allow") == st.NotActions {
					want[1] = iam.Wider
				}
				break
			}
		}
		c, err := iam.Compare(iam.Policies{Identity: []*iam.Document{whole}}, iam.Policies{Identity: []*iam.Document{less}})
		if err != nil || !slices.Contains(want, c.Verdict()) {
			t.Errorf("%s without an action is %s, %v", name, c.Verdict(), err)
			continue
		}
		counts[c.Verdict()]++
	}
	t.Logf("%v", counts)
	if counts[iam.Undecided] > 3 || counts[iam.Narrower] < 100 {
		t.Errorf("%v", counts)
	}
}

func BenchmarkCompare(b *testing.B) {
	var p [2]iam.Policies
	for i, name := range []string{"AmazonElasticMapReduceRole", "AmazonEMRServicePolicy_v2"} {
		s, _ := iam.FindSnapshot(name)
		p[i].Identity = []*iam.Document{s.Document()}
	}
	for b.Loop() {
		if _, err := iam.Compare(p[0], p[1]); err != nil {
			b.Fatal(err)
		}
	}
}

func oneOf[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

var (
	someActions    = []string{"s3:GetObject", "s3:PutObject", "s3:ListBucket", "ec2:RunInstances", "s3:GetSomethingNew", "zz:New"}
	actionPatterns = []string{"s3:GetObject", "s3:Get*", "s3:*", "*", "s3:*Object", "ec2:RunInstances", "ec2:*", "s3:?etObject", "S3:PUTOBJECT"}
	someResources  = []string{"*", "arn:aws:s3:::a", "arn:aws:s3:::a/x", "arn:aws:s3:::a/team/x", "arn:aws:s3:::b/x", "arn:aws-cn:s3:::a/x", "arn:aws:ec2:us-east-1:123456789012:instance/i-1", "arn:aws:s3:::a/alice/x", "arn:aws:s3:::a:b/x"}
	somePatterns   = []string{"*", "arn:aws:s3:::*", "arn:aws:s3:::a", "arn:aws:s3:::a/*", "arn:aws:s3:::a/team/*", "arn:aws:s3:::?/x", "arn:*:s3:::a/*x", "arn:aws:ec2:*:*:instance/*", "arn:aws:s3:::a/${aws:username}/*", "arn:aws:s3:::a*"}
)

type sampleKey struct {
	operators, values, given []string
}

var sampleKeys = map[string]sampleKey{
	"aws:username":        {[]string{"StringEquals", "StringLike", "StringNotEquals", "StringNotLikeIfExists"}, []string{"alice", "al*", "bob", "?ob"}, []string{"alice", "albert", "bob", "rob", "team"}},
	"aws:PrincipalTag/t":  {[]string{"StringEquals", "StringEqualsIgnoreCase", "StringNotEqualsIfExists", "StringLikeIfExists"}, []string{"a", "A", "b", "${aws:username}", "*"}, []string{"a", "A", "b", "B", "alice"}},
	"s3:max-keys":         {[]string{"NumericLessThan", "NumericGreaterThanEquals", "NumericEquals", "NumericNotEquals"}, []string{"1", "10", "10.5"}, []string{"0", "1", "5", "10", "10.2", "10.5", "11"}},
	"aws:SourceIp":        {[]string{"IpAddress", "NotIpAddress", "IpAddressIfExists"}, []string{"10.0.0.0/8", "10.1.0.0/16", "192.168.0.1"}, []string{"10.0.0.1", "10.1.2.3", "192.168.0.1", "8.8.8.8"}},
	"aws:SecureTransport": {[]string{"Bool", "BoolIfExists"}, []string{"true", "false"}, []string{"true", "false"}},
	"aws:TagKeys":         {[]string{"ForAnyValue:StringEquals", "ForAllValues:StringLike", "ForAnyValue:StringNotEquals", "Null"}, []string{"a", "b", "true"}, []string{"a", "b", "c", "true"}},
	"aws:SourceArn":       {[]string{"ArnLike", "ArnNotLike", "ArnEquals"}, []string{"arn:aws:s3:::*", "arn:*:s3:::a", "arn:aws:sns:*:*:t"}, []string{"arn:aws:s3:::a", "arn:aws-cn:s3:::a", "arn:aws:sns:us-east-1:1:t", "x"}},
	"aws:CurrentTime":     {[]string{"DateLessThan", "DateGreaterThanEquals"}, []string{"2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"}, []string{"2025-06-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2027-06-01T00:00:00Z"}},
	"aws:PrincipalOrgID":  {[]string{"StringEquals", "Null"}, []string{"o-1", "true", "false"}, []string{"o-1", "o-2"}},
}

func randomStatement(r *rand.Rand) iam.Statement {
	st := iam.Statement{Effect: "Allow", NotActions: r.IntN(8) == 0, NotResources: r.IntN(8) == 0}
	if r.IntN(4) == 0 {
		st.Effect = "Deny"
	}
	for range 1 + r.IntN(2) {
		st.Actions = append(st.Actions, oneOf(r, actionPatterns))
		st.Resources = append(st.Resources, oneOf(r, somePatterns))
	}
	for range r.IntN(3) {
		key := oneOf(r, sortedNames)
		k := sampleKeys[key]
		c := iam.Condition{Operator: oneOf(r, k.operators), Key: key}
		for range 1 + r.IntN(2) {
			c.Values = append(c.Values, oneOf(r, k.values))
		}
		if c.Operator == "Null" {
			c.Values = []string{oneOf(r, []string{"true", "false"})}
		}
		st.Conditions = append(st.Conditions, c)
	}
	return st
}

var sortedNames = slices.Sorted(maps.Keys(sampleKeys))

// randomPair is two documents, mostly alike.
func randomPair(r *rand.Rand) (old, new *iam.Document) {
	old = &iam.Document{Version: "2012-10-17"}
	for range 1 + r.IntN(3) {
		old.Statements = append(old.Statements, randomStatement(r))
	}
	new = &iam.Document{Version: "2012-10-17"}
	for _, st := range old.Statements {
		if r.IntN(5) > 0 {
			new.Statements = append(new.Statements, st)
		}
	}
	if len(new.Statements) == 0 || r.IntN(2) == 0 {
		new.Statements = append(new.Statements, randomStatement(r))
	}
	r.Shuffle(len(new.Statements), func(i, j int) {
		new.Statements[i], new.Statements[j] = new.Statements[j], new.Statements[i]
	})
	return old, new
}

func randomRequest(r *rand.Rand) *iam.Request {
	out := &iam.Request{Action: oneOf(r, someActions), Resource: oneOf(r, someResources), Context: iam.Context{Values: map[string][]string{}, Complete: true}}
	for _, key := range sortedNames {
		if r.IntN(3) > 0 {
			out.Context.Values[key] = []string{oneOf(r, sampleKeys[key].given)}
		}
	}
	if r.IntN(3) == 0 {
		out.Context.Values["aws:TagKeys"] = []string{"a", oneOf(r, []string{"b", "c"})}
	}
	return out
}

// No verdict is contradicted by a request: of random pairs of policies, all
// that thousands of requests show is in it.
func TestCompareAgreesWithRequests(t *testing.T) {
	t.Parallel()
	const pairs, requests = 600, 4000
	r := rand.New(rand.NewPCG(7, 11))
	counts := map[iam.Verdict]int{}
	for i := range pairs {
		old, new := randomPair(r)
		p, q := iam.Policies{Identity: []*iam.Document{old}}, iam.Policies{Identity: []*iam.Document{new}}
		got, err := iam.Compare(p, q)
		if err != nil {
			t.Fatal(err)
		}
		v := got.Verdict()
		counts[v]++
		before, _ := iam.Compile(p)
		after, _ := iam.Compile(q)
		for _, c := range append(got.Gained, got.Lost...) {
			if a, b := before.Evaluate(&c.Witness).Effect, after.Evaluate(&c.Witness).Effect; (a == iam.Allowed) == (b == iam.Allowed) {
				t.Errorf("pair %d: the witness %v is %s and %s", i, c.Witness, a, b)
			}
		}
		for range requests {
			q := randomRequest(r)
			a, b := before.Evaluate(q).Effect == iam.Allowed, after.Evaluate(q).Effect == iam.Allowed
			if a && !b && (v == iam.Same || v == iam.Wider) || b && !a && (v == iam.Same || v == iam.Narrower) {
				t.Fatalf("pair %d is said to be %s, but %+v is allowed: %t before, %t after\nold %s\nnew %s", i, v, *q, a, b, printed(old), printed(new))
			}
		}
	}
	t.Logf("%d pairs: %v", pairs, counts)
	if counts[iam.Undecided] > pairs/10 {
		t.Errorf("%d of %d pairs were not decided", counts[iam.Undecided], pairs)
	}
}

var (
	somePrincipals = []iam.Principal{
		{Type: "Service", Values: []string{"elasticmapreduce.amazonaws.com"}},
		{Type: "Service", Values: []string{"ec2.amazonaws.com", "emr-serverless.amazonaws.com"}},
		{Type: "AWS", Values: []string{"arn:aws:iam::123456789012:role/team/a"}},
		{Type: "AWS", Values: []string{"arn:aws:iam::123456789012:root"}},
		{Type: "AWS", Values: []string{"210987654321"}},
		{Type: "AWS", Values: []string{"arn:aws:sts::123456789012:assumed-role/a/s"}},
		{Type: "Federated", Values: []string{"cognito-identity.amazonaws.com"}},
		{Type: "*"},
	}
	someCallers = []string{
		"Service:elasticmapreduce.amazonaws.com", "Service:ec2.amazonaws.com", "Service:lambda.amazonaws.com", "*",
		"arn:aws:iam::123456789012:role/team/a", "arn:aws:iam::123456789012:role/b", "arn:aws:iam::123456789012:root", "arn:aws:iam::210987654321:user/u",
		"arn:aws:sts::123456789012:assumed-role/a/s", "arn:aws:sts::123456789012:assumed-role/a/t", "arn:aws:iam::333333333333:role/a", "Federated:cognito-identity.amazonaws.com", "Federated:example.org",
	}
)

func randomTrust(r *rand.Rand) iam.Statement {
	st := randomStatement(r)
	st.NotActions, st.NotResources, st.Resources = false, false, nil
	st.Actions = []string{oneOf(r, []string{"sts:AssumeRole", "sts:*", "sts:TagSession"})}
	st.NotPrincipals = st.Effect == "Deny" && r.IntN(4) == 0
	for range 1 + r.IntN(2) {
		st.Principals = append(st.Principals, oneOf(r, somePrincipals))
	}
	return st
}

// The same of trust policies, and of who asks.
func TestCompareAgreesOnTrusts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 17))
	counts := map[iam.Verdict]int{}
	for i := range 300 {
		old, new := &iam.Document{Version: "2012-10-17"}, &iam.Document{Version: "2012-10-17"}
		for range 1 + r.IntN(2) {
			old.Statements = append(old.Statements, randomTrust(r))
		}
		new.Statements = append(new.Statements, old.Statements[r.IntN(len(old.Statements)):]...)
		if r.IntN(2) == 0 {
			new.Statements = append(new.Statements, randomTrust(r))
		}
		p, q := iam.Policies{Trust: old}, iam.Policies{Trust: new}
		got, err := iam.Compare(p, q)
		if err != nil {
			t.Fatal(err)
		}
		v := got.Verdict()
		counts[v]++
		before, _ := iam.Compile(p)
		after, _ := iam.Compile(q)
		for range 3000 {
			q := randomRequest(r)
			q.Action, q.Principal, q.Resource = oneOf(r, []string{"sts:AssumeRole", "sts:TagSession"}), oneOf(r, someCallers), "arn:aws:iam::123456789012:role/x"
			a, b := before.Evaluate(q).Effect == iam.Allowed, after.Evaluate(q).Effect == iam.Allowed
			if a && !b && (v == iam.Same || v == iam.Wider) || b && !a && (v == iam.Same || v == iam.Narrower) {
				t.Fatalf("pair %d is said to be %s, but %+v is allowed: %t before, %t after\nold %s\nnew %s", i, v, *q, a, b, printed(old), printed(new))
			}
		}
	}
	t.Logf("%v", counts)
}

func printed(d *iam.Document) string { return fmt.Sprintf("%+v", *d) }

// FuzzCompare compares any two documents: it ends, and each witness is one.
func FuzzCompare(f *testing.F) {
	for _, name := range []string{"AmazonEMRServicePolicy_v2", "AmazonElasticMapReduceRole", "AmazonEMRContainersServiceRolePolicy"} {
		s, _ := iam.FindSnapshot(name)
		f.Add(string(s.Document().JSON()), `{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}}`)
	}
	f.Add(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}/*","Condition":{"ForAnyValue:StringLike":{"aws:TagKeys":["a*","${*}"]}}}}`,
		`{"Statement":[{"Effect":"Deny","Action":"*","NotResource":"arn:*"},{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":"1e3"},"IpAddress":{"aws:SourceIp":"::/0"},"DateEquals":{"aws:CurrentTime":"2026"}}}]}`)
	f.Fuzz(func(t *testing.T, old, new string) {
		a, err := iam.Parse([]byte(old))
		if err != nil || len(old) > 2000 {
			return
		}
		b, err := iam.Parse([]byte(new))
		if err != nil || len(new) > 2000 {
			return
		}
		p, q := iam.Policies{Identity: []*iam.Document{a}}, iam.Policies{Identity: []*iam.Document{b}}
		start := time.Now()
		c, err := iam.Compare(p, q)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("it takes %s", took)
		}
		if err != nil {
			return
		}
		before, _ := iam.Compile(p)
		after, _ := iam.Compile(q)
		for _, ch := range append(c.Gained, c.Lost...) {
			if x, y := before.Evaluate(&ch.Witness).Effect, after.Evaluate(&ch.Witness).Effect; (x == iam.Allowed) == (y == iam.Allowed) {
				t.Errorf("the witness %v is %s and %s", ch.Witness, x, y)
			}
		}
	})
}
