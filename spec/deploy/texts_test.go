package deploy

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/glob"
)

// TestCatchNaive compares catch with a search through all pairs of texts.
func TestCatchNaive(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	caught := 0
	for range 5000 {
		all := texts{naming: map[string][]string{}}
		for range random.IntN(8) {
			var text string
			for range 1 + random.IntN(4) {
				text += []string{"a", "b", "*", "?", mark("P")}[random.IntN(5)]
			}
			all.all = append(all.all, text)
			if glob.HasWildcard(text) {
				all.globs = append(all.globs, text)
			}
			if strings.Contains(text, mark("P")) {
				all.naming["P"] = append(all.naming["P"], text)
			}
		}
		slices.Sort(all.all)
		var want []string
		with := func(text string) string { return strings.ReplaceAll(text, mark("P"), "ab") }
		for _, pattern := range all.globs {
			for _, text := range all.all {
				named := strings.Contains(pattern+text, mark("P"))
				if named && glob.Match(with(pattern), with(text)) && !glob.Match(pattern, text) {
					want = append(want, shown(pattern))
				}
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if got := all.catch("P", "ab"); !slices.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", all.all, got, want)
		}
		caught += len(want)
	}
	if caught < 1000 {
		t.Errorf("only %d patterns were caught", caught)
	}
}
