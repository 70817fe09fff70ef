package spec

import "strings"

// piece is literal text, or a hole.
type piece struct {
	text  string // the literal, or what stands between "${" and "}"
	hole  bool
	index int // of the "${" in the text as written, escaped ones counted; for holes
	open  bool
}

// splitHoles cuts a text of the spec at its holes. "$${" is a literal "${".
//
//	"a-${B}-$${C}"
//
// becomes
//
//	{text: "a-"}, {text: "B", hole: true}, {text: "-${C}"}
//
// A hole that is never closed has open set. This is the one place that knows
// what a hole looks like.
func splitHoles(s string) []piece {
	switch {
	case s == "":
		return nil
	case !hasHole(s): // as most texts have none
		return []piece{{text: s}}
	}
	var out []piece
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			out = append(out, piece{text: lit.String()})
			lit.Reset()
		}
	}
	for index := 0; s != ""; {
		i := strings.Index(s, "${")
		switch {
		case i < 0:
			lit.WriteString(s)
			s = ""
		case i > 0 && s[i-1] == '$':
			lit.WriteString(s[:i-1] + "${")
			s = s[i+2:]
			index++
		default:
			lit.WriteString(s[:i])
			flush()
			body, rest, closed := strings.Cut(s[i+2:], "}")
			out = append(out, piece{text: body, hole: true, index: index, open: !closed})
			s = rest
			index++
		}
	}
	flush()
	return out
}

func hasHole(s string) bool { return strings.Contains(s, "${") }
