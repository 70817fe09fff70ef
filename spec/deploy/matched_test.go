package deploy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec/deploy"
)

// TestMatched: a parameter has one value for each combination of wildcards that its
// type and pattern admit, and none for a wildcard that matches all or none of them.
func TestMatched(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, declared, patterns, want string
	}{
		{"a prefix", "{type: BucketName, example: data}", "acme-*", "acme-a"},
		{"a prefix and a suffix", "{type: BucketName, example: data}", "acme-* *-logs", "acme-a a-logs acme-logs"},
		{"one within another", "{type: BucketName, example: data}", "ac* acme-*", "aca acme-a"},
		{"one character", "{type: BucketName, example: data}", "acme?", "acmea"},
		{"everything", "{type: BucketName, example: data}", "*", ""},
		{"another path", "{type: BucketName, example: data}", "acme/*", ""},
		{"no value of the pattern", `{type: String, example: data, pattern: "[a-z]+"}`, "acme-*", ""},
		{"a value of the pattern", `{type: String, example: data, pattern: "acme-[0-9]{3}|data"}`, "acme-1*", "acme-100"},
		{"a limited length", `{type: String, example: data, pattern: "[a-z-]{3,5}"}`, "acme-* *-x", "a-x acme-"},
		{"its example", "{type: BucketName, example: acme-data}", "*-data", "a-data"},
		{"the values", "{type: String, example: b, values: [acme-a, b]}", "acme-*", "acme-a b"},
	} {
		var denied []string
		for _, p := range strings.Fields(tt.patterns) {
			denied = append(denied, fmt.Sprintf("%q", "arn:aws:s3:::"+p))
		}
		s := load(t, "version: 1\nname: matched\nparameters:\n  P: "+tt.declared+"\n"+role+`
        - {Sid: A, Effect: Allow, Action: "s3:ListBucket", Resource: "arn:aws:s3:::${P}"}
        - {Sid: D, Effect: Deny, Action: "s3:ListBucket", Resource: [`+strings.Join(denied, ", ")+`]}
`)
		space := deploy.New(s).Matched(nil)
		var got []string
		if v := space.Param("P").Var; v != nil {
			for i, o := range v.Options {
				if !v.Other || i < len(v.Options)-1 {
					got = append(got, o.Values...)
				}
			}
		}
		if strings.Join(got, " ") != tt.want || space.Partial != nil {
			t.Errorf("%s: %q, want %q; partial: %v", tt.name, got, tt.want, space.Partial)
		}
	}
}

// TestMatchedRequest: a wildcard in the resource of a test is a character, so that a pattern
// matches it with some values of the parameter beside it, and not with all.
func TestMatchedRequest(t *testing.T) {
	t.Parallel()
	s := load(t, "version: 1\nname: matched\nparameters:\n  P: {type: BucketName, example: data}\n"+role+`
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${P}/*"}
        - {Sid: D, Effect: Deny, Action: "s3:GetObject", Resource: "arn:aws:s3:::*-logs/*"}
tests:
  - {name: t, role: Job, can: "s3:GetObject", resources: "arn:aws:s3:::${P}/*"}
`)
	if v := deploy.New(s).Matched(nil).Param("P").Var; v == nil || v.Options[0].Values[0] != "a-logs" {
		t.Errorf("%+v", v)
	}
}
