package syntax

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag/show"
)

// Quoted is s in double quotes, which YAML 1.1 and YAML 1.2 read as s.
func Quoted(s string) string {
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
		case Printable(r):
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

// Printable reports whether r can stand in a YAML stream, where readers see it
// for what it is. Parsers take U+00A0 for a blank.
func Printable(r rune) bool { return show.Visible(r) && r != 0xa0 }

// IsReserved reports whether s without quotes is a word that is not a string, in
// YAML 1.1 or 1.2, e.g., "yes".
func IsReserved(s string) bool {
	return len(s) <= len("false") && slices.Contains(reserved, strings.ToLower(s))
}

var reserved = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}
