package lint

import (
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/lazy"
)

// variables holds policy variables against where IAM resolves them, and what
// they look like.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func (c *checker) variables() {
	for d, st := range c.statements() {
		c.noVariables(d, st, "an Action", st.Actions)
		for _, p := range st.Principals {
			c.noVariables(d, st, "a Principal", p.Values)
		}
		c.variablesIn(d, st, st.Resources)
		for _, cond := range st.Conditions {
			if op, ok := parseOperator(cond.Operator); ok && op.operand != texts && op.operand != arns {
				c.noVariables(d, st, "a value of "+op.base, cond.Values)
				continue
			}
			c.variablesIn(d, st, cond.Values)
		}
	}
}

func (c *checker) noVariables(d document, st *spec.Statement, what string, items []spec.Item) {
	for _, v := range c.texts(items) {
		if strings.Contains(v.string, "${") {
			c.add(d.subject, v.at, "misplaced-variable", "IAM resolves them in Resource, and in conditions on texts and ARNs",
				"%s has a policy variable in %s, %q, where IAM takes it for text", label(st), what, v.string)
		}
	}
}

func (c *checker) variablesIn(d document, st *spec.Statement, items []spec.Item) {
	for _, v := range c.texts(items) {
		if !strings.Contains(v.string, "${") {
			continue
		}
		if d.Version != "2012-10-17" {
			c.add(d.subject, v.at, "variable-version", "write Version: 2012-10-17", "%s has a policy variable in %q, which is text in Version %s", label(st), v.string, d.Version)
			continue
		}
		for _, body := range variablesOf(v.string) {
			if !variableForm.MatchString(body) {
				c.add(d.subject, v.at, "bad-variable", "e.g., ${aws:username} or ${aws:PrincipalTag/team, 'none'}", "%s has ${%s}, which is no policy variable", label(st), body)
			}
		}
	}
}

// variableForm is what stands between "${" and "}": a key, with a default or
// without, or a character that would have a meaning by itself.
var variableForm = lazy.Regexp{Expr: `^([*?$]|[A-Za-z0-9._-]+:[^'{}$]*[^'{}$\s](,\s*'[^']*')?)$`}

// variablesOf are the variables in a text, without "${" and "}". One that is
// never closed is the rest of the text.
func variablesOf(s string) []string {
	var out []string
	for {
		_, rest, found := strings.Cut(s, "${")
		if !found {
			return out
		}
		var body string
		body, s, _ = strings.Cut(rest, "}")
		out = append(out, body)
	}
}
