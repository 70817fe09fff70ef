package deploy_test

import (
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestAdmits: what one declaration admits is known to be admitted by another, or is
// not.
func TestAdmits(t *testing.T) {
	t.Parallel()
	s := load(t, `
version: 1
name: admits
parameters:
  Any: {type: String, example: a}
  Lower: {type: String, example: a, pattern: "[a-z]+"}
  Some: {type: String, example: ab, pattern: "[a-c]{2,3}"}
  Or: {type: String, example: ab, pattern: "ab|abc|[0-9]+"}
  One: {type: String, example: x, values: [x, y]}
  Two: {type: String, example: x, values: [x]}
  Bucket: {type: BucketName, example: acme}
  List: {type: [String], example: [a]}
  Flag: {type: Boolean, default: true}
`+role+`
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: {StringEquals: {"aws:PrincipalTag/a": ["${Any}", "${Lower}", "${Some}", "${Or}", "${One}", "${Two}", "${Bucket}", "${List}", "${Flag}"]}}}
`)
	tests := []struct {
		wide, narrow  string
		admits, again bool // the other way round
	}{
		{"Any", "Lower", true, false},
		{"Lower", "Some", true, false},
		{"Lower", "Or", false, false},
		{"Some", "Some", true, true},
		{"One", "Two", true, false},
		{"Lower", "One", true, false},
		{"Any", "Bucket", true, false},
		{"Bucket", "Lower", false, false},
		{"Any", "List", false, false},
		{"Any", "Flag", false, false},
		{"Flag", "Flag", true, true},
	}
	param := func(name string) int {
		for i, p := range s.Params {
			if p.Name == name {
				return i
			}
		}
		t.Fatal(name)
		return 0
	}
	for _, tt := range tests {
		wide, narrow := s.Params[param(tt.wide)], s.Params[param(tt.narrow)]
		if got := deploy.Admits(wide, narrow); got != tt.admits {
			t.Errorf("%s admits all of %s: %v", tt.wide, tt.narrow, got)
		}
		if got := deploy.Admits(narrow, wide); got != tt.again {
			t.Errorf("%s admits all of %s: %v", tt.narrow, tt.wide, got)
		}
	}
}

// TestAdmitsPatterns: whether all texts that one pattern matches are matched by
// another. What cannot be decided counts as not admitted.
func TestAdmitsPatterns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		wide, narrow string
		admits       bool
	}{
		{"[a-z]*x", "x", true},
		{"(ab)*c", "ababc", true},
		{"(ab)*c", "abac", false},
		{"(|a)*b", "aab", true},
		{"a?b", "ab|b", true},
		{"a|b|c", "[a-c]", true},
		{"a|b|d", "[a-d]", false},
		{"[a-y]", "[a-z]", false},
		{"[b-z]", "[a-z]", false},
		{"[a-mo-z]", "n", false},
		{"[a-mo-z]", "[a-z]", false},
		{"[^x]+", "[a-w]+", true},
		{"[^x]+", "[a-x]+", false},
		{"ax|[c-z]x", "[a-z]x", false},
		{"x.z", "x[0-9]z", true},
		{"x[0-9]z", "x.z", false},
		{".+", "[^y]+", true},
		{"[^y]+", ".+", false},
		{"a{2,4}", "a{3}", true},
		{"a{2,4}", "a{5}", false},
		{"a{2,4}", "a+", false},
		{"[a-z]{2}", "[a-z]", false},
		{"[\\t\\n\\r -~]+", "[ -~]+", true},
		{"[ -~]+", "[\\t -~]+", false},
		{"(?i)abc", "abc", true},
		{"abc", "(?i)abc", false},
		{"a\\b.*", "a-b", false},                    // what stands around a text is not looked into
		{"(a|b)*a(a|b){12}", "b*a(a|b){12}", false}, // nor what takes too many steps
		{"(a|b)*a(a|b){5}", "b*a(a|b){5}", true},
	} {
		wide, narrow := &spec.Param{Type: spec.String, Pattern: tt.wide}, &spec.Param{Type: spec.String, Pattern: tt.narrow}
		if got := deploy.Admits(wide, narrow); got != tt.admits {
			t.Errorf("%s admits all of %s: %v", tt.wide, tt.narrow, got)
		}
		if !deploy.Admits(narrow, narrow) {
			t.Errorf("%s does not admit itself", tt.narrow)
		}
	}
}
