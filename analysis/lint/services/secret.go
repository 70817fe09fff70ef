package services

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// suffixed is the end of a secret's ARN: a hyphen and six characters that Secrets
// Manager chooses.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
var suffixed = regexp.MustCompile(`-[A-Za-z0-9?]{6}$`)

// secrets finds ARNs of secrets without the characters that every ARN ends in.
func secrets(c *core.Checker, st *core.Statement, v core.Value) {
	parts, ok := core.SplitARN(v.Literal)
	name, isSecret := strings.CutPrefix(parts[glob.ARNParts-1], "secret:")
	if v.Of != core.InResource || !ok || parts[2] != "secretsmanager" || !isSecret || !withoutSuffix(v.Text) ||
		suffixed.MatchString(name) || strings.HasSuffix(name, "*") || strings.HasSuffix(name, "}") || strings.HasSuffix(name, "??????") {
		return
	}
	c.About(st, v.At, "secret-suffix", "write "+v.Value.String()+"-??????", "has the Resource %q, which is no secret: the ARNs of secrets end in a hyphen and six characters", v.Literal)
}

// withoutSuffix reports whether a value ends in a text of the spec, or in a parameter no
// value of which is the end of an ARN.
func withoutSuffix(v core.Text) bool {
	parts := v.Value.Expand()
	last := len(parts) - 1
	if _, ok := parts[last].(spec.Lit); ok {
		return true
	}
	of := spec.Value{parts[last]}.Params()
	before, ok := spec.Lit(""), false
	if last > 0 {
		before, ok = parts[last-1].(spec.Lit)
	}
	if !ok || len(of) == 0 {
		return false
	}
	ends := []string{`.*-[A-Za-z0-9?]{6}`, `.*[*?}]`}
	for here := range 7 { // characters of the end before the parameter
		if begun := regexp.MustCompile(fmt.Sprintf(`-[A-Za-z0-9?]{%d}$`, here)); begun.MatchString(string(before)) {
			ends = append(ends, fmt.Sprintf(`[A-Za-z0-9?]{%d}`, 6-here))
		}
	}
	return !slices.ContainsFunc(of, func(p *spec.Param) bool { return deploy.MayMatch(p, strings.Join(ends, "|")) })
}
