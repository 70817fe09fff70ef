package spec

import (
	"strings"
	"testing"
)

// Each type has a sample, which it admits.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, info := range Types {
		p := &Param{Name: "P", Type: info.Name}
		if why := p.Refuses(p.Sample()); p.Sample() == "" || why != "" {
			t.Errorf("the sample %q of %s: %s", p.Sample(), info.Name, why)
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

// Longest leaves what shares memory with the values of a parameter as it is: proving asks
// for it on several goroutines.
func TestLongestWritesNothing(t *testing.T) {
	t.Parallel()
	all := []string{"a", "bb", "of another"}
	p := &Param{Name: "P", Type: String, Values: all[:2]}
	if got := p.Longest(); got != "bb" || all[2] != "of another" {
		t.Errorf("%q, and the text beside the values is %q", got, all[2])
	}
}
