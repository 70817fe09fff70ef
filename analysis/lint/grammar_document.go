package lint

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// characters checks that a document contains only characters that IAM allows.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
func (c *checker) characters() {
	for d, st := range c.statements() {
		for _, p := range st.principals {
			c.charactersIn(d, st, p.values)
		}
		c.charactersIn(d, st, st.actions)
		c.charactersIn(d, st, st.resources)
		for _, cond := range st.conditions {
			c.charactersOf(d, st, cond.OpAt, cond.Operator)
			c.charactersOf(d, st, cond.At, cond.Key)
			c.charactersIn(d, st, cond.values)
		}
	}
	for _, d := range c.documents {
		c.charactersOf(d, d, d.at, d.ID)
	}
}

func (c *checker) charactersIn(d *document, st *statement, values []text) {
	for _, v := range values {
		c.charactersOf(d, st, v.At, v.string)
	}
}

func (c *checker) charactersOf(d *document, what fmt.Stringer, at diag.Span, s string) {
	i := strings.IndexFunc(s, func(r rune) bool { return r > 0xFF || r < ' ' && !strings.ContainsRune("\t\n\r", r) })
	if i < 0 {
		return
	}
	r := []rune(s[i:])[0]
	c.add(d.subject, at, "bad-character", "IAM allows U+0020 to U+00FF in a policy", "%s has the character %s, which IAM does not allow in a policy", what, character(r))
}

// character prints r by its number, and itself if it is visible.
func character(r rune) string {
	if r < ' ' {
		return fmt.Sprintf("U+%04X", r)
	}
	return fmt.Sprintf("%q (U+%04X)", r, r)
}

// duplicates finds values that occur twice.
func (c *checker) duplicates() {
	for d, st := range c.statements() {
		c.duplicatesIn(d, st, "Action", st.Actions)
		c.duplicatesIn(d, st, "Resource", st.Resources)
		for _, p := range st.principals {
			c.duplicatesIn(d, st, p.Type, p.Values)
		}
		for _, cond := range st.conditions {
			c.duplicatesIn(d, st, cond.Key, cond.Values)
		}
		c.duplicateKeys(d, st)
	}
}

func (c *checker) duplicateKeys(d *document, st *statement) {
	if len(st.conditions) < 2 {
		return
	}
	seen := map[string]bool{}
	for _, cond := range st.conditions {
		key := cond.Operator + " " + strings.ToLower(cond.Key)
		if seen[key] {
			c.add(d.subject, cond.At, "duplicate-value", "IAM ignores letter case in keys: put all values under one", "%s has the key %s twice under %s", label(st), cond.Key, cond.Operator)
		}
		seen[key] = true
	}
}

func (c *checker) duplicatesIn(d *document, st *statement, what string, items []spec.Item) {
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
			c.add(d.subject, it.At, "duplicate-value", "remove one", "%s has %q twice under %s", label(st), it.Value, what)
		}
		seen[s] = true
	}
}

// identifiers finds an Id in a document that cannot have one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html
func (c *checker) identifiers() {
	for _, d := range c.documents {
		if d.ID != "" && d.identity() {
			c.add(d.subject, d.at, "identity-id", "remove it", "%s has the Id %q, which an identity policy cannot have", d, d.ID)
		}
	}
}
