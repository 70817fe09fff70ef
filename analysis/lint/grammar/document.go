package grammar

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// characters checks that a statement contains only characters that IAM allows.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
func characters(c *core.Checker, st *core.Statement) {
	for _, p := range st.PrincipalTexts {
		charactersIn(c, st, p.Texts)
	}
	charactersIn(c, st, st.ActionTexts)
	charactersIn(c, st, st.ResourceTexts)
	for _, cond := range st.ConditionTexts {
		charactersOf(c, st.In, st, cond.OpAt, cond.Operator)
		charactersOf(c, st.In, st, cond.At, cond.Key)
		charactersIn(c, st, cond.Texts)
	}
}

func charactersIn(c *core.Checker, st *core.Statement, values []core.Text) {
	for _, v := range values {
		charactersOf(c, st.In, st, v.At, v.Literal)
	}
}

func charactersOf(c *core.Checker, d *core.Document, what fmt.Stringer, at diag.Span, s string) {
	i := strings.IndexFunc(s, func(r rune) bool { return r > 0xFF || r < ' ' && !strings.ContainsRune("\t\n\r", r) })
	if i < 0 {
		return
	}
	r := []rune(s[i:])[0]
	c.Add(d.Subject, at, "bad-character", "IAM allows U+0020 to U+00FF in a policy", "%s has the character %s, which IAM does not allow in a policy", what, character(r))
}

// character prints r by its number, and itself if it is visible.
func character(r rune) string {
	if r < ' ' {
		return fmt.Sprintf("U+%04X", r)
	}
	return fmt.Sprintf("%q (U+%04X)", r, r)
}

// duplicates finds values that occur twice.
func duplicates(c *core.Checker, st *core.Statement) {
	duplicatesIn(c, st, "Action", st.Actions)
	duplicatesIn(c, st, "Resource", st.Resources)
	for _, p := range st.PrincipalTexts {
		duplicatesIn(c, st, p.Type, p.Values)
	}
	for _, cond := range st.ConditionTexts {
		duplicatesIn(c, st, cond.Key, cond.Values)
	}
	duplicateKeys(c, st)
}

func duplicateKeys(c *core.Checker, st *core.Statement) {
	if len(st.ConditionTexts) < 2 {
		return
	}
	seen := map[string]bool{}
	for _, cond := range st.ConditionTexts {
		key := cond.Operator + " " + strings.ToLower(cond.Key)
		if seen[key] {
			c.About(st, cond.At, "duplicate-key-case", "IAM ignores letter case in keys: put all values under one", "has the key %s twice under %s, in different letter case", cond.Key, cond.Operator)
		}
		seen[key] = true
	}
}

func duplicatesIn(c *core.Checker, st *core.Statement, what string, items []spec.Item) {
	if len(items) < 2 {
		return
	}
	seen := make(map[string]bool, len(items))
	for _, it := range items {
		s := it.Value.String()
		if what == "Action" {
			s = strings.ToLower(s)
		}
		if seen[s] && len(it.When) == 0 {
			c.About(st, it.At, "duplicate-value", "remove one", "has %q twice under %s", it.Value, what)
		}
		seen[s] = true
	}
}

// identifiers checks the Id of a document, which an identity policy cannot have.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html
func identifiers(c *core.Checker, d *core.Document) {
	charactersOf(c, d, d, d.At, d.ID)
	if d.ID != "" && d.Identity() {
		c.Add(d.Subject, d.At, "identity-id", "remove it", "%s has the Id %q, which an identity policy cannot have", d, d.ID)
	}
}
