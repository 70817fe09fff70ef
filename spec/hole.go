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
	out := make([]piece, 0, 2*strings.Count(s, "${")+1)
	literal := func(raw string) {
		if raw != "" {
			out = append(out, piece{text: strings.ReplaceAll(raw, "$${", "${")})
		}
	}
	start, index := 0, 0 // of the literal, and of the "${"
	for at := 0; ; index++ {
		i := strings.Index(s[at:], "${")
		if i < 0 {
			break
		}
		if i > 0 && s[at+i-1] == '$' {
			at += i + len("${")
			continue
		}
		literal(s[start : at+i])
		at += i + len("${")
		body, _, closed := strings.Cut(s[at:], "}")
		out = append(out, piece{text: body, hole: true, index: index, open: !closed})
		if at += len(body); closed {
			at++
		}
		start = at
	}
	literal(s[start:])
	return out
}

// Holes are what the holes of a text name, in order, e.g., "Bucket" and
// "ServiceRole.Arn".
func Holes(text string) []string {
	var out []string
	for _, p := range splitHoles(text) {
		if p.hole {
			out = append(out, p.text)
		}
	}
	return out
}

func hasHole(s string) bool { return strings.Contains(s, "${") }
