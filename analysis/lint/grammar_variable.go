package lint

import "strings"

// variables checks that IAM resolves policy variables where they are, and that they
// are well-formed.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func (c *checker) variables() {
	for d, st := range c.statements() {
		c.noVariables(d, st, "an Action", st.actions)
		for _, p := range st.principals {
			c.noVariables(d, st, "a Principal", p.values)
		}
		c.variablesIn(d, st, st.resources)
		for _, cond := range st.conditions {
			if op, ok := parseOperator(cond.Operator); ok && op.operand != texts && op.operand != arns {
				c.noVariables(d, st, "a value of "+op.base, cond.values)
				continue
			}
			c.variablesIn(d, st, cond.values)
		}
	}
}

func (c *checker) noVariables(d *document, st *statement, what string, values []text) {
	for _, v := range values {
		if strings.Contains(v.string, "${") {
			c.add(d.subject, v.At, "misplaced-variable", "IAM resolves them in Resource, and in conditions on strings and ARNs",
				"%s has a policy variable in %s, %q, where IAM treats it as plain text", label(st), what, v.string)
		}
	}
}

func (c *checker) variablesIn(d *document, st *statement, values []text) {
	for _, v := range values {
		if !strings.Contains(v.string, "${") {
			continue
		}
		if d.Version != "2012-10-17" {
			c.add(d.subject, v.At, "variable-version", "write Version: 2012-10-17", "%s has a policy variable in %q, which is plain text in Version %s", label(st), v.string, d.Version)
			continue
		}
		if d.Unversioned {
			c.add(d.subject, v.At, "missing-version", "write Version: 2012-10-17 if it is a variable", "%s has %q, but its document has no Version, so IAM treats it as plain text", label(st), v.string)
		}
		for _, body := range variablesOf(v.string) {
			if !isVariable(body) {
				c.add(d.subject, v.At, "bad-variable", "e.g., ${aws:username} or ${aws:PrincipalTag/team, 'none'}", "%s has ${%s}, which is not a policy variable", label(st), body)
			}
		}
	}
}

// variablesOf returns the variables in a text, without "${" and "}". An unclosed
// variable is the rest of the text.
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
