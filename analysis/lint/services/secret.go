package services

import (
	"regexp"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// suffixed is the end of a secret's ARN: a hyphen and six characters that Secrets
// Manager chooses.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
var suffixed = regexp.MustCompile(`-[A-Za-z0-9?]{6}$`)

// secrets finds ARNs of secrets without the characters that every ARN ends in.
func secrets(c *core.Checker, st *core.Statement) {
	for _, v := range st.ResourceTexts {
		parts, ok := core.SplitARN(v.Literal)
		name, isSecret := strings.CutPrefix(parts[glob.ARNParts-1], "secret:")
		if !ok || parts[2] != "secretsmanager" || !isSecret || !endsInText(v) ||
			suffixed.MatchString(name) || strings.HasSuffix(name, "*") || strings.HasSuffix(name, "}") || strings.HasSuffix(name, "??????") {
			continue
		}
		c.About(st, v.At, "secret-suffix", "write "+v.Value.String()+"-??????", "has the Resource %q, which is no secret: the ARNs of secrets end in a hyphen and six characters", v.Literal)
	}
}

// endsInText reports whether a value ends in a text of the spec, and not in that of a
// parameter, which may be the end of an ARN.
func endsInText(v core.Text) bool {
	parts := v.Value.Expand()
	_, ok := parts[len(parts)-1].(spec.Lit)
	return ok
}
