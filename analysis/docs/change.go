package docs

import (
	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/iam/compare"
)

// Change is a page for a comparison.
type Change struct{ *diff.Report }

// Count is how many members something happens to.
type Count struct {
	N    int
	What string
}

// HTML returns c as a page that needs no network, no script and no other file.
func (c Change) HTML() []byte {
	return render("change.html", view{Title: c.New + ", compared with " + c.Old + ": " + c.Verdict, Change: &c})
}

// Meaning returns the verdict as a sentence.
func (c Change) Meaning() string {
	return map[string]string{
		compare.Same.String():      "both allow exactly the same requests.",
		compare.Narrower.String():  "the new version allows less.",
		compare.Wider.String():     "the new version allows more.",
		compare.Both.String():      "each allows requests that the other does not.",
		compare.Undecided.String(): "not everything could be compared.",
	}[c.Verdict]
}

// Counts returns what happens to how many members, without what happens to none.
func (c Change) Counts() []Count {
	var gain, lose, unknown, replaced int
	for _, m := range c.Members {
		if len(m.Gained) > 0 {
			gain++
		}
		if len(m.Lost) > 0 {
			lose++
		}
		if m.Verdict == compare.Undecided.String() {
			unknown++
		}
		if m.Replace != nil {
			replaced++
		}
	}
	all := []Count{
		{len(c.Members), plural(len(c.Members), "difference", "differences")},
		{gain, plural(gain, "grants more", "grant more")},
		{lose, plural(lose, "grants less", "grant less")},
		{unknown, plural(unknown, "is unknown", "are unknown")},
		{replaced, plural(replaced, "is replaced", "are replaced")},
	}
	var out []Count
	for _, one := range all {
		if one.N > 0 {
			out = append(out, one)
		}
	}
	return out
}
