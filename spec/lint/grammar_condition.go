package lint

import (
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// conditionKeyForm is a prefix, which can be the address of an identity
// provider, and a name, which can end in the key of a tag.
var conditionKeyForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]*:[^\s:]([^\r\n]*\S)?$`)

// conditionForms checks what conditions say by themselves.
func (c *checker) conditionForms() {
	for d, st := range c.statements() {
		for i, cond := range st.Conditions {
			if !conditionKeyForm.MatchString(cond.Key) {
				c.add(d.subject, cond.At, "bad-condition-key", "e.g., aws:SourceAccount or aws:ResourceTag/team", "%s has the condition key %q, which is not service:name", label(st), cond.Key)
			}
			c.literalWildcards(d, st, cond)
			for _, other := range st.Conditions[:i] {
				c.contradiction(d, st, other, cond)
			}
		}
	}
}

// literalWildcards finds a * that an author of patterns would take for one,
// where it is a plain character.
func (c *checker) literalWildcards(d document, st *spec.Statement, cond spec.Condition) {
	op, ok := parseOperator(cond.Operator)
	if !ok || op.operand != texts || op.wild() {
		return
	}
	for _, v := range c.texts(cond.Values) {
		if strings.ContainsAny(withoutVariables(v.string), "*?") {
			like := strings.Replace(op.base, "EqualsIgnoreCase", "Equals", 1)
			like = strings.Replace(like, "Equals", "Like", 1)
			c.add(d.subject, v.at, "literal-wildcard", "write "+op.set+like+", or ${*} for the character", "%s compares with %q as it stands: its wildcards are none", where(cond, st), v.string)
		}
	}
}

func withoutVariables(s string) string {
	for {
		before, rest, found := strings.Cut(s, "${")
		if !found {
			return s
		}
		_, after, _ := strings.Cut(rest, "}")
		s = before + after
	}
}

// contradiction finds two conditions on one key that no value can meet: all
// conditions of a statement must hold.
func (c *checker) contradiction(d document, st *spec.Statement, a, b spec.Condition) {
	if !strings.EqualFold(a.Key, b.Key) {
		return
	}
	x, okX := parseOperator(a.Operator)
	y, okY := parseOperator(b.Operator)
	if !okX || !okY || x.ifExists || y.ifExists || x.set != "" || y.set != "" {
		return // holds without a value, or by different values
	}
	if c.nullContradicts(x, a, y) || c.nullContradicts(y, b, x) || c.textsContradict(x, a, y, b) {
		c.add(d.subject, b.At, "contradiction", "keep one of them, or list all values under one operator",
			"%s is never met: no value of %s passes both %s and %s", label(st), b.Key, a.Operator, b.Operator)
	}
}

// nullContradicts reports whether a wants no value where y wants one.
func (c *checker) nullContradicts(x operator, a spec.Condition, y operator) bool {
	return x.base == "Null" && y.base != "Null" && !y.negated() &&
		!slices.ContainsFunc(c.texts(a.Values), func(v text) bool { return !strings.EqualFold(v.string, "true") })
}

// textsContradict reports whether no text passes both.
func (c *checker) textsContradict(x operator, a spec.Condition, y operator, b spec.Condition) bool {
	if x.operand != texts || y.operand != texts || x.negated() && y.negated() {
		return false
	}
	if x.negated() {
		x, a, y, b = y, b, x, a
	}
	as, bs := c.patterns(x, a), c.patterns(y, b)
	if as == nil || bs == nil {
		return false
	}
	if y.negated() {
		return !slices.ContainsFunc(as, func(s string) bool {
			return !slices.ContainsFunc(bs, func(t string) bool { return covers(t, s) })
		})
	}
	return !slices.ContainsFunc(as, func(s string) bool {
		return slices.ContainsFunc(bs, func(t string) bool { return globsMeet(s, t) })
	})
}

// literal stands for a wildcard that is a plain character. The two are for
// private use, so that no policy has them.
var literal = strings.NewReplacer("*", "\uE02A", "?", "\uE03F")

// patterns are the values of a condition as patterns; nil if one of them is
// known only at the request, or at deployment.
func (c *checker) patterns(op operator, cond spec.Condition) []string {
	var out []string
	for _, v := range c.texts(cond.Values) {
		s := v.string
		if len(v.item.Value.Expand().Params()) > 0 || strings.Contains(s, "${") {
			return nil
		}
		if !op.wild() {
			s = literal.Replace(s)
		}
		if strings.Contains(op.base, "IgnoreCase") {
			return nil
		}
		out = append(out, s)
	}
	return out
}

// covers reports whether all that s matches is matched by t, for those cases
// that are easy to see.
func covers(t, s string) bool {
	return t == s || !strings.ContainsAny(s, "*?") && globMatches(t, s)
}
