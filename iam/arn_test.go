package iam

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/glob"
)

func TestParseARN(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want ARN
	}{
		{"arn:aws:s3:::bucket/key", ARN{"aws", "s3", "", "", "bucket/key"}},
		{"arn:aws-cn:iam::123456789012:role/a:b", ARN{"aws-cn", "iam", "", "123456789012", "role/a:b"}},
		{"arn:aws:sqs", ARN{"aws", "sqs", "*", "*", "*"}},
		{"arn:aws:sqs:us-east-1:*", ARN{"aws", "sqs", "us-east-1", "*", "*"}},
		{"arn:aws:s3:::${aws:username}/a", ARN{"aws", "s3", "", "", "${aws:username}/a"}},
		{"arn:aws:ec2:*:${aws:PrincipalTag/a:b, 'x'}:vpc/*", ARN{"aws", "ec2", "*", "${aws:PrincipalTag/a:b, 'x'}", "vpc/*"}},
		{"arn:aws:ec2:*:${unclosed:vpc/*", ARN{"aws", "ec2", "*", "${unclosed", "vpc/*"}},
	}
	for _, tt := range tests {
		got, err := ParseARN(tt.text)
		if err != nil || got != tt.want {
			t.Errorf("ParseARN(%q) = %+v, %v, want %+v", tt.text, got, err, tt.want)
		}
		if short := strings.HasPrefix(tt.text, "arn:aws:sqs"); (got.String() != tt.text) != short {
			t.Errorf("ParseARN(%q) prints as %q", tt.text, got)
		}
	}
	for _, text := range []string{"", "*", "arn", "arn:aws", "ARN:aws:s3:::b", "bucket/key", "aws:arn:s3:::b"} {
		if got, err := ParseARN(text); err == nil {
			t.Errorf("ParseARN(%q) = %+v, want an error", text, got)
		}
	}
}

// AWS lets a * at the end of a part of a Resource element go on beyond it.
func TestMatchResource(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pattern, arn string
		want         bool
	}{
		{"arn:aws:s3:::b", "arn:aws:s3:::b", true},
		{"arn:aws:s3:::B", "arn:aws:s3:::b", false},
		{"arn:aws:s3:::b?", "arn:aws:s3:::b", false},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/x/y", true},
		{"arn:aws:s3:::*/y", "arn:aws:s3:::b/x/y", true},
		{"arn:*:sns:*:*:topic", "arn:aws:sns:us-east-1:123456789012:topic", true},
		{"arn:aws:sns:*:123456789012:t", "arn:aws:sns:us-east-1:x:123456789012:t", true},
		{"arn:aws:sns:*:topic", "arn:aws:sns:us-east-1:123456789012:topic", false}, // completed: …:topic:*
		{"arn:aws:sns:*:topic", "arn:aws:sns:us-east-1:123456789012:topic:s", true},
		{"arn:aws:sns:*:*:t*", "arn:aws:sns:us-east-1:123456789012:t:subscription", true},
		{"arn:aws:sns:us-*-1:*:t", "arn:aws:sns:us-east-1:123456789012:t", true},
		{"arn:aws:sns:us-*-1:*:t", "arn:aws:sns:us-east-2:x-1:t", false},
		{"arn:aws:sns", "arn:aws:sns:us-east-1:123456789012:topic", true},
		{"arn:aws:sqs", "arn:aws:sns:us-east-1:123456789012:topic", false},
		{"*", "arn:aws:sns:us-east-1:123456789012:topic", true},
		{"arn:aws:s3:::${*}", "arn:aws:s3:::*", true},
		{"arn:aws:s3:::${*}", "arn:aws:s3:::b", false},
		{"arn:aws:s3:::${aws:username}", "arn:aws:s3:::ann", true},
	}
	for _, tt := range tests {
		if got := MatchResource(tt.pattern, tt.arn); got != tt.want {
			t.Errorf("MatchResource(%q, %q) = %v", tt.pattern, tt.arn, got)
		}
	}
}

// TestHostileARNs are such that a matcher that goes back and forth needs years.
func TestHostileARNs(t *testing.T) {
	t.Parallel()
	stars := "arn:aws:s3:::" + strings.Repeat("a*", 500) + "b"
	long := "arn:aws:s3:::" + strings.Repeat("a", 5000)
	if MatchResource(stars, long) {
		t.Error("a pattern that ends in b matches only a")
	}
}

func FuzzMatchResource(f *testing.F) {
	f.Add("arn:aws:s3:::b/*", "arn:aws:s3:::b/key")
	f.Add("arn:*:iam::${aws:PrincipalAccount}:role/?*", "arn:aws-cn:iam::123456789012:role/x:y")
	f.Add("arn:aws:sns:*", "arn:aws:sns:us-east-1:123456789012:topic")
	f.Add("${:${*}:}${", "a::::::")
	f.Fuzz(func(t *testing.T, pattern, arn string) {
		a, err := ParseARN(arn)
		short := len(glob.SplitARN(arn)) < glob.ARNParts
		if err == nil && !short && a.String() != arn {
			t.Errorf("ParseARN(%q) prints as %q", arn, a)
		}
		if plain := !strings.ContainsAny(arn, "*?$"); plain && !short && !MatchResource(arn, arn) {
			t.Errorf("%q does not match itself", arn)
		}
		if MatchResource(pattern, arn) && !glob.CompileResource(pattern).Overlaps(glob.CompileResource(arn)) {
			t.Errorf("%q matches %q, but has no text in common with it", pattern, arn)
		}
	})
}
