package rules_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// TestRules checks that each rule has all texts, in one form.
func TestRules(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)*$`)
	sentence := regexp.MustCompile(`(?s)^[A-Z].*[^.]\.$`)
	source := regexp.MustCompile(`^https://(docs\.aws\.amazon\.com/[\w./-]+\.html|rhinosecuritylabs\.com/[\w/-]+/|yaml\.org/spec/1\.2\.2/)$`)
	seen := map[string]bool{}
	for _, r := range rules.All {
		if !code.MatchString(r.Code) || seen[r.Code] {
			t.Errorf("the code %q is malformed, or occurs twice", r.Code)
		}
		seen[r.Code] = true
		if r.Title == "" || strings.HasSuffix(r.Title, ".") {
			t.Errorf("the title of %s is %q", r.Code, r.Title)
		}
		for _, s := range []string{r.Why, r.Fix} {
			if !sentence.MatchString(s) {
				t.Errorf("%s has %q, which is not a sentence", r.Code, s)
			}
		}
		if r.Source != "" && !source.MatchString(r.Source) {
			t.Errorf("the source of %s is %q", r.Code, r.Source)
		}
		if r.Severity == diag.Off {
			t.Errorf("the severity of %s is %s", r.Code, r.Severity)
		}
	}
}
