package spec

import "strings"

// Verbatim is the Value that stands for a text of a policy document of IAM's
// own: its policy variables are such, and any other "${" is literal text. Of
// an older version than 2012-10-17, all of it is text: use Text.
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
		// "$${" would be read as an escape, so that the hole behind a "$" is
		// text as well. It reaches every artefact as it is.
		lit, text = lit+"${", rest
	}
}

// policyVarForm is a key, alone or with a default.
const policyVarForm = `[A-Za-z0-9-]+:[^'$]+|[A-Za-z0-9-]+:[^'$]+, *'[^']*'`

// IsPolicyVar reports whether a hole is a policy variable of IAM's own.
func IsPolicyVar(body string) bool {
	switch body {
	case "*", "?", "$":
		return true
	}
	return strings.Contains(body, ":") && !strings.HasPrefix(body, "AWS::") && MatchesWhole(policyVarForm, body)
}
