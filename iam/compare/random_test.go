package compare_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/iamtest"
	"github.com/emriam/emriam/iam/internal/naive"
)

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
		st.Actions = append(st.Actions, naive.OneOf(r, actionPatterns))
		st.Resources = append(st.Resources, naive.OneOf(r, somePatterns))
	}
	for range r.IntN(3) {
		key := naive.OneOf(r, sortedNames)
		k := sampleKeys[key]
		c := iam.Condition{Operator: naive.OneOf(r, k.operators), Key: key}
		for range 1 + r.IntN(2) {
			c.Values = append(c.Values, naive.OneOf(r, k.values))
		}
		if c.Operator == "Null" {
			c.Values = []string{naive.OneOf(r, []string{"true", "false"})}
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

func randomRequest(r *rand.Rand) *eval.Request {
	out := &eval.Request{Action: naive.OneOf(r, someActions), Resource: naive.OneOf(r, someResources), Context: eval.Context{Values: map[string][]string{}, Complete: true}}
	for _, key := range sortedNames {
		if r.IntN(3) > 0 {
			out.Context.Values[key] = []string{naive.OneOf(r, sampleKeys[key].given)}
		}
	}
	if r.IntN(3) == 0 {
		out.Context.Values["aws:TagKeys"] = []string{"a", naive.OneOf(r, []string{"b", "c"})}
	}
	return out
}

// randomRequests are some from which each pair is asked others: to make one takes as long
// as to decide it.
func randomRequests(r *rand.Rand, n int) []*eval.Request {
	out := make([]*eval.Request, n)
	for i := range out {
		out[i] = randomRequest(r)
	}
	return out
}

// No verdict is contradicted by a request: of random pairs of policies, all
// that thousands of requests show is in it.
func TestCompareAgreesWithRequests(t *testing.T) {
	t.Parallel()
	const requests = 4000
	pairs := iamtest.Fewer(600)
	r := rand.New(rand.NewPCG(7, 11))
	asked := randomRequests(r, 5*requests)
	counts := map[compare.Verdict]int{}
	for i := range pairs {
		old, new := randomPair(r)
		p, q := eval.Policies{Identity: []*iam.Document{old}}, eval.Policies{Identity: []*iam.Document{new}}
		got, err := compare.Compare(p, q)
		if err != nil {
			t.Fatal(err)
		}
		v := got.Verdict()
		counts[v]++
		before, _ := eval.Compile(p)
		after, _ := eval.Compile(q)
		for _, c := range append(got.Gained, got.Lost...) {
			if a, b := before.Evaluate(&c.Witness).Effect, after.Evaluate(&c.Witness).Effect; (a == eval.Allowed) == (b == eval.Allowed) {
				t.Errorf("pair %d: the witness %v is %s and %s", i, c.Witness, a, b)
			}
		}
		at := r.IntN(len(asked) - requests)
		for _, q := range asked[at : at+requests] {
			a, b := before.Evaluate(q).Effect == eval.Allowed, after.Evaluate(q).Effect == eval.Allowed
			if a && !b && (v == compare.Same || v == compare.Wider) || b && !a && (v == compare.Same || v == compare.Narrower) {
				t.Fatalf("pair %d is said to be %s, but %+v is allowed: %t before, %t after\nold %s\nnew %s", i, v, *q, a, b, printed(old), printed(new))
			}
		}
	}
	t.Logf("%d pairs: %v", pairs, counts)
	if counts[compare.Undecided] > pairs/10 {
		t.Errorf("%d of %d pairs were not decided", counts[compare.Undecided], pairs)
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
	st.Actions = []string{naive.OneOf(r, []string{"sts:AssumeRole", "sts:*", "sts:TagSession"})}
	st.NotPrincipals = st.Effect == "Deny" && r.IntN(4) == 0
	for range 1 + r.IntN(2) {
		st.Principals = append(st.Principals, naive.OneOf(r, somePrincipals))
	}
	return st
}

// The same of trust policies, and of who asks.
func TestCompareAgreesOnTrusts(t *testing.T) {
	t.Parallel()
	const requests = 3000
	r := rand.New(rand.NewPCG(13, 17))
	asked := randomRequests(r, 5*requests)
	for _, q := range asked {
		q.Action, q.Principal, q.Resource = naive.OneOf(r, []string{"sts:AssumeRole", "sts:TagSession"}), naive.OneOf(r, someCallers), "arn:aws:iam::123456789012:role/x"
	}
	counts := map[compare.Verdict]int{}
	for i := range iamtest.Fewer(300) {
		old, new := &iam.Document{Version: "2012-10-17"}, &iam.Document{Version: "2012-10-17"}
		for range 1 + r.IntN(2) {
			old.Statements = append(old.Statements, randomTrust(r))
		}
		new.Statements = append(new.Statements, old.Statements[r.IntN(len(old.Statements)):]...)
		if r.IntN(2) == 0 {
			new.Statements = append(new.Statements, randomTrust(r))
		}
		p, q := eval.Policies{Trust: old}, eval.Policies{Trust: new}
		got, err := compare.Compare(p, q)
		if err != nil {
			t.Fatal(err)
		}
		v := got.Verdict()
		counts[v]++
		before, _ := eval.Compile(p)
		after, _ := eval.Compile(q)
		at := r.IntN(len(asked) - requests)
		for _, q := range asked[at : at+requests] {
			a, b := before.Evaluate(q).Effect == eval.Allowed, after.Evaluate(q).Effect == eval.Allowed
			if a && !b && (v == compare.Same || v == compare.Wider) || b && !a && (v == compare.Same || v == compare.Narrower) {
				t.Fatalf("pair %d is said to be %s, but %+v is allowed: %t before, %t after\nold %s\nnew %s", i, v, *q, a, b, printed(old), printed(new))
			}
		}
	}
	t.Logf("%v", counts)
}

func printed(d *iam.Document) string { return fmt.Sprintf("%+v", *d) }
