package compare

import (
	"math/rand/v2"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/glob"
)

func TestCoversARN(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pattern, other string
		want           bool
	}{
		{"*", "arn:aws:s3:::b/*", true},
		{"arn:aws:s3:::b/*", "*", false},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/*", true},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/logs/*", true},
		{"arn:aws:s3:::b/logs/*", "arn:aws:s3:::b/*", false},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b*", false},
		{"arn:aws:s3:::*", "arn:aws:s3:::b?/x", true},
		{"arn:aws:s3:::b?", "arn:aws:s3:::b*", false},
		{"arn:aws:s3:::b??*", "arn:aws:s3:::b?x*", true},
		{"arn:aws:s3:::b?x*", "arn:aws:s3:::b??*", false},
		{"arn:*:s3:::b", "arn:aws:s3:::b", true},
		{"arn:aws:ec2:*:*:subnet/*", "arn:aws:ec2:*:123456789012:subnet/*", true},
		{"arn:aws:ec2:*:123456789012:subnet/*", "arn:aws:ec2:*:*:subnet/*", false},
		{"arn:aws:iam::*:role/*", "arn:aws:iam::*:user/*", false},
		{"arn:aws:iam::*:user/*", "arn:aws:iam::1*:role/a:user/b", false}, // IAM would match it, but the author means users
		{"arn:aws:s3*", "arn:aws:s3:::b", true},
		{"arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::${aws:username}/x", true},
		{"arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::ana/x", false},
		{"arn:aws:s3:::ana/*", "arn:aws:s3:::${aws:username}/*", false},
		{"arn:aws:s3:::*/x", "arn:aws:s3:::${aws:username}/x", true},
		{"arn:aws:s3:::?/x", "arn:aws:s3:::${aws:username}/x", false},
		{"arn:aws:s3:::a${*}", "arn:aws:s3:::a*", false},
		{"arn:aws:s3:::é?", "arn:aws:s3:::éü", true},
		{"arn:aws:s3:::B", "arn:aws:s3:::b", false},
		{"arn:aws:s3:::a?}", "arn:aws:s3:::ab}", true},
		{"arn:aws:s3:::?{a}", "arn:aws:s3:::${a}", false},
		{"s3", "arn:aws:s3:::b", false},
	}
	for _, tt := range tests {
		if got := coversARN(tt.pattern, tt.other); got != tt.want {
			t.Errorf("%s covers %s: %t, want %t", tt.pattern, tt.other, got, tt.want)
		}
	}
}

// TestCoversConditions: letter case of an operator does not count, and a negated
// one is wider with fewer values.
func TestCoversConditions(t *testing.T) {
	t.Parallel()
	st := func(operator string, values ...string) iam.Statement {
		return iam.Statement{Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []iam.Condition{{Operator: operator, Key: "aws:PrincipalTag/a", Values: values}}}
	}
	for _, tt := range []struct {
		operator string
		want     bool
	}{{"StringEquals", true}, {"stringequals", true}, {"StringNotEquals", false}, {"stringnotequals", false}, {"foranyvalue:stringnotlike", false}, {"NoSuchOperator", false}} {
		if got := Covers(st(tt.operator, "x", "y"), st(tt.operator, "x")); got != tt.want {
			t.Errorf("%s with a value more covers it: %t, want %t", tt.operator, got, tt.want)
		}
	}
}

// TestCoversIsSound draws patterns and a text: what covers a pattern that
// matches the text must match the text, too.
func TestCoversIsSound(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	text := func(letters string) string {
		out := ""
		for range r.IntN(6) {
			out += string(letters[r.IntN(len(letters))])
		}
		return out
	}
	used := 0
	for range 300_000 {
		p, o, s := text("ab*?"), text("ab*?"), text("ab")
		if coversName(p, o) && glob.Match(o, s) {
			used++
			if !glob.Match(p, s) {
				t.Fatalf("%q covers %q, which matches %q, but does not match it", p, o, s)
			}
		}
		arn := func(s string) string { return "arn:aws:s3:" + s + "::" + s }
		if coversARN(arn(p), arn(o)) && iam.MatchResource(arn(o), arn(s)) && !iam.MatchResource(arn(p), arn(s)) {
			t.Fatalf("%q covers %q, which matches %q, but does not match it", arn(p), arn(o), arn(s))
		}
	}
	if used < 1000 {
		t.Errorf("only %d of the drawn patterns tell anything", used)
	}
}

// TestCoversElements: what names all but some covers, and is covered, by what is
// left.
func TestCoversElements(t *testing.T) {
	t.Parallel()
	type st = iam.Statement
	role := []iam.Principal{{Type: "AWS", Values: []string{"123456789012"}}}
	with := func(base iam.Statement, change func(*iam.Statement)) iam.Statement {
		change(&base)
		return base
	}
	all := st{Actions: []string{"*"}, Resources: []string{"*"}}
	get := st{Actions: []string{"s3:Get*", "s3:List*"}, Resources: []string{"arn:aws:s3:::b/*", "arn:aws:s3:::c"}}
	notGet := st{NotActions: true, Actions: []string{"s3:Get*", "s3:Put*"}, Resources: []string{"*"}}
	notB := st{Actions: []string{"*"}, NotResources: true, Resources: []string{"arn:aws:s3:::b", "arn:aws:s3:::c*"}}
	for _, tt := range []struct {
		name   string
		by, of iam.Statement
		want   bool
	}{
		{"itself", get, get, true},
		{"everything", all, get, true},
		{"not everything", get, all, false},
		{"an action of two", get, with(get, func(s *st) { s.Actions = []string{"s3:GetObject"} }), true},
		{"one action too many", get, with(get, func(s *st) { s.Actions = []string{"s3:GetObject", "s3:PutObject"} }), false},
		{"one resource too many", get, with(get, func(s *st) { s.Resources = []string{"arn:aws:s3:::c", "arn:aws:s3:::d"} }), false},
		{"all but some actions", all, notGet, true},
		{"all but some actions, of all", notGet, all, false},
		{"an action that is not among them", notGet, with(all, func(s *st) { s.Actions = []string{"sqs:SendMessage"} }), true},
		{"an action that is among them", notGet, with(all, func(s *st) { s.Actions = []string{"sqs:SendMessage", "s3:getobject"} }), false},
		{"a pattern of actions, of which some may be", notGet, with(all, func(s *st) { s.Actions = []string{"sqs:*"} }), false},
		{"all but more actions", notGet, with(notGet, func(s *st) { s.Actions = []string{"s3:*"} }), true},
		{"all but fewer actions", notGet, with(notGet, func(s *st) { s.Actions = []string{"s3:Get*"} }), false},
		{"all but some actions, of a pattern", get, with(notGet, func(s *st) { s.Resources = get.Resources }), false},
		{"a resource that is not among them", notB, with(all, func(s *st) { s.Resources = []string{"arn:aws:s3:::a"} }), true},
		{"a resource that is", notB, with(all, func(s *st) { s.Resources = []string{"arn:aws:s3:::cc"} }), false},
		{"a resource with a variable", notB, with(all, func(s *st) { s.Resources = []string{"arn:aws:s3:::${aws:username}"} }), false},
		{"all but more resources", notB, with(notB, func(s *st) { s.Resources = []string{"arn:aws:s3:::b*", "arn:aws:s3:::*c*", "arn:aws:s3:::c*"} }), true},
		{"principals on one side", all, with(all, func(s *st) { s.Principals = role }), false},
		{"principals on the other", with(all, func(s *st) { s.Principals = role }), all, false},
		{"the same principals", with(get, func(s *st) { s.Principals = role }), with(get, func(s *st) { s.Principals = role }), true},
		{"other principals", with(all, func(s *st) { s.Principals = role }), with(all, func(s *st) { s.Principals = []iam.Principal{{Type: "*"}} }), false},
		{"all but those principals", with(all, func(s *st) { s.Principals = role }), with(all, func(s *st) { s.Principals, s.NotPrincipals = role, true }), false},
		{"a condition more", all, with(all, func(s *st) {
			s.Conditions = []iam.Condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{"true"}}}
		}), true},
		{"a condition less", with(all, func(s *st) {
			s.Conditions = []iam.Condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{"true"}}}
		}), all, false},
		{"a condition on another key", with(all, func(s *st) {
			s.Conditions = []iam.Condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{"true"}}}
		}), with(all, func(s *st) {
			s.Conditions = []iam.Condition{{Operator: "Bool", Key: "aws:ViaAWSService", Values: []string{"true"}}}
		}), false},
		{"a condition on the key in capitals", with(all, func(s *st) {
			s.Conditions = []iam.Condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{"true"}}}
		}), with(all, func(s *st) {
			s.Conditions = []iam.Condition{{Operator: "Bool", Key: "AWS:SECURETRANSPORT", Values: []string{"true"}}}
		}), true},
		{"a condition with another operator", with(all, func(s *st) {
			s.Conditions = []iam.Condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{"true"}}}
		}), with(all, func(s *st) {
			s.Conditions = []iam.Condition{{Operator: "StringEquals", Key: "aws:SecureTransport", Values: []string{"true"}}}
		}), false},
	} {
		if got := Covers(tt.by, tt.of); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}
