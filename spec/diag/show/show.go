// Package show prints texts that others wrote, such as those of a spec, so
// that they stay texts: on a terminal, in the log of a workflow, in Markdown
// and in JSON.
//
// Line is the rule that all else stands on. A caller that prints for people
// uses Fprintf in place of fmt's: the format is ours and the arguments are
// theirs, so no argument begins a line, moves the cursor or turns the reading
// direction. Artefacts are not the package's: their formats quote by themselves.
package show

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible reports whether a reader sees r for what it is. Controls, marks of
// the reading direction, separators of lines, what has no width, and what
// Unicode has not assigned are not.
func Visible(r rune) bool {
	return unicode.IsPrint(r) || unicode.Is(unicode.Zs, r)
}

// Line is a text on one line. What is not Visible is written as in Go (\n,
// \x1b, \u202e), and so is a byte that is not UTF-8. A beginning that a runner
// of workflows takes for a command (::error, ##[error], ##vso[…]) is written so
// that it takes none.
func Line(text string) string {
	return disarm(escape(text, func(rune) bool { return false }))
}

// escape writes what is not visible as in Go, but for what keep keeps.
func escape(text string, keep func(rune) bool) string {
	hidden := func(r rune) bool { return r == utf8.RuneError || !Visible(r) && !keep(r) }
	if strings.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		piece := text[i : i+size]
		i += size
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, piece[0])
		case Visible(r) || keep(r):
			b.WriteString(piece)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r <= 0xff:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// disarm rewrites what runners take for a command: GitHub's takes :: and a word
// at the beginning of a line, after blanks, and ##[ anywhere in it; that of
// Azure Pipelines takes ##vso[ too. See
// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs.
func disarm(line string) string {
	if rest := strings.TrimLeftFunc(line, unicode.IsSpace); strings.HasPrefix(rest, "::") && strings.IndexFunc(rest[2:], unicode.IsLetter) == 0 {
		line = line[:len(line)-len(rest)] + `\x3a` + rest[1:]
	}
	if !strings.Contains(line, "##") {
		return line
	}
	var b strings.Builder
	for i := range len(line) {
		if rest := strings.ToLower(line[i:min(len(line), i+6)]); strings.HasPrefix(rest, "##[") || rest == "##vso[" {
			b.WriteString(`\x23`)
			continue
		}
		b.WriteByte(line[i])
	}
	return b.String()
}

// Fprintf is fmt.Fprintf for people: each argument is put on one line, as Line
// does, and the format, which is the caller's own, stays as it is.
func Fprintf(w io.Writer, format string, args ...any) (int, error) {
	return fmt.Fprintf(w, format, shown(args)...)
}

// Sprintf is fmt.Sprintf likewise.
func Sprintf(format string, args ...any) string {
	return fmt.Sprintf(format, shown(args)...)
}

func shown(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = argument{a}
	}
	return out
}

// argument is a value that formats as itself, on one line.
type argument struct{ value any }

// Format implements fmt.Formatter.
func (a argument) Format(s fmt.State, verb rune) {
	io.WriteString(s, Line(fmt.Sprintf(fmt.FormatString(s, verb), a.value)))
}

// Excerpt is a line of a source, each rune in its column: one that is not
// visible, but for tabs, is replaced by U+FFFD, and so is the beginning of what
// Line would not let a runner see.
func Excerpt(line string) string {
	line = strings.Map(func(r rune) rune {
		if r == '\t' || Visible(r) {
			return r
		}
		return unicode.ReplacementChar
	}, strings.ToValidUTF8(line, "\uFFFD"))
	return strings.ReplaceAll(strings.ReplaceAll(disarm(line), `\x23`, "\uFFFD"), `\x3a`, "\uFFFD")
}

// Writer is a writer for people that lets only visible runes, tabs and ends of
// lines through to w. It is for words that were put together elsewhere, such as
// a library's: who wrote which line is no longer known there.
func Writer(w io.Writer) io.Writer { return writer{w} }

type writer struct{ w io.Writer }

func (w writer) Write(p []byte) (int, error) {
	lines := strings.SplitAfter(string(p), "\n")
	for i, line := range lines {
		lines[i] = disarm(escape(line, func(r rune) bool { return r == '\n' || r == '\t' }))
	}
	if _, err := io.WriteString(w.w, strings.Join(lines, "")); err != nil {
		return 0, err
	}
	return len(p), nil
}
