package lint

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// characters holds all texts of a document against the characters that IAM
// takes.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
func (c *checker) characters() {
	for d, st := range c.statements() {
		what := label(st)
		for _, p := range st.Principals {
			c.charactersIn(d, what, p.Values)
		}
		c.charactersIn(d, what, st.Actions)
		c.charactersIn(d, what, st.Resources)
		for _, cond := range st.Conditions {
			c.charactersOf(d, what, cond.OpAt, cond.Operator)
			c.charactersOf(d, what, cond.At, cond.Key)
			c.charactersIn(d, what, cond.Values)
		}
	}
	for _, d := range c.documents {
		c.charactersOf(d, d.String(), d.at, d.ID)
	}
}

func (c *checker) charactersIn(d document, what string, items []spec.Item) {
	for _, v := range c.texts(items) {
		c.charactersOf(d, what, v.at, v.string)
	}
}

func (c *checker) charactersOf(d document, what string, at diag.Span, s string) {
	i := strings.IndexFunc(s, func(r rune) bool { return r > 0xFF || r < ' ' && !strings.ContainsRune("\t\n\r", r) })
	if i < 0 {
		return
	}
	r := []rune(s[i:])[0]
	c.add(d.subject, at, "bad-character", "IAM takes U+0020 to U+00FF in a policy", "%s has the character %s, which IAM takes in no policy", what, character(r))
}

// character shows r by its number, and as it looks if it looks like anything.
func character(r rune) string {
	if r < ' ' {
		return fmt.Sprintf("U+%04X", r)
	}
	return fmt.Sprintf("%q (U+%04X)", r, r)
}

// duplicates finds values that say twice what is said once.
func (c *checker) duplicates() {
	for d, st := range c.statements() {
		c.duplicatesIn(d, st, "Action", st.Actions)
		c.duplicatesIn(d, st, "Resource", st.Resources)
		for _, p := range st.Principals {
			c.duplicatesIn(d, st, p.Type, p.Values)
		}
		seen := map[string]bool{}
		for _, cond := range st.Conditions {
			c.duplicatesIn(d, st, cond.Key, cond.Values)
			key := cond.Operator + " " + strings.ToLower(cond.Key)
			if seen[key] {
				c.add(d.subject, cond.At, "duplicate-value", "IAM ignores letter case in keys: put all values under one", "%s has the key %s twice under %s", label(st), cond.Key, cond.Operator)
			}
			seen[key] = true
		}
	}
}

func (c *checker) duplicatesIn(d document, st *spec.Statement, what string, items []spec.Item) {
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

// identifiers finds an Id in a document that has no use for one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html
func (c *checker) identifiers() {
	for _, d := range c.documents {
		if d.ID != "" && d.identity() {
			c.add(d.subject, d.at, "identity-id", "remove it", "%s has the Id %q, which an identity policy does not take", d, d.ID)
		}
	}
}
