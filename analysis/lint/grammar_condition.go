package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// conditionForms checks conditions without facts about services.
func (c *checker) conditionForms() {
	for d, st := range c.statements() {
		var byKey map[string][]test
		if len(st.conditions) > 1 {
			byKey = map[string][]test{}
		}
		for _, cond := range st.conditions {
			if !isConditionKey(cond.Key) {
				c.add(d.subject, cond.At, "bad-condition-key", "e.g., aws:SourceAccount or aws:ResourceTag/team", "%s has the condition key %q, which is not service:name", label(st), cond.Key)
			}
			c.literalWildcards(d, st, cond)
			op, ok := parseOperator(cond.Operator)
			if !ok || op.set != "" || op.ifExists {
				continue // holds without a value, or with different values
			}
			key, this := strings.ToLower(cond.Key), test{cond, op}
			for _, other := range byKey[key] {
				c.contradiction(d, st, other, this)
			}
			if byKey != nil {
				byKey[key] = append(byKey[key], this)
			}
		}
	}
}

// literalWildcards finds a * that looks like a wildcard but is a plain character.
func (c *checker) literalWildcards(d *document, st *statement, cond condition) {
	op, ok := parseOperator(cond.Operator)
	if !ok || op.operand != texts || op.wild() {
		return
	}
	for _, v := range cond.values {
		if hasWildcard(withoutVariables(v.string)) {
			like := strings.Replace(op.base, "EqualsIgnoreCase", "Equals", 1)
			like = strings.Replace(like, "Equals", "Like", 1)
			c.add(d.subject, v.At, "literal-wildcard", "write "+op.set+like+", or ${*} for the character", "%s compares with %q literally: its wildcards have no effect", where(cond, st), v.string)
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

// test is a condition with its parsed operator.
type test struct {
	condition
	op operator
}

// contradiction finds two conditions on one key that no value satisfies: all
// conditions of a statement must hold.
func (c *checker) contradiction(d *document, st *statement, a, b test) {
	if c.nullContradicts(a, b) || c.nullContradicts(b, a) || c.textsContradict(a, b) {
		c.add(d.subject, b.At, "contradiction", "keep one of them, or list all values under one operator",
			"%s never applies: no value of %s satisfies both %s and %s", label(st), b.Key, a.Operator, b.Operator)
	}
}

// nullContradicts reports whether a requires that there is no value and b requires a
// value.
func (c *checker) nullContradicts(a, b test) bool {
	return a.op.base == "Null" && b.op.base != "Null" && !b.op.negated() &&
		!slices.ContainsFunc(c.texts(a.Values), func(v text) bool { return !strings.EqualFold(v.string, "true") })
}

// textsContradict reports whether no text satisfies both.
func (c *checker) textsContradict(a, b test) bool {
	if !a.op.textual() || !b.op.textual() || a.op.negated() && b.op.negated() {
		return false
	}
	if a.op.negated() {
		a, b = b, a
	}
	as, bs := c.patterns(a), c.patterns(b)
	if as == nil || bs == nil || !c.spend(totalLen(as)*totalLen(bs)) {
		return false
	}
	if b.op.negated() {
		return !slices.ContainsFunc(as, func(s string) bool {
			return !slices.ContainsFunc(bs, func(t string) bool { return covers(t, s) })
		})
	}
	return !slices.ContainsFunc(as, func(s string) bool {
		return slices.ContainsFunc(bs, func(t string) bool { return globsMeet(s, t) })
	})
}

// literal stands for a wildcard that is a plain character. Both are private-use
// characters, so no policy contains them.
var literal = strings.NewReplacer("*", "\uE02A", "?", "\uE03F")

// patterns are the values of a condition as patterns; nil if one of them is
// known only at the request, or at deployment.
func (c *checker) patterns(cond test) []string {
	var out []string
	for _, v := range cond.values {
		s := v.string
		if len(v.Value.Expand().Params()) > 0 || strings.Contains(s, "${") {
			return nil
		}
		if !cond.op.wild() {
			s = literal.Replace(s)
		}
		if strings.Contains(cond.op.base, "IgnoreCase") {
			return nil
		}
		out = append(out, s)
	}
	return out
}

func totalLen(ss []string) int {
	n := 0
	for _, s := range ss {
		n += len(s)
	}
	return n
}

// covers reports whether t matches everything that s matches, in simple cases.
func covers(t, s string) bool {
	return t == s || !hasWildcard(s) && glob.Match(t, s)
}
