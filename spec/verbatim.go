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
			return out.append(Lit(lit))
		}
		body, after, closed := strings.Cut(rest, "}")
		if closed && isPolicyVar(body) && !strings.HasSuffix(lit, "$") {
			out = out.append(Lit(lit), PolicyVar(body))
			lit, text = "", after
			continue
		}
		// "$${" would be read as an escape, so that the hole behind a "$" is
		// text as well. It reaches every artefact as it is.
		lit, text = lit+"${", rest
	}
}
