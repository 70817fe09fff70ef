package cloudformation

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/emriam/emriam/spec/diag/show"
)

// quoted prints s so that YAML 1.1 and YAML 1.2 read the string s: plain if
// both do, else in double quotes.
func quoted(s string, inFlow bool) string {
	if isPlain(s, inFlow) {
		return s
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t':
			out.WriteString(`\t`)
		case printable(r):
			out.WriteRune(r)
		case r <= 0xff:
			fmt.Fprintf(&out, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			fmt.Fprintf(&out, `\U%08x`, r)
		}
	}
	out.WriteByte('"')
	return out.String()
}

// isPlain reports whether s without quotes is the string s.
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
	case strings.ContainsFunc(s, func(r rune) bool { return !printable(r) }):
		return false
	}
	if strings.ContainsAny(s[:1], "+.0123456789") {
		return !likeNumber.MatchString(s)
	}
	return len(s) > longestWord || !otherWords[strings.ToLower(s)]
}

// flowWord matches what stands without quotes in flow style: names, those of
// pseudo parameters and attributes among them. The rest is easier to read with.
var flowWord = regexp.MustCompile(`^(AWS::)?[A-Za-z][A-Za-z0-9_.-]*$`)

// otherWords are the plain words that are no strings, in YAML 1.1 or 1.2.
var otherWords = map[string]bool{
	"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true,
	"true": true, "false": true, "null": true, "nan": true, "inf": true,
}

// longestWord is the length of the longest of otherWords.
const longestWord = len("false")

// likeNumber matches all numbers, dates and times of YAML 1.1 and 1.2, and
// some texts that are none: a quote too many does no harm.
var likeNumber = regexp.MustCompile(`^[+.]*[0-9][-+.:,_0-9a-fA-FxXoOtTzZ \t]*$|^[+.]`)

// printable reports whether r can stand in a YAML stream, where readers see it
// for what it is. Parsers take U+00A0 for a blank.
func printable(r rune) bool { return show.Visible(r) && r != 0xa0 }
