package syntax

import "strings"

// Piece is literal text, or a placeholder.
type Piece struct {
	Text        string // the literal, or what stands between "${" and "}"
	Placeholder bool
	Index       int // of the "${" in the text as written, escaped ones counted; for placeholders
	Open        bool
}

// Split cuts a text of the spec at its placeholders. "$${" is a literal "${".
//
//	"a-${B}-$${C}"
//
// becomes
//
//	{text: "a-"}, {text: "B", placeholder: true}, {text: "-${C}"}
//
// A placeholder that is never closed has open set. This is the one place that knows
// what a placeholder looks like.
func Split(s string) []Piece {
	switch {
	case s == "":
		return nil
	case !HasPlaceholder(s): // as most texts have none
		return []Piece{{Text: s}}
	}
	out := make([]Piece, 0, 2*strings.Count(s, "${")+1)
	literal := func(raw string) {
		if raw != "" {
			out = append(out, Piece{Text: strings.ReplaceAll(raw, "$${", "${")})
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
		out = append(out, Piece{Text: body, Placeholder: true, Index: index, Open: !closed})
		if at += len(body); closed {
			at++
		}
		start = at
	}
	literal(s[start:])
	return out
}

// Placeholders are what the placeholders of a text name, in order, e.g., "Bucket" and
// "ServiceRole.Arn".
func Placeholders(text string) []string {
	var out []string
	for _, p := range Split(text) {
		if p.Placeholder {
			out = append(out, p.Text)
		}
	}
	return out
}

// Literal is a text without its placeholders: each is one NUL.
func Literal(text string) string {
	var out strings.Builder
	for _, p := range Split(text) {
		if p.Placeholder {
			out.WriteByte(0)
		} else {
			out.WriteString(p.Text)
		}
	}
	return out.String()
}

// HasPlaceholder reports whether a text may have a placeholder.
func HasPlaceholder(s string) bool { return strings.Contains(s, "${") }
