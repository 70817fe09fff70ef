package compare_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
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

func identity(t testing.TB, texts ...string) eval.Policies {
	var p eval.Policies
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
		want           compare.Verdict
	}{
		{"nothing changed", read, read, compare.Same},
		{
			"statements divided and in another order", read,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::data/*"},{"Effect":"Allow","Action":"S3:getobject","Resource":"arn:aws:s3:::data/*"}`, compare.Same,
		},
		{"an action more", read, strings.Replace(read, `"s3:ListBucket"`, `"s3:ListBucket","s3:PutObject"`, 1), compare.Wider},
		{"an action for another", read, strings.Replace(read, `"s3:ListBucket"`, `"s3:PutObject"`, 1), compare.Both},
		{"a pattern for what it covers", `{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}`, `{"Effect":"Allow","Action":["s3:GetO*","s3:Get*"],"Resource":"*"}`, compare.Same},
		{"a pattern for one of its actions", `{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}`, compare.Narrower},
		{"a narrower resource", read, strings.Replace(read, "data/*", "data/team/*", 1), compare.Narrower},
		{"resources that together are the old one", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::b/","arn:aws:s3:::b/?*"]}`, compare.Same},
		{"a resource moved", read, strings.Replace(read, "data/*", "datb/*", 1), compare.Both},
		{"a denial more", read, read + `,{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::data/secret"}`, compare.Narrower},
		{"a denial of what was not allowed", read, read + `,{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::other/*"}`, compare.Same},
		{"all but what is denied", `{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`, `{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"*"}`, compare.Same},
		{
			"NotResource and a denial", `{"Effect":"Allow","Action":"s3:GetObject","NotResource":"arn:aws:s3:::a/*"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"}`, compare.Same,
		},
		{
			"a condition more", read, strings.TrimSuffix(read, "}") + `,"Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"}}}`, compare.Narrower,
		},
		{
			"values of a condition, as a pattern",
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":["ab","ac"]}}}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:PrincipalTag/team":"a?"}}}`, compare.Wider,
		},
		{
			"the two halves of a condition",
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}},{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"BoolIfExists":{"aws:SecureTransport":"false"}}}`, compare.Narrower,
		},
		{
			"numbers that meet",
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericLessThanEquals":{"s3:max-keys":"10"}}}`,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":"10"}}},{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericEquals":{"s3:max-keys":"10.0"}}}`, compare.Same,
		},
		{
			"a network for one half of it",
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}`,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/9","10.128.0.0/9"]}}}`, compare.Same,
		},
		{
			"dates",
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}}`,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"}}}`, compare.Wider,
		},
		{
			"all values for any of them",
			`{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}}}`,
			`{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}}}`, compare.Both,
		},
		{
			"one of several values, the others of which no policy names",
			`{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"StringEquals":{"aws:TagKeys":"a"}}}`,
			`{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}}}`, compare.Wider,
		},
		{
			"any other ARN",
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::a"}}}`,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::a"}}},{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"ArnNotLike":{"aws:SourceArn":"arn:aws:s3:::a"},"Null":{"aws:SourceArn":"false"}}}`, compare.Wider,
		},
		{
			"any address outside of IPv4",
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}`,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}},{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"0.0.0.0/0"},"Null":{"aws:SourceIp":"false"}}}`, compare.Wider,
		},
		{
			"a number that is also a text",
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":"100"}}}`,
			`{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":"100"}}},{"Effect":"Deny","Action":"s3:ListBucket","Resource":"*","Condition":{"StringLike":{"s3:max-keys":"7?"}}}`, compare.Undecided,
		},
		{
			"the same variable", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}`,
			`{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/${aws:username}/*"}`, compare.Wider,
		},
		{
			"a name for a variable", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/alice/*"}`, compare.Both,
		},
		{
			"a variable in a pattern of few parts", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3*/${aws:username}"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3*/${aws:username}","arn:aws:s3:::b/al*/alice"]}`, compare.Wider,
		},
		{
			"many variables", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:a}/${aws:b}/${aws:c}/${aws:d}/${aws:e}/${aws:f}/${aws:g}/${aws:h}/y"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::b/${aws:a}/${aws:b}/${aws:c}/${aws:d}/${aws:e}/${aws:f}/${aws:g}/${aws:h}/y","arn:aws:s3:::b////////////////////////////////x"]}`, compare.Wider,
		},
		{
			"a variable for everything", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`,
			`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}`, compare.Narrower,
		},
		{
			"an owner in a tag", `{"Effect":"Allow","Action":"ec2:StopInstances","Resource":"*"}`,
			`{"Effect":"Allow","Action":"ec2:StopInstances","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/owner":"${aws:userid}"}}}`, compare.Narrower,
		},
	} {
		got, err := compare.Compare(identity(t, c.old), identity(t, c.new))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got.Verdict() != c.want {
			t.Errorf("%s is %s, not %s: gained %v, lost %v, %v", c.name, c.want, got.Verdict(), got.Gained, got.Lost, got.Reasons)
		}
		back, err := compare.Compare(identity(t, c.new), identity(t, c.old))
		reverse := map[compare.Verdict]compare.Verdict{compare.Wider: compare.Narrower, compare.Narrower: compare.Wider}
		if want, ok := reverse[c.want]; err != nil || ok && back.Verdict() != want || !ok && back.Verdict() != c.want {
			t.Errorf("%s, the other way round, is %s, %v", c.name, back.Verdict(), err)
		}
	}
}

// Trust policies, boundaries and what is asked of both sides.
func TestCompareRoles(t *testing.T) {
	t.Parallel()
	trust := func(principal, condition string) eval.Policies {
		return eval.Policies{Trust: mustParse(t, `{"Effect":"Allow","Principal":`+principal+`,"Action":"sts:AssumeRole"`+condition+`}`)}
	}
	const guard = `,"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}`
	all := identity(t, `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`)
	bound := all
	bound.Boundary = mustParse(t, `{"Effect":"Allow","Action":["s3:Get*","ec2:*"],"Resource":"*"}`)
	wide := all
	wide.Boundary = mustParse(t, `{"Effect":"Allow","Action":"*","Resource":"*"}`)
	for _, c := range []struct {
		name     string
		old, new eval.Policies
		want     compare.Verdict
	}{
		{"a guard more", trust(`{"Service":"elasticmapreduce.amazonaws.com"}`, ""), trust(`{"Service":"elasticmapreduce.amazonaws.com"}`, guard), compare.Narrower},
		{"another service", trust(`{"Service":"elasticmapreduce.amazonaws.com"}`, ""), trust(`{"Service":"ec2.amazonaws.com"}`, ""), compare.Both},
		{"an account for its role", trust(`{"AWS":"arn:aws:iam::123456789012:role/a"}`, ""), trust(`{"AWS":"123456789012"}`, ""), compare.Wider},
		{"an account in two ways", trust(`{"AWS":"arn:aws:iam::123456789012:root"}`, ""), trust(`{"AWS":"123456789012"}`, ""), compare.Same},
		{"everyone", trust(`{"Service":"ec2.amazonaws.com"}`, ""), trust(`"*"`, ""), compare.Wider},
		{"a boundary", all, bound, compare.Narrower},
		{"a boundary that bounds nothing", all, wide, compare.Same},
		{"a denial of one document in another", all, identity(t, `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`, `{"Effect":"Deny","Action":"s3:PutObject","Resource":"*"}`), compare.Narrower},
	} {
		got, err := compare.Compare(c.old, c.new)
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
	for _, name := range facts.ManagedPolicyNames() {
		s, ok := facts.FindSnapshot(name)
		if !ok {
			continue
		}
		whole := eval.Policies{Identity: []*iam.Document{s.Document()}}
		if same, err := compare.Compare(whole, whole); err != nil || same.Verdict() != compare.Same {
			t.Errorf("%s is not as itself: %v", name, err)
		}
		less := *s.Document()
		less.Statements = slices.Clone(less.Statements)
		for i, st := range less.Statements {
			if len(st.Actions) > 1 && st.Effect == "Allow" && !st.NotActions {
				less.Statements[i].Actions = st.Actions[1:]
				break
			}
		}
		switch c, err := compare.Compare(whole, eval.Policies{Identity: []*iam.Document{&less}}); {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case c.Verdict() == compare.Narrower:
			narrower++
		case c.Verdict() != compare.Same:
			t.Errorf("%s without an action is %s: %v", name, c.Verdict(), c.Reasons)
		}
	}
	if narrower < 10 {
		t.Errorf("only %d policies became narrower", narrower)
	}
}

// TestCompareManaged compares policies that AWS manages, one of eight, with
// themselves without an action. All of them were tried once: of 1,485 each is
// decided.
func TestCompareManaged(t *testing.T) {
	t.Parallel()
	all := iamtest.ManagedPolicies(t)
	counts := map[compare.Verdict]int{}
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if i%8 != 0 {
			continue
		}
		whole, less := mustParse(t, string(all[name].Document)), mustParse(t, string(all[name].Document))
		want := []compare.Verdict{compare.Same, compare.Narrower, compare.Undecided}
		for i, st := range less.Statements {
			if len(st.Actions) > 1 {
				less.Statements[i].Actions = st.Actions[1:]
				if (st.Effect == "Allow") == st.NotActions {
					want[1] = compare.Wider
				}
				break
			}
		}
		c, err := compare.Compare(eval.Policies{Identity: []*iam.Document{whole}}, eval.Policies{Identity: []*iam.Document{less}})
		if err != nil || !slices.Contains(want, c.Verdict()) {
			t.Errorf("%s without an action is %s, %v", name, c.Verdict(), err)
			continue
		}
		counts[c.Verdict()]++
	}
	t.Logf("%v", counts)
	if counts[compare.Undecided] > 3 || counts[compare.Narrower] < 100 {
		t.Errorf("%v", counts)
	}
}

func BenchmarkCompare(b *testing.B) {
	var p [2]eval.Policies
	for i, name := range []string{"AmazonElasticMapReduceRole", "AmazonEMRServicePolicy_v2"} {
		s, _ := facts.FindSnapshot(name)
		p[i].Identity = []*iam.Document{s.Document()}
	}
	for b.Loop() {
		if _, err := compare.Compare(p[0], p[1]); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzCompare compares any two small documents: it ends, and each witness is
// one.
func FuzzCompare(f *testing.F) {
	f.Add(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}/*","Condition":{"ForAnyValue:StringLike":{"aws:TagKeys":["a*","${*}"]}}}}`,
		`{"Statement":[{"Effect":"Deny","Action":"*","NotResource":"arn:*"},{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":"1e3"},"IpAddress":{"aws:SourceIp":"::/0"},"DateEquals":{"aws:CurrentTime":"2026"}}}]}`)
	f.Add(`{"Statement":[{"Effect":"Allow","NotAction":["iam:*","s3:?et*"],"Resource":["arn:aws:s3:::b","arn:aws:*"]},{"Effect":"Deny","Action":"s3:GetObject","Resource":"*","Condition":{"Null":{"aws:username":"true"}}}]}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"arn:*:s3:::b/${aws:username, 'x'}","Condition":{"ArnNotLikeIfExists":{"aws:SourceArn":"arn:aws:sns:*:*:${t}"},"StringNotEquals":{"t":["a","${aws:username}"]}}}]}`)
	f.Fuzz(func(t *testing.T, old, new string) {
		if len(old) > 600 || len(new) > 600 {
			return
		}
		a, err := iam.Parse([]byte(old))
		if err != nil {
			return
		}
		b, err := iam.Parse([]byte(new))
		if err != nil {
			return
		}
		p, q := eval.Policies{Identity: []*iam.Document{a}}, eval.Policies{Identity: []*iam.Document{b}}
		c, err := compare.Compare(p, q)
		if err != nil {
			return
		}
		before, _ := eval.Compile(p)
		after, _ := eval.Compile(q)
		for _, ch := range append(c.Gained, c.Lost...) {
			if x, y := before.Evaluate(&ch.Witness).Effect, after.Evaluate(&ch.Witness).Effect; (x == eval.Allowed) == (y == eval.Allowed) {
				t.Errorf("the witness %v is %s and %s", ch.Witness, x, y)
			}
		}
	})
}
