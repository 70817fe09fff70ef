package show_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/emriam/emriam/spec/diag/show"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain, é, 日本\u3000語, 😀, a\\b":  "plain, é, 日本\u3000語, 😀, a\\b",
		"a\x1b[31mb\r\n\tc":             `a\x1b[31mb\r\n\tc`,
		"a\u0085b\u009bc\x7f\x00":       `a\x85b\x9bc\x7f\x00`,
		"a\u202eb\u2066\u200b\u2028":    `a\u202eb\u2066\u200b\u2028`,
		"\U000e0041 \xff\xfe":           `\U000e0041 \xff\xfe`,
		"::error file=x::y":             `\x3a:error file=x::y`,
		" \u00a0::Error::y":             " \u00a0" + `\x3a:Error::y`,
		"::/0, ::1, a::error::":         "::/0, ::1, a::error::",
		"a ##[error]b ##VSO[x] ## ##vs": `a \x23#[error]b \x23#VSO[x] ## ##vs`,
		"###[add-mask]":                 `#\x23#[add-mask]`,
		"\uFFFD":                        "\uFFFD",
	} {
		if got := show.Line(text); got != want {
			t.Errorf("Line(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFprintf(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	show.Fprintf(&b, "%s:\t%q %-4s|%d %v %s\n", "a\nb", "c\n\u202e", "d", 7, []string{"e\x1b"}, fmt.Errorf("f\r"))
	if want := "a\\nb:\t" + `"c\n\u202e" d   |7 [e\x1b] f\r` + "\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	if got, want := show.Sprintf("%s", "a\nb"), `a\nb`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"\ta\u202eb\x1bc\xff": "\ta\uFFFDb\uFFFDc\uFFFD",
		"a ##[error]":         "a \uFFFD#[error]",
	} {
		if got := show.Excerpt(line); got != want {
			t.Errorf("Excerpt(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestWriter(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	text := "a\tb\x1b\n::error::x\nc\r\n"
	n, err := show.Writer(&b).Write([]byte(text))
	if want := "a\tb\\x1b\n\\x3a:error::x\nc\\r\n"; b.String() != want || n != len(text) || err != nil {
		t.Errorf("%q, %d, %v; want %q", b.String(), n, err, want)
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a":           "`a`",
		"a` <b> ``c":  "```a` <b> ``c```",
		"`":           "`` ` ``",
		" a ":         "`  a  `",
		"a\n</d>\r":   "`a\\n</d>\\r`",
		"":            "` `",
		"  ":          "`   `",
		"*a* | [b](c": "`*a* | [b](c`",
	} {
		if got := show.Code(text); got != want {
			t.Errorf("Code(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestHTML(t *testing.T) {
	t.Parallel()
	if got, want := show.HTML("R2-a, b"), "R2-a, b"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := show.HTML("</b>\n*|`@é"), "&#60;/b&#62;&#92;n&#42;&#124;&#96;&#64;é"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	if got, want := show.GitHubData("a%\n::error::", "##[b]"), `a%25\n::error::%0A\x23#[b]`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := show.GitHubProperty("a:b,c%\r"), `a%3Ab%2Cc%25\r`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// holdShown reports what nobody would see in out, but for runes in kept, and a
// command to a runner of workflows.
func holdShown(t *testing.T, out, text, kept string) {
	t.Helper()
	if i := strings.IndexFunc(out, func(r rune) bool { return !show.Visible(r) && !strings.ContainsRune(kept, r) }); i >= 0 {
		t.Errorf("%q of %q has %q", out, text, out[i:])
	}
	if strings.Contains(out, "##[") {
		t.Errorf("%q of %q has a command", out, text)
	}
}

// What every function promises, for any text: no control and no mark of
// direction; JSON is the same to a program.
func FuzzShow(f *testing.F) {
	for _, seed := range []string{"", "a\x1b\r\n\u202e\u0085\u009b", "`a`` \\` b", "</details><!--|", " ::error::", "##[x]", "\xff\U000e0041\U0010ffff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line := show.Line(text)
		for _, out := range []string{line, show.Code(text), show.HTML(text), show.GitHubData(text), show.GitHubProperty(text)} {
			holdShown(t, out, text, "")
		}
		holdShown(t, show.Excerpt(text), text, "\t")
		if show.Line(line) != line {
			t.Errorf("%q is shown otherwise when shown again", line)
		}
		if html := show.HTML(text); strings.ContainsAny(html, "<>\"'`|*_[]()\\") {
			t.Errorf("%q of %q has markup", html, text)
		}
		holdCode(t, show.Code(text), line)
		var b bytes.Buffer
		if err := show.JSON(&b, map[string]string{"k": text}); err != nil {
			t.Fatal(err)
		}
		if i := bytes.IndexFunc(b.Bytes(), func(r rune) bool { return r != '\n' && !show.Visible(r) }); i >= 0 {
			t.Errorf("JSON of %q: %q", text, b.Bytes())
		}
		var back map[string]string
		if err := json.Unmarshal(b.Bytes(), &back); err != nil || back["k"] != strings.ToValidUTF8(text, "\uFFFD") && !strings.ContainsFunc(text, func(r rune) bool { return r == unicode.ReplacementChar }) {
			t.Errorf("JSON of %q is %q, %v", text, back["k"], err)
		}
	})
}

// holdCode reads a code span as CommonMark does and wants the line in it, and
// nothing behind it.
func holdCode(t *testing.T, span, line string) {
	t.Helper()
	fence := len(span) - len(strings.TrimLeft(span, "`"))
	rest := span[fence:]
	end, run := -1, 0
	for i := 0; i <= len(rest) && end < 0; i++ {
		if i < len(rest) && rest[i] == '`' {
			run++
			continue
		}
		if run == fence {
			end = i - fence
		}
		run = 0
	}
	if end < 0 || end+fence != len(rest) {
		t.Fatalf("%q is no span", span)
	}
	text := rest[:end]
	if len(text) > 1 && text[0] == ' ' && text[len(text)-1] == ' ' && strings.Trim(text, " ") != "" {
		text = text[1 : len(text)-1]
	}
	if strings.Trim(text, " ") != strings.Trim(line, " ") {
		t.Errorf("%q is the text %q, not %q", span, text, line)
	}
}
