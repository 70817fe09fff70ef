package deploy

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// TestCatchNaive compares catch with a search through all pairs of texts. A pattern that
// names the parameter matches a text without it, because of the value, only if a literal has
// the value.
func TestCatchNaive(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	caught := 0
	for range 5000 {
		var every []string
		all := texts{naming: map[string][]string{}}
		for range random.IntN(8) {
			var text string
			for range 1 + random.IntN(4) {
				text += []string{"a", "b", "*", "?", mark("P")}[random.IntN(5)]
			}
			every = append(every, text)
			all.literals = append(all.literals, strings.Split(text, mark("P"))...)
			if glob.HasWildcard(text) {
				all.globs = append(all.globs, text)
			}
			if strings.Contains(text, mark("P")) {
				all.naming["P"] = append(all.naming["P"], text)
			}
		}
		var want []string
		with := func(text string) string { return strings.ReplaceAll(text, mark("P"), "ab") }
		for _, pattern := range all.globs {
			for _, text := range every {
				switch {
				case !glob.Match(with(pattern), with(text)) || glob.Match(pattern, text):
				case !strings.Contains(pattern, mark("P")):
					want = append(want, shown(pattern))
				case !strings.Contains(text, mark("P")) && !all.holds(spec.String, "ab"):
					t.Fatalf("%q matches %q", pattern, text)
				}
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if got := all.catch("P", "ab"); !slices.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", every, got, want)
		}
		caught += len(want)
	}
	if caught < 1000 {
		t.Errorf("only %d patterns were caught", caught)
	}
}
