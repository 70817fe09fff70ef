package glob

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// words returns all texts over an alphabet up to a length.
func words(alphabet []rune, length int) []Pattern {
	out := []Pattern{nil}
	for last := out; length > 0; length-- {
		var longer []Pattern
		for _, w := range last {
			for _, r := range alphabet {
				longer = append(longer, append(w[:len(w):len(w)], r))
			}
		}
		out, last = append(out, longer...), longer
	}
	return out
}

// wild is a text with * and ? as a pattern.
func wild(text string) Pattern {
	p := Pattern([]rune(text))
	for i, r := range p {
		p[i] = Wildcard(r, One, Many)
	}
	return p
}

// expression is the pattern as a regular expression: the oracle.
func expression(p Pattern) *regexp.Regexp {
	wildcards := map[rune]string{
		One: ".", OneNoColon: "[^:]", oneNoSlash: "[^/]",
		Many: ".*", ManyNoColon: "[^:]*", ManyNoSlash: "[^/]*",
	}
	var b strings.Builder
	for _, r := range p {
		if w, ok := wildcards[r]; ok {
			b.WriteString(w)
		} else {
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return regexp.MustCompile("^(?s:" + b.String() + ")$")
}

// TestPatterns tries all short patterns on all short texts, and all pairs of
// patterns on whether they have a text in common.
func TestPatterns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		alphabet []rune
		length   int
	}{
		{"no colon", []rune{'a', ':', One, OneNoColon, Many, ManyNoColon}, 3},
		{"no slash", []rune{'a', '/', One, oneNoSlash, Many, ManyNoSlash}, 3},
		{"both", []rune{'a', ':', '/', OneNoColon, oneNoSlash, Many, ManyNoColon, ManyNoSlash}, 2},
	}
	// Two patterns of three elements that have a text in common have one of
	// at most six characters, and "a" stands for all that are not special.
	texts := words([]rune("a:/"), 6)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			patterns := words(tt.alphabet, tt.length)
			matches := make([][]bool, len(patterns))
			for i, p := range patterns {
				matches[i] = matchAll(t, p, texts)
			}
			for i, p := range patterns {
				for j, q := range patterns {
					want := common(matches[i], matches[j])
					if got := p.Overlaps(q); got != want {
						t.Fatalf("%v overlaps %v: %v, want %v", p, q, got, want)
					}
				}
			}
		})
	}
}

func matchAll(t *testing.T, p Pattern, texts []Pattern) []bool {
	t.Helper()
	want := expression(p)
	out := make([]bool, len(texts))
	for i, text := range texts {
		out[i] = want.MatchString(string(text))
		if got := p.Match(string(text)); got != out[i] {
			t.Fatalf("%v matches %q: %v, want %v", p, string(text), got, out[i])
		}
	}
	return out
}

// TestLongPatterns asks of longer ones whether they have a text in common, and
// looks for it among all places that texts lead to.
func TestLongPatterns(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 3))
	draw := func() (p Pattern) {
		for range 3 + r.IntN(5) {
			p = append(p, []rune{'a', 'a', 'b', ':', One, OneNoColon, Many, ManyNoColon}[r.IntN(8)])
		}
		return p
	}
	overlap := 0
	for range 20_000 {
		p, q := draw(), draw()
		want := reaches(p, q, map[[2]int]bool{})
		if got := p.Overlaps(q); got != want {
			t.Fatalf("%v overlaps %v: %v, want %v", p, q, got, want)
		}
		if want {
			overlap++
		}
	}
	if overlap < 2000 {
		t.Errorf("only %d have a text in common", overlap)
	}
}

// reaches reports whether some text leads through both patterns.
func reaches(p, q Pattern, seen map[[2]int]bool) bool {
	place := [2]int{len(p), len(q)}
	if len(p)+len(q) == 0 || seen[place] {
		return len(p)+len(q) == 0
	}
	seen[place] = true
	if len(p) > 0 && Repeats(p[0]) && reaches(p[1:], q, seen) || len(q) > 0 && Repeats(q[0]) && reaches(p, q[1:], seen) {
		return true
	}
	if len(p) == 0 || len(q) == 0 {
		return false
	}
	for _, c := range "ab:" {
		after, ok := through(p, c)
		other, too := through(q, c)
		if ok && too && reaches(after, other, seen) {
			return true
		}
	}
	return false
}

// through is what is left of a pattern after a character.
func through(p Pattern, c rune) (Pattern, bool) {
	switch p[0] {
	case One:
		return p[1:], true
	case OneNoColon:
		return p[1:], c != ':'
	case Many:
		return p, true
	case ManyNoColon:
		return p, c != ':'
	default:
		return p[1:], p[0] == c
	}
}

func common(a, b []bool) bool {
	for i := range a {
		if a[i] && b[i] {
			return true
		}
	}
	return false
}

// TestMatchString holds the quick matcher of plain patterns against regular
// expressions.
func TestMatchString(t *testing.T) {
	t.Parallel()
	texts := words([]rune("aBé"), 5)
	for _, w := range words([]rune("aBé?*"), 4) {
		pattern := string(w)
		p := expression(wild(pattern))
		fold := expression(wild(strings.ToLower(pattern)))
		for _, text := range texts {
			text := string(text)
			if got, want := Match(pattern, text), p.MatchString(text); got != want {
				t.Fatalf("MatchString(%q, %q) = %v", pattern, text, got)
			}
			if got, want := MatchFold(pattern, text), fold.MatchString(strings.ToLower(text)); got != want {
				t.Fatalf("matchFold(%q, %q) = %v", pattern, text, got)
			}
		}
	}
}
