package grammar

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
)

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
