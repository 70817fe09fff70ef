package main

import (
	"slices"
	"strings"
	"testing"
)

// Every line of survivors.txt names a mutant that can still be made.
func TestSurvivorsExist(t *testing.T) {
	if testing.Short() {
		t.Skip("type checks packages from source")
	}
	t.Chdir("../../..")
	var all []string
	for _, dir := range []string{"iam/glob", "iam/eval", "iam/compare"} {
		p, err := load(dir, []string{"*"})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range p.mutants {
			all = append(all, m.what)
		}
	}
	for line := range strings.Lines(survivors) {
		if mutant, _, ok := strings.Cut(line, " | "); ok && !slices.Contains(all, mutant) {
			t.Errorf("no such mutant: %s", mutant)
		}
	}
}
