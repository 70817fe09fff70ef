package grammar

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
)

// conditionForms checks conditions without facts about services.
func conditionForms(c *core.Checker) {
	for d, st := range c.Statements() {
		var byKey map[string][]test
		if len(st.ConditionTexts) > 1 {
			byKey = map[string][]test{}
		}
		for _, cond := range st.ConditionTexts {
			if !core.IsConditionKey(cond.Key) {
				c.Add(d.Subject, cond.At, "bad-condition-key", "e.g., aws:SourceAccount or aws:ResourceTag/team", "%s has the condition key %q, which is not service:name", core.Label(st), cond.Key)
			}
			literalWildcards(c, d, st, cond)
			op, ok := core.ParseOperator(cond.Operator)
			if !ok || op.Set != "" || op.IfExists {
				continue // holds without a value, or with different values
			}
			key, this := strings.ToLower(cond.Key), test{cond, op}
			for _, other := range byKey[key] {
				if other.Operator == cond.Operator {
					continue // another rule's
				}
				contradiction(c, d, st, other, this)
			}
			if byKey != nil {
				byKey[key] = append(byKey[key], this)
			}
		}
	}
}

// literalWildcards finds a * that looks like a wildcard but is a plain character.
func literalWildcards(c *core.Checker, d *core.Document, st *core.Statement, cond core.Condition) {
	op, ok := core.ParseOperator(cond.Operator)
	if !ok || op.Operand != core.Texts || op.Wild() {
		return
	}
	for _, v := range cond.Texts {
		if glob.HasWildcard(withoutVariables(v.Literal)) {
			like := strings.Replace(op.Base, "EqualsIgnoreCase", "Equals", 1)
			like = strings.Replace(like, "Equals", "Like", 1)
			c.Add(d.Subject, v.At, "literal-wildcard", "write "+op.Set+like+", or ${*} for the character", "%s compares with %q literally: its wildcards have no effect", core.Where(cond, st), v.Literal)
		}
	}
}

func withoutVariables(s string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, "${")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		_, s, _ = strings.Cut(rest, "}")
	}
}

// test is a condition with its parsed operator.
type test struct {
	core.Condition
	op core.Operator
}

// contradiction finds two conditions on one key that no value satisfies: all
// conditions of a statement must hold.
func contradiction(c *core.Checker, d *core.Document, st *core.Statement, a, b test) {
	if nullContradicts(c, a, b) || nullContradicts(c, b, a) || textsContradict(c, a, b) {
		c.Add(d.Subject, b.At, "contradiction", "keep one of them, or list all values under one operator",
			"%s never applies: no value of %s satisfies both %s and %s", core.Label(st), b.Key, a.Operator, b.Operator)
	}
}

// nullContradicts reports whether a requires that there is no value and b requires a
// value.
func nullContradicts(c *core.Checker, a, b test) bool {
	return a.op.Base == "Null" && b.op.Base != "Null" && !b.op.Negated() &&
		!slices.ContainsFunc(c.Texts(a.Values), func(v core.Text) bool { return !strings.EqualFold(v.Literal, "true") })
}

// textsContradict reports whether no text satisfies both.
func textsContradict(c *core.Checker, a, b test) bool {
	if !a.op.Textual() || !b.op.Textual() || a.op.Negated() && b.op.Negated() {
		return false
	}
	if a.op.Negated() {
		a, b = b, a
	}
	as, bs := patterns(c, a), patterns(c, b)
	if as == nil || bs == nil || !c.Spend(totalLen(as)*totalLen(bs)) {
		return false
	}
	if b.op.Negated() {
		return !slices.ContainsFunc(as, func(s string) bool {
			return !slices.ContainsFunc(bs, func(t string) bool { return covers(t, s) })
		})
	}
	return !slices.ContainsFunc(as, func(s string) bool {
		return slices.ContainsFunc(bs, func(t string) bool { return glob.Overlap(s, t) })
	})
}

// literal stands for a wildcard that is a plain character. Both are private-use
// characters, so no policy contains them.
var literal = strings.NewReplacer("*", "\uE02A", "?", "\uE03F")

// patterns are the values of a condition as patterns; nil if one of them is
// known only at the request, or at deployment.
func patterns(c *core.Checker, cond test) []string {
	var out []string
	for _, v := range cond.Texts {
		s := v.Literal
		if len(v.Value.Expand().Params()) > 0 || strings.Contains(s, "${") {
			return nil
		}
		if !cond.op.Wild() {
			s = literal.Replace(s)
		}
		if strings.Contains(cond.op.Base, "IgnoreCase") {
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
	return t == s || !glob.HasWildcard(s) && glob.Match(t, s)
}
