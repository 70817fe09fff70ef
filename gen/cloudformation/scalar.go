package cloudformation

import (
	"regexp"
	"strings"

	"github.com/emriam/emriam/spec/syntax"
)

// isPlain reports whether s without quotes is the string s, in YAML 1.1 and YAML 1.2.
func isPlain(s string, inFlow bool) bool {
	switch {
	case s == "", strings.TrimSpace(s) != s:
		return false
	case strings.ContainsAny(s[:1], "-?:,[]{}#&*!|>'\"%@`=<~"):
		return false
	case strings.Contains(s, ": "), strings.HasSuffix(s, ":"), strings.Contains(s, " #"), strings.Contains(s, "<<"):
		return false
	case inFlow && !flowWord.MatchString(s):
		return false
	case strings.ContainsFunc(s, func(r rune) bool { return !syntax.Printable(r) }):
		return false
	}
	if strings.ContainsAny(s[:1], "+.0123456789") {
		return !likeNumber.MatchString(s)
	}
	return !syntax.IsReserved(s)
}

// flowWord matches what stands without quotes in flow style: names, those of
// pseudo parameters and attributes among them. The rest is easier to read with.
var flowWord = regexp.MustCompile(`^(AWS::)?[A-Za-z][A-Za-z0-9_.-]*$`)

// likeNumber matches all numbers, dates and times of YAML 1.1 and 1.2, and
// some texts that are none: a quote too many does no harm.
var likeNumber = regexp.MustCompile(`^[+.]*[0-9][-+.:,_0-9a-fA-FxXoOtTzZ \t]*$|^[+.]`)
