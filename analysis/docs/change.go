package docs

import (
	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/iam/compare"
)

// Change is a page for a comparison.
type Change struct{ *diff.Report }

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
