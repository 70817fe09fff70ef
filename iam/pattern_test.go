package iam

import (
	"regexp"
	"strings"
	"testing"
)

// words returns all texts over an alphabet up to a length.
func words(alphabet []rune, length int) []pattern {
	out := []pattern{nil}
	for last := out; length > 0; length-- {
		var longer []pattern
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
func wild(text string) pattern {
	p := pattern([]rune(text))
	for i, r := range p {
		p[i] = wildcard(r, one, many)
	}
	return p
}

// expression is the pattern as a regular expression: the oracle.
func expression(p pattern) *regexp.Regexp {
	wildcards := map[rune]string{
		one: ".", oneNoColon: "[^:]", oneNoSlash: "[^/]",
		many: ".*", manyNoColon: "[^:]*", manyNoSlash: "[^/]*",
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
		{"no colon", []rune{'a', ':', one, oneNoColon, many, manyNoColon}, 3},
		{"no slash", []rune{'a', '/', one, oneNoSlash, many, manyNoSlash}, 3},
		{"both", []rune{'a', ':', '/', oneNoColon, oneNoSlash, many, manyNoColon, manyNoSlash}, 2},
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
					if got := p.overlaps(q); got != want {
						t.Fatalf("%v overlaps %v: %v, want %v", p, q, got, want)
					}
				}
			}
		})
	}
}

func matchAll(t *testing.T, p pattern, texts []pattern) []bool {
	t.Helper()
	want := expression(p)
	out := make([]bool, len(texts))
	for i, text := range texts {
		out[i] = want.MatchString(string(text))
		if got := p.match(string(text)); got != out[i] {
			t.Fatalf("%v matches %q: %v, want %v", p, string(text), got, out[i])
		}
	}
	return out
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
			if got, want := MatchString(pattern, text), p.MatchString(text); got != want {
				t.Fatalf("MatchString(%q, %q) = %v", pattern, text, got)
			}
			if got, want := matchFold(pattern, text), fold.MatchString(strings.ToLower(text)); got != want {
				t.Fatalf("matchFold(%q, %q) = %v", pattern, text, got)
			}
		}
	}
}
