package iam

import (
	"math/rand/v2"
	"testing"
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
	st := func(operator string, values ...string) Statement {
		return Statement{Actions: []string{"*"}, Resources: []string{"*"}, Conditions: []Condition{{operator, "aws:PrincipalTag/a", values}}}
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
		if coversName(p, o) && MatchString(o, s) {
			used++
			if !MatchString(p, s) {
				t.Fatalf("%q covers %q, which matches %q, but does not match it", p, o, s)
			}
		}
		arn := func(s string) string { return "arn:aws:s3:" + s + "::" + s }
		if coversARN(arn(p), arn(o)) && MatchResource(arn(o), arn(s)) && !MatchResource(arn(p), arn(s)) {
			t.Fatalf("%q covers %q, which matches %q, but does not match it", arn(p), arn(o), arn(s))
		}
	}
	if used < 1000 {
		t.Errorf("only %d of the drawn patterns tell anything", used)
	}
}
