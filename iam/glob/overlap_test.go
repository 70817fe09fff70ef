package glob

import "testing"

// TestOverlap holds Overlap against trying all texts of up to six of two
// letters on all patterns of up to three.
func TestOverlap(t *testing.T) {
	t.Parallel()
	patterns, words := textsOf("ab?*", 3), textsOf("ab", 6)
	for _, a := range patterns {
		for _, b := range patterns {
			want := false
			for _, w := range words {
				want = want || Match(a, w) && Match(b, w)
			}
			if got := Overlap(a, b); got != want {
				t.Errorf("Overlap(%q, %q) is %t", a, b, got)
			}
		}
	}
}

// textsOf are all texts of at most n of the letters.
func textsOf(letters string, n int) []string {
	out := []string{""}
	for from := 0; n > 0; n-- {
		end := len(out)
		for _, s := range out[from:end] {
			for _, l := range letters {
				out = append(out, s+string(l))
			}
		}
		from = end
	}
	return out
}
