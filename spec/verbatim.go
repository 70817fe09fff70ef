package spec

import (
	"strings"

	"github.com/emriam/emriam/spec/regex"
)

// Verbatim returns the Value for a text of an IAM policy document: its policy
// variables remain policy variables, and any other "${" is literal text. In a
// version before 2012-10-17, all of it is plain text: use Text.
func Verbatim(text string) Value {
	var out Value
	for lit := ""; ; {
		before, rest, ok := strings.Cut(text, "${")
		lit += before
		if !ok {
			return out.Append(Lit(lit))
		}
		body, after, closed := strings.Cut(rest, "}")
		if closed && IsPolicyVar(body) && !strings.HasSuffix(lit, "$") {
			out = out.Append(Lit(lit), PolicyVar(body))
			lit, text = "", after
			continue
		}
		// "$${" would be read as an escape, so a placeholder after a "$" is literal
		// text, too, and reaches every artefact unchanged.
		lit, text = lit+"${", rest
	}
}

// policyVarForm is a key, alone or with a default.
const policyVarForm = `[A-Za-z0-9-]+:[^'$]+|[A-Za-z0-9-]+:[^'$]+, *'[^']*'`

// IsPolicyVar reports whether a placeholder is an IAM policy variable.
func IsPolicyVar(body string) bool {
	switch body {
	case "*", "?", "$":
		return true
	}
	return strings.Contains(body, ":") && !strings.HasPrefix(body, "AWS::") && regex.Matches(policyVarForm, body)
}
