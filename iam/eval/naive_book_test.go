package eval_test

import (
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/internal/naive"
)

// What AWS's pages say of single requests, for both evaluators: the tables and
// examples of the IAM user guide.
func TestByTheBook(t *testing.T) {
	t.Parallel()
	when := func(operator, key string, values ...string) iam.Statement {
		return iam.Statement{Effect: "Allow", Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []iam.Condition{{Operator: operator, Key: key, Values: values}}}
	}
	on := func(resource string) iam.Statement {
		return iam.Statement{Effect: "Allow", Actions: []string{"*"}, Resources: []string{resource}}
	}
	const (
		tags    = "aws:TagKeys"
		finance = "arn:aws:someservice:*:111122223333:finance/*"
		store   = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"
		objects = "arn:aws:s3:::amzn-s3-demo-bucket/*/test/*"
		bucket  = "arn:aws:s3:::amzn-s3-demo-bucket"
		team    = "arn:aws:s3:::amzn-s3-demo-bucket-${aws:PrincipalTag/team, 'company-wide'}"
	)
	both := []string{"environment", "cost-center"}
	for _, c := range []struct {
		page     string
		st       iam.Statement
		resource string
		key      string
		values   []string // none: the key is absent
		want     bool
	}{
		{"single-vs-multi-valued", when("ForAllValues:StringEquals", tags, both...), "", tags, []string{"environment"}, true},
		{"single-vs-multi-valued", when("ForAllValues:StringEquals", tags, both...), "", tags, both, true},
		{"single-vs-multi-valued", when("ForAllValues:StringEquals", tags, both...), "", tags, []string{"environment", "dept"}, false},
		{"single-vs-multi-valued", when("ForAllValues:StringEquals", tags, both...), "", tags, nil, true},
		{"single-vs-multi-valued", when("ForAnyValue:StringEquals", tags, both...), "", tags, []string{"environment", "dept"}, true},
		{"single-vs-multi-valued", when("ForAnyValue:StringEquals", tags, both...), "", tags, []string{"dept"}, false},
		{"single-vs-multi-valued", when("ForAnyValue:StringEquals", tags, both...), "", tags, nil, false},
		{"multi-value-conditions", when("ForAllValues:StringEquals", tags, both...), "", tags, []string{""}, true},
		{"multi-value-conditions", when("ForAnyValue:StringEquals", tags, ""), "", tags, []string{""}, false},
		{"condition_operators", when("StringNotLike", "k", "a*"), "", "k", nil, true},
		{"condition_operators", when("ArnNotLike", "k", "arn:*:*:*:*:*"), "", "k", nil, true},
		{"condition_operators", when("StringLike", "k", "a*"), "", "k", nil, false},
		{"condition_operators", when("StringLikeIfExists", "k", "a*"), "", "k", nil, true},
		{"condition_operators", when("StringLikeIfExists", "k", "a*"), "", "k", []string{"b"}, false},
		{"condition_operators", when("StringNotEqualsIfExists", "k", "a"), "", "k", nil, true},
		{"condition_operators", when("Null", "aws:TokenIssueTime", "true"), "", "aws:TokenIssueTime", nil, true},
		{"condition_operators", when("Null", "aws:TokenIssueTime", "true"), "", "aws:TokenIssueTime", []string{"2024-01-01T00:00:00Z"}, false},
		{"condition_operators", when("Null", "aws:TokenIssueTime", "false"), "", "AWS:tokenissuetime", []string{"2024-01-01T00:00:00Z"}, true},
		{"condition_operators", when("NumericLessThanEquals", "s3:max-keys", "10"), "", "s3:max-keys", []string{"10"}, true},
		{"condition_operators", when("DateGreaterThan", "aws:TokenIssueTime", "2020-01-01T00:00:01Z"), "", "aws:TokenIssueTime", []string{"2020-01-01T00:00:01Z"}, false},
		{"condition_operators", when("IpAddress", "aws:SourceIp", "203.0.113.0/24", "2001:DB8:1234:5678::/64"), "", "aws:SourceIp", []string{"2001:db8:1234:5678::1"}, true},
		{"condition_operators", when("IpAddress", "aws:SourceIp", "203.0.113.0/24"), "", "aws:SourceIp", []string{"203.0.113.255"}, true},
		{"condition_operators", when("BinaryEquals", "k", "QmluYXJ5VmFsdWVJbkJhc2U2NA=="), "", "k", []string{"QmluYXJ5VmFsdWVJbkJhc2U2NA=="}, true},
		{"condition_operators, ARNs", when("StringLike", "k", finance), "", "k", []string{store}, true},
		{"condition_operators, ARNs", when("ArnLike", "k", finance), "", "k", []string{store}, false},
		{"elements_resource", on(objects), bucket + "/1/2/test/3/object.jpg", "", nil, true},
		{"elements_resource", on(objects), bucket + "/1///test///object.jpg", "", nil, true},
		{"elements_resource", on(objects), bucket + "//test/object.jpg", "", nil, true},
		{"elements_resource", on(objects), bucket + "/1/test/", "", nil, true},
		{"elements_resource", on(objects), bucket + "/1-test/object.jpg", "", nil, false},
		{"elements_resource", on(objects), bucket + "/test/object.jpg", "", nil, false},
		{"elements_resource", on(objects), bucket + "/1/2/test.jpg", "", nil, false},
		{"variables, defaults", on(team), bucket + "-yellow", "aws:PrincipalTag/team", []string{"yellow"}, true},
		{"variables, defaults", on(team), bucket + "-company-wide", "aws:PrincipalTag/team", nil, true},
		{"variables, defaults", on(team), bucket + "-company-wide", "aws:PrincipalTag/team", []string{"yellow"}, false},
		{"variables, characters", on(bucket + "/${*}"), bucket + "/x", "", nil, false},
		{"variables, characters", on(bucket + "/${*}"), bucket + "/*", "", nil, true},
	} {
		p := naive.Only(&iam.Document{Version: "2012-10-17", Statements: []iam.Statement{c.st}})
		q := &eval.Request{Action: "s3:GetObject", Resource: c.resource, Context: eval.Context{Complete: true, Values: map[string][]string{c.key: c.values}}}
		want := eval.ImplicitDeny
		if c.want {
			want = eval.Allowed
		}
		if a, b := naive.Effect(p, q), evaluated(t, p, q); a != want || b != want {
			t.Errorf("%s: %+v with %q on %q: naively %s, really %s, want %s", c.page, c.st, c.values, c.resource, a, b, want)
		}
	}
}
