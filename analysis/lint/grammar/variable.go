package grammar

import (
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec/diag"
)

// variables checks that IAM resolves policy variables where they are, and that they
// are well-formed.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func variables(c *core.Checker, st *core.Statement, v core.Value) {
	op := v.Condition.Op
	switch {
	case !strings.Contains(v.Literal, "${"):
	case v.Of == core.InAction:
		misplacedVariable(c, st, v.At, "an Action", v.Literal)
	case v.Of == core.InPrincipal:
		misplacedVariable(c, st, v.At, "a Principal", v.Literal)
	case v.Of == core.InResource && strings.Count(v.Literal[:strings.Index(v.Literal, "${")], ":") < 5:
		misplacedVariable(c, st, v.At, "the service, Region or account of a Resource", v.Literal)
	case op.Base != "" && !op.Textual():
		misplacedVariable(c, st, v.At, "a value of "+op.Base, v.Literal)
	default:
		variable(c, st, v.Text)
	}
}

func misplacedVariable(c *core.Checker, st *core.Statement, at diag.Span, what, text string) {
	c.About(st, at, "misplaced-variable", "IAM resolves them in Resource after the fifth colon, and in conditions on strings and ARNs",
		"has a policy variable in %s, %q, where IAM treats it as plain text", what, text)
}

func variable(c *core.Checker, st *core.Statement, v core.Text) {
	if st.In.Version != "2012-10-17" {
		c.About(st, v.At, "variable-version", "write Version: 2012-10-17", "has a policy variable in %q, which is plain text in Version %s", v.Literal, st.In.Version)
		return
	}
	if st.In.Unversioned {
		c.About(st, v.At, "missing-version", "write Version: 2012-10-17 if it is a variable", "has %q, but its document has no Version, so IAM treats it as plain text", v.Literal)
	}
	if IsUnclosed(v.Literal) {
		c.About(st, v.At, "bad-variable", "add }", "has %q, in which a policy variable has no closing brace", v.Literal)
		return
	}
	for _, body := range VariablesOf(v.Literal) {
		if !core.IsVariable(body) || HasSpace(body) || isUnquoted(body) {
			c.About(st, v.At, "bad-variable", "e.g., ${aws:username} or ${aws:PrincipalTag/team, 'none'}", "has ${%s}, which is not a policy variable", body)
		}
	}
}

// IsUnclosed reports whether the last variable of a text has no end.
func IsUnclosed(s string) bool {
	at := strings.LastIndex(s, "${")
	return at >= 0 && !strings.Contains(s[at:], "}")
}

// HasSpace reports whether a variable has a space in the name of its key, where only
// a tag can have one.
func HasSpace(body string) bool {
	key, _, _ := strings.Cut(body, ",")
	name, _, _ := strings.Cut(key, "/")
	return strings.ContainsAny(name, " \t")
}

// isUnquoted reports whether a variable has a default without quotes: no key, and no
// tag, has a comma.
func isUnquoted(body string) bool {
	_, value, ok := strings.Cut(body, ",")
	return ok && !strings.HasPrefix(strings.TrimSpace(value), "'")
}

// VariablesOf returns the variables in a text, without "${" and "}". An unclosed
// variable is the rest of the text.
func VariablesOf(s string) []string {
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
