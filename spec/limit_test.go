package spec

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"

	"github.com/emriam/emriam/spec/regex"
)

// limited are parameters with limits of all kinds.
func limited() []*Param {
	var out []*Param
	for _, info := range Types {
		if info.Name == Boolean {
			continue
		}
		for _, pattern := range []string{"", "[a-z]*", `^a(b|\*)+.?$`, `[^a]+`, `arn:aws:s3:::.+`, `\d{2,}| +`} {
			for n := range 16 {
				p := &Param{Name: "P", Type: info.Name, Pattern: pattern, List: n&1 != 0, Matched: n&2 != 0, Wildcards: n&4 != 0}
				if n&8 != 0 {
					p.Delimiters = "|"
				}
				out = append(out, p)
			}
		}
	}
	return out
}

// TestPatterns wants of the patterns of a parameter, which targets match, what
// Refuses says.
func TestPatterns(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "a", "ab*", "abx", "12", " ", "arn:aws:s3:::b", "arn:aws:iam::123456789012:role/a", "arn:aws:iam::aws:policy/a,b", "b c", "sg-12345678", "123456789012"}
	for range 300 {
		s := texts[r.IntN(12)]
		for range r.IntN(3) {
			at := r.IntN(len(s) + 1)
			s = s[:at] + string([]rune("*?\n\r\t ,|a\u2028")[r.IntN(10)]) + s[at:]
		}
		texts = append(texts, s)
	}
	refused, taken := 0, 0
	for _, p := range limited() {
		var all []*regexp.Regexp
		for _, pattern := range p.Patterns() {
			if problem, _ := regex.Check(pattern); problem != "" {
				t.Errorf("%s %s: the pattern %s %s", p.Type, p.Pattern, pattern, problem)
			}
			all = append(all, regexp.MustCompile("^(?:"+pattern+")$"))
		}
		for _, s := range texts {
			want := p.Refuses(s)
			if got := slices.ContainsFunc(all, func(re *regexp.Regexp) bool { return !re.MatchString(s) }); got != (want != "") {
				t.Errorf("%s, pattern %q, list %v, matched %v, wildcards %v: %q does not match %q: %v, but it %q", p.Type, p.Pattern, p.List, p.Matched, p.Wildcards, s, p.Patterns(), got, want)
			}
			if want == "" {
				taken++
			} else {
				refused++
			}
		}
	}
	t.Logf("%d refused, %d taken", refused, taken)
	if refused < 10000 || taken < 1000 {
		t.Errorf("%d refused, %d taken", refused, taken)
	}
}
