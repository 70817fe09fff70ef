package spec

import (
	"strings"
	"testing"
)

func TestPatternLength(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]int{
		`[a-z]{1,20}`:                      20,
		`team-(a|bcd)?`:                    8,
		`[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]`: 63,
		`(ab){2,3}`:                        6,
		`^x$`:                              1,
		`a*`:                               unbounded,
		`x+y`:                              unbounded,
		`a{2,}`:                            unbounded,
		`(a*){0}`:                          0,
		`true|false`:                       5,
		`é{3}`:                             3,
		LogGroupName.Pattern():             512,
		SecurityGroupID.Pattern():          20,
		`(?i)abc`:                          3,
		`[`:                                unbounded,
		BucketName.Pattern() + `(/x)??`:    65,
	} {
		if got := patternLength(pattern); got != want {
			t.Errorf("patternLength(%s) = %d, want %d", pattern, got, want)
		}
	}
}

func TestLongest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		param Param
		want  int
	}{
		{Param{Type: BucketName, Example: []string{"b"}}, 63},
		{Param{Type: NamePrefix, Pattern: "[a-z]{1,9}"}, 9},
		{Param{Type: NamePrefix, Pattern: "[a-z]*"}, 64},
		{Param{Type: String}, 64},
		{Param{Type: String, Example: []string{strings.Repeat("e", 90)}}, 90},
		{Param{Type: String, Values: []string{"dev", "staging"}}, 7},
		{Param{Type: String, Pattern: ".{3}"}, 3},
		{Param{Type: KMSKeyARN}, 86},
		{Param{Type: String, Pattern: strings.Repeat("a{1000}", 5)}, 4096},
	} {
		if got := len(c.param.Longest()); got != c.want {
			t.Errorf("the longest %s with pattern %q, values %q and example %q has %d characters, want %d", c.param.Type, c.param.Pattern, c.param.Values, c.param.Example, got, c.want)
		}
	}
}
