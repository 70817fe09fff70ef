package grammar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// characters checks that a statement contains only characters that IAM allows.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
func characters(c *core.Checker, st *core.Statement, v core.Value) {
	charactersOf(c, st.In, st, v.At, v.Literal)
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

// excludesAll finds a NotAction or NotResource that leaves nothing.
func excludesAll(c *core.Checker, st *core.Statement) {
	if not, at := st.Nothing(); not != "" {
		does := map[string]string{"Allow": "allows", "Deny": "denies"}[st.Effect]
		c.About(st, at, "excludes-everything", "list only what to leave out", "has a %s that excludes everything, so it %s nothing", not, does)
	}
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

const currentVersion = "2012-10-17"

// versions finds documents in the old version of the language, where IAM accepts only
// the current one, and documents without a version.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
func versions(c *core.Checker, d *core.Document) {
	switch {
	case (d.Policy != nil || becomesManaged(d)) && !d.Bare() && d.Version != currentVersion:
		made := ""
		if d.Role != nil {
			made = ", which place makes of it"
		}
		c.Add(d.Subject, d.At, "old-managed-version", "write Version: "+currentVersion+"; write $${ where \"${\" is plain text", "%s has the Version %s; IAM accepts only %s in customer managed policies%s", d, d.Version, currentVersion, made)
	case d.Bare() && d.Unversioned:
		c.Add(d.Subject, d.At, "no-version", "write \"Version\": \""+currentVersion+"\"", "%s has no Version, so IAM reads it as 2008-10-17, without policy variables", d)
	}
}

// becomesManaged reports whether place makes customer managed policies of an inline one.
func becomesManaged(d *core.Document) bool {
	return d.Role != nil && d.Role.Packing != nil && slices.ContainsFunc(d.Role.Packing.Policies, func(p spec.PackedPolicy) bool {
		return p.Policy.Document == d.Document && len(p.Parts) > 0
	})
}

// emptySids finds Sids without a text.
func emptySids(c *core.Checker, st *core.Statement) {
	if at, ok := st.Elements.Of("Sid"); ok && st.Sid == "" {
		c.Add(st.In.Subject, at, "empty-sid", "write what the statement is for, or remove it", "a statement of %s has an empty Sid", st.In)
	}
}

// truthValues finds conditions on truth values with more than one of them.
func truthValues(c *core.Checker, st *core.Statement, cond core.Condition) {
	if cond.Op.Operand == core.Truths && len(cond.Values) > 1 {
		c.Add(st.In.Subject, cond.At, "several-booleans", "keep one", "%s compares with several values; it accepts one", core.Where(cond, st))
	}
}

// epochs finds dates as a number of seconds.
func epochs(c *core.Checker, st *core.Statement, v core.Value) {
	if v.Condition.Op.Operand != core.Dates || strings.EqualFold(v.Condition.Key, "aws:EpochTime") {
		return
	}
	if _, err := strconv.ParseUint(v.Literal, 10, 64); err == nil && len(v.Literal) > 4 { // four digits are a year
		c.Add(st.In.Subject, v.At, "epoch-date", "write it as YYYY-MM-DDThh:mm:ssZ", "%s compares with %q, a number of seconds", core.Where(v.Condition, st), v.Literal)
	}
}
