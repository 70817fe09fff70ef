package compare_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/internal/naive"
)

// Verdicts, witnesses and reasons stay what they are, and so does the effort. The
// file has a line for each pair of random policies, and the steps that the pairs of
// a kind took together. UPDATE=1 rewrites it, and fails if that changed it.
//
// Other tests prove that the verdicts are true. This one sees when a decided one
// becomes unknown, a difference gets another witness, or a search gets longer.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	random := naive.NewRandom(3, 11)
	for _, kind := range []struct {
		name string
		pair func() (older, newer eval.Policies)
	}{
		{"similar identity policies", func() (eval.Policies, eval.Policies) {
			older, newer := randomPair(random.Rand)
			return naive.Only(older), naive.Only(newer)
		}},
		{"trust policies", func() (eval.Policies, eval.Policies) {
			return eval.Policies{Trust: trusts(random.Rand)}, eval.Policies{Trust: trusts(random.Rand)}
		}},
		{"policies with variables", func() (eval.Policies, eval.Policies) {
			older, newer := random.VariableDocuments()
			return naive.Only(older), naive.Only(newer)
		}},
		{"policies of all kinds", func() (eval.Policies, eval.Policies) {
			older := random.Policies()
			return older, similar(random, older)
		}},
	} {
		var lines strings.Builder
		steps := 0
		for i := range 250 {
			older, newer := kind.pair()
			c, err := compare.Compare(older, newer)
			if err != nil {
				t.Fatal(err)
			}
			steps += c.Steps()
			fmt.Fprintf(&lines, "%d %s\n", i, c.Verdict())
			for _, change := range c.Gained {
				fmt.Fprintln(&lines, "  gained", changeText(change))
			}
			for _, change := range c.Lost {
				fmt.Fprintln(&lines, "  lost", changeText(change))
			}
			for _, reason := range c.Reasons {
				fmt.Fprintln(&lines, "  because", reason)
			}
		}
		fmt.Fprintf(&out, "%s: %d steps\n%s\n", kind.name, steps, &lines)
	}
	const file = "testdata/verdicts.txt"
	want, _ := os.ReadFile(file)
	if bytes.Equal(want, out.Bytes()) {
		return
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, out.Bytes(), 0o666); err != nil {
			t.Error(err)
		}
		t.Fatalf("%s has changed: read its diff", file)
	}
	got, before := strings.Split(out.String(), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(got), len(before)) {
		if got[i] != before[i] {
			t.Fatalf("%s, line %d\nis  %s\nwas %s\nif this is an improvement, UPDATE=1 rewrites the file", file, i+1, got[i], before[i])
		}
	}
	t.Fatalf("%s has %d lines, not %d", file, len(before), len(got))
}

func trusts(r *rand.Rand) *iam.Document {
	out := &iam.Document{Version: "2012-10-17"}
	for range 1 + r.IntN(2) {
		out.Statements = append(out.Statements, randomTrust(r))
	}
	return out
}

// similar returns policies of which one statement differs.
func similar(r naive.Random, p eval.Policies) eval.Policies {
	change := func(d *iam.Document) *iam.Document {
		out := *d
		out.Statements = slices.Clone(d.Statements)
		r.Change(&out.Statements[r.IntN(len(out.Statements))])
		return &out
	}
	out := p
	switch {
	case p.Boundary != nil && r.IntN(2) == 0:
		out.Boundary = change(p.Boundary)
	case p.Resource != nil && r.IntN(2) == 0:
		out.Resource = change(p.Resource)
	case p.Trust != nil:
		out.Trust = change(p.Trust)
	case len(p.Identity) > 0:
		out.Identity = append([]*iam.Document{change(p.Identity[0])}, p.Identity[1:]...)
	}
	return out
}

func changeText(c compare.Change) string {
	var context []string
	for _, key := range slices.Sorted(maps.Keys(c.Witness.Context.Values)) {
		context = append(context, fmt.Sprintf("%s=%q", key, c.Witness.Context.Values[key]))
	}
	return fmt.Sprint(len(c.Actions), " actions: ", c.Witness.Principal, " ", c.Witness.Action, " ", c.Witness.Resource, " ", strings.Join(context, " "))
}
