package denied_test

import (
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/denied"
)

// wraps are what programs, pages and people do to a message; what was denied stays the same.
var wraps = []struct {
	name string
	wrap func(string) string
}{
	{"a trace of Python", func(s string) string {
		return "Traceback (most recent call last):\n  File \"run.py\", line 12, in <module>\nRuntimeError: " + s
	}},
	{"a trace of Java", func(s string) string {
		return "Exception in thread \"main\" java.lang.RuntimeException: " + s + "\n\tat com.acme.Main.main(Main.java:3)"
	}},
	{"JSON", func(s string) string {
		text, _ := json.Marshal(map[string]string{"level": "error", "msg": s})
		return string(text)
	}},
	{"JSON in JSON", func(s string) string {
		text, _ := json.Marshal(map[string]string{"msg": s})
		text, _ = json.Marshal(map[string]string{"log": string(text) + "\n"})
		return string(text)
	}},
	{"HTML", html.EscapeString},
	{"line breaks of HTML", func(s string) string { return strings.ReplaceAll(html.EscapeString(s), "\n", "<br/>\n") }},
	{"escaped line breaks", func(s string) string { return strings.ReplaceAll(s, "\n", `\r\n`) + `\n` }},
	{"Windows", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") + "\r" }},
	{"a quote", beforeEach("> ")},
	{"a quote in a quote", beforeEach(">> ")},
	{"a margin", beforeEach("    ")},
	{"a frame", beforeEach("│ ")},
	{"a time before each line", beforeEach("Jan 02 03:04:05 ip-10-0-0-12 app[123]: ")},
	{"a level before each line", beforeEach("[ERROR] ")},
	{"a program before each line", beforeEach("jobs_1  | ")},
	{"code", func(s string) string { return "```\n" + s + "\n```" }},
	{"colors", beforeEach("\x1b[31m")},
	{"colors whose escape was lost", beforeEach("[0m[31m")},
	{"typographic quotes", func(s string) string { return "“" + s + "”" }},
	{"words around", func(s string) string {
		return "Hello, with this job I get:\n\n" + s + "\n\nWhat is wrong? The role should already be able to do this."
	}},
	{"a cause", func(s string) string { return s + "\n\nCaused by:\n" + s }},
	{"a title", func(s string) string { return "**Error:** " + s }},
}

func beforeEach(text string) func(string) string {
	return func(s string) string { return text + strings.ReplaceAll(s, "\n", "\n"+text) }
}

// TestWrapped wraps each message of the corpus in some of these ways, the next one in
// others, and compares what was denied with the message alone.
func TestWrapped(t *testing.T) {
	t.Parallel()
	for i, m := range corpus(t) {
		alone := requests(t, m.text)
		for j := i % 8; j < len(wraps); j += 8 {
			if got := requests(t, wraps[j].wrap(m.text)); !slices.Equal(alone, got) {
				t.Errorf("message %d, %s, in %s: got\n%s\nwant\n%s", i+1, m.wrap, wraps[j].name, strings.Join(got, "\n"), strings.Join(alone, "\n"))
			}
		}
	}
}

// requests are the denials in a text, without their form and place.
func requests(t *testing.T, text string) []string {
	t.Helper()
	found := &denied.Found{}
	if err := denied.Scan(strings.NewReader(text+"\n"), "log", found); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range found.Denials {
		out = append(out, fmt.Sprintf("%s, %s, %s, %s, %s", d.Principal, strings.ToLower(d.Action), d.Resource, d.Role, d.Cause))
	}
	return out
}
