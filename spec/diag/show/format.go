package show

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Code is a text as a code span of Markdown, on one line. It cannot end the
// span. In the cell of a table, where a bar ends the cell, use HTML.
func Code(text string) string {
	text = Line(text)
	if strings.Trim(text, " ") == "" {
		return "` " + text + "`" // without a space it would be a fence of two
	}
	longest, run := 0, 0
	for _, c := range []byte(text) {
		if run++; c != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	begin, end := text[0], text[len(text)-1]
	if begin == '`' || end == '`' || begin == ' ' && end == ' ' {
		text = " " + text + " " // which Markdown takes away again
	}
	return fence + text + fence
}

// HTML is a text on one line that is text to HTML and to Markdown alike: in the
// summary of details, in <code>, or in the cell of a table. What either could
// take for markup is a character reference.
func HTML(text string) string {
	var b strings.Builder
	for _, r := range Line(text) {
		switch {
		case r > '~', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune(" -,/;%?", r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	return b.String()
}

// JSON writes v as indented JSON. What is not Visible is an escape in it, so
// that a terminal can show it; to a program it is the same.
func JSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(EscapeJSON(b.Bytes()))
	return err
}

// Encode returns v as JSON, which ends in a line break, with <, > and & as they are. It
// panics if v cannot be JSON.
func Encode(v any, indent string) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		panic(fmt.Sprintf("show: %+v: %v", v, err))
	}
	return out.Bytes()
}

// EscapeJSON writes escapes for what is not Visible in a text that is JSON
// already, white space between its tokens excepted.
func EscapeJSON(text []byte) []byte {
	hidden := func(r rune) bool { return r != '\n' && r != '\t' && r != '\r' && !Visible(r) }
	if bytes.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b bytes.Buffer
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case !hidden(r):
			b.Write(text[:size])
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		text = text[size:]
	}
	return b.Bytes()
}

// What a workflow command of GitHub takes for itself. See
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
var (
	gitHubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	gitHubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// GitHubData is the text of a workflow command: of several lines if it is
// several texts.
func GitHubData(lines ...string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = Line(line)
	}
	return gitHubData.Replace(strings.Join(out, "\n"))
}

// GitHubProperty is the value of a property of a workflow command.
func GitHubProperty(text string) string { return gitHubProperty.Replace(Line(text)) }
