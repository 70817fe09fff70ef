package grammar

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
)

// conditionForms checks conditions without facts about services.
func conditionForms(c *core.Checker, st *core.Statement) {
	byKey := map[string][]core.Condition{}
	for _, cond := range st.ConditionTexts {
		if !core.IsConditionKey(cond.Key) {
			c.About(st, cond.At, "bad-condition-key", "e.g., aws:SourceAccount or aws:ResourceTag/team", "has the condition key %q, which is not service:name", cond.Key)
		}
		charactersOf(c, st.In, st, cond.OpAt, cond.Operator)
		charactersOf(c, st.In, st, cond.At, cond.Key)
		if strings.Contains(cond.Key, "${") {
			misplacedVariable(c, st, cond.At, "a condition key", cond.Key)
		}
		if cond.Op.Base == "" || cond.Op.Set != "" || cond.Op.IfExists {
			continue // holds without a value, or with different values
		}
		key := strings.ToLower(cond.Key)
		for _, other := range byKey[key] {
			if other.Operator == cond.Operator {
				continue // another rule's
			}
			contradiction(c, st, other, cond)
		}
		byKey[key] = append(byKey[key], cond)
	}
}

// literalWildcards finds a * that looks like a wildcard but is a plain character.
func literalWildcards(c *core.Checker, st *core.Statement, v core.Value) {
	op := v.Condition.Op
	if op.Operand == core.Texts && !op.Wild() && glob.HasWildcard(withoutVariables(v.Literal)) {
		like := strings.Replace(op.Base, "EqualsIgnoreCase", "Equals", 1)
		like = strings.Replace(like, "Equals", "Like", 1)
		c.Add(st.In.Subject, v.At, "literal-wildcard", "write "+op.Set+like+", or ${*} for the character", "%s compares with %q literally: its wildcards have no effect", core.Where(v.Condition, st), v.Literal)
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

// contradiction finds two conditions on one key that no value satisfies: all
// conditions of a statement must hold.
func contradiction(c *core.Checker, st *core.Statement, a, b core.Condition) {
	if nullContradicts(c, a, b) || nullContradicts(c, b, a) || textsContradict(c, a, b) {
		c.About(st, b.At, "contradiction", "keep one of them, or list all values under one operator",
			"never applies: no value of %s satisfies both %s and %s", b.Key, a.Operator, b.Operator)
	}
}

// nullContradicts reports whether a requires that there is no value and b requires a
// value.
func nullContradicts(c *core.Checker, a, b core.Condition) bool {
	return a.Op.Base == "Null" && b.Op.Base != "Null" && !b.Op.Negated() &&
		!slices.ContainsFunc(c.Texts(a.Values), func(v core.Text) bool { return !strings.EqualFold(v.Literal, "true") })
}

// textsContradict reports whether no text satisfies both.
func textsContradict(c *core.Checker, a, b core.Condition) bool {
	if !a.Op.Textual() || !b.Op.Textual() || a.Op.Negated() && b.Op.Negated() {
		return false
	}
	if a.Op.Negated() {
		a, b = b, a
	}
	as, bs := patterns(c, a), patterns(c, b)
	if as == nil || bs == nil || !c.Spend(totalLen(as)*totalLen(bs)) {
		return false
	}
	if b.Op.Negated() {
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
func patterns(c *core.Checker, cond core.Condition) []string {
	var out []string
	for _, v := range cond.Texts {
		s := v.Literal
		if len(v.Value.Expand().Params()) > 0 || strings.Contains(s, "${") {
			return nil
		}
		if !cond.Op.Wild() {
			s = literal.Replace(s)
		}
		if strings.Contains(cond.Op.Base, "IgnoreCase") {
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

// wildcardConditions finds comparisons with a pattern that every value matches.
func wildcardConditions(c *core.Checker, st *core.Statement, cond core.Condition) {
	op := cond.Op
	i := slices.IndexFunc(cond.Texts, func(v core.Text) bool { return matchesAll(op, v.Literal) })
	if !op.Wild() || i < 0 || len(cond.Texts[i].When) > 0 {
		return
	}
	says, help := "holds whenever the key exists", `write Null: {"`+cond.Key+`": "false"}`
	switch {
	case !op.Negated() && (op.IfExists || op.Set == core.ForAll):
		says, help = "always holds", "remove it"
	case op.Negated() && op.Set == core.ForAny && !op.IfExists:
		says, help = "never holds, so the statement has no effect", "remove the statement, or write other values"
	case op.Negated():
		says, help = "holds only if the key does not exist", `write Null: {"`+cond.Key+`": "true"}`
	}
	c.Add(st.In.Subject, cond.Texts[i].At, "wildcard-condition", help, "%s compares with %q: it %s", core.Where(cond, st), cond.Texts[i].Literal, says)
}

// matchesAll reports whether every value matches a pattern.
func matchesAll(op core.Operator, pattern string) bool {
	if op.Operand == core.Arns {
		pattern = strings.TrimPrefix(strings.ReplaceAll(pattern, ":", ""), "arn")
	}
	return pattern != "" && strings.Trim(pattern, "*") == ""
}

// nulls finds Null with a set operator, under which it has one result for all
// requests.
func nulls(c *core.Checker, st *core.Statement, cond core.Condition) {
	if cond.Op.Base == "Null" && cond.Op.Set != "" {
		result := "never"
		if cond.Op.Set == core.ForAll {
			result = "always"
		}
		c.Add(st.In.Subject, cond.OpAt, "null-set-operator", "write Null", "%s %s holds", core.Where(cond, st), result)
	}
}
