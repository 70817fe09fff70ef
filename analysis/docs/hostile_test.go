package docs_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// worded has texts of authors wherever the language takes any.
const worded = `version: 1
name: words
doc: TEXT
parameters:
  Note: {type: String, default: x, doc: TEXT}
roles:
  Job:
    kind: other
    roleName: job
    doc: plain
    tags: {note: "${Note}"}
    trust: {service: ec2}
    policies:
      Data:
        - {Sid: Read, doc: TEXT, source: "https://docs.aws.amazon.com/x", Effect: Allow, Action: "s3:GetObject", Resource: RESOURCE, Condition: {StringEquals: {"aws:PrincipalTag/team": VALUE}}}
policies:
  Users: {policyName: users, doc: plain, statements: [{Sid: List, doc: TEXT, Effect: Allow, Action: "s3:ListBucket", Resource: RESOURCE}]}
  Other:
    policyName: other
    statements:
      - {Sid: Pass, Effect: Allow, Action: "iam:PassRole", Resource: ROLE, Condition: {StringEquals: {"iam:PassedToService": VALUE}}}
`

var hostileTexts = []string{
	`</script></style><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onfocus='alert(1)' autofocus='`,
	`{{.}}{{template "begin"}}`, "`</code></details>|<h1>x</h1>", "```\n# heading\n| a | b |\n|---|---|", `]]>--><!--`, "javascript:alert(1)",
	"![x](https://e.example)[y](javascript:z)", "\u202e\u2066\u200b\u001b[31m", `\"#quot;]--> end; click n0 "javascript:x"`,
}

var (
	tag       = regexp.MustCompile(`<(/?[a-zA-Z!][a-zA-Z0-9]*)([^<>]*)>`)
	attribute = regexp.MustCompile(`([a-zA-Z-]+)="`)
	style     = regexp.MustCompile(`(?s)(<style[^>]*>).*?(</style>)`)
	script    = regexp.MustCompile(`(?s)(<script[^>]*>).*?(</script>)`)
)

// tags are the elements of a page, each with the names of its attributes. Outside
// elements, and the styles and scripts that are ours, nothing has < or >.
func tags(t *testing.T, html string) []string {
	t.Helper()
	html = script.ReplaceAllString(style.ReplaceAllString(html, "$1$2"), "$1$2")
	var out []string
	for _, m := range tag.FindAllStringSubmatch(html, -1) {
		line := m[1]
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			line += " " + a[1]
		}
		out = append(out, line)
	}
	if rest := tag.ReplaceAllString(html, ""); strings.ContainsAny(rest, "<>") {
		t.Errorf("markup that is no element: %.200q", rest[strings.IndexAny(rest, "<>"):])
	}
	return out
}

// TestHostile: whatever texts a spec has, the page has the same elements, and Markdown
// the same blocks.
func TestHostile(t *testing.T) {
	t.Parallel()
	with := func(text string) string {
		value := strings.ReplaceAll(text, "{{", "{") // a value refuses another language's placeholders
		return strings.NewReplacer("TEXT", strconv.QuoteToASCII(text), "RESOURCE", strconv.QuoteToASCII("arn:aws:s3:::"+value),
			"ROLE", strconv.QuoteToASCII("arn:aws:iam::123456789012:role/"+value), "VALUE", strconv.QuoteToASCII(value)).Replace(worded)
	}
	usual := compiled(t, with("usual"))
	usual.Findings = nil
	for _, text := range hostileTexts {
		page := compiled(t, with(text))
		page.Findings = nil // they differ
		html := string(page.HTML())
		if diff := cmp.Diff(tags(t, string(usual.HTML())), tags(t, html)); diff != "" {
			t.Errorf("%q: elements (-usual +got):\n%s", text, diff)
		}
		if i := strings.IndexAny(html, "\u202e\u2066\u200b\u001b"); i >= 0 {
			t.Errorf("%q: an invisible character: %q", text, html[i:i+20])
		}
		got, want := strings.Split(string(page.Markdown()), "\n"), strings.Split(string(usual.Markdown()), "\n")
		if len(got) != len(want) {
			t.Errorf("%q: Markdown has %d lines, not %d", text, len(got), len(want))
			continue
		}
		for i, line := range got {
			if a, b := shape(line), shape(want[i]); a != b {
				t.Errorf("%q: Markdown line\n%s\nis read as %q, not as %q", text, line, a, b)
			}
		}
	}
}

var (
	escaped = regexp.MustCompile(`\\[!-/:-@\[-\x60{-~]|&#?\w+;`)
	opening = regexp.MustCompile(`^ *([-#>+*|=]+|\d+[.)]|\x60{3,})?`)
	inline  = regexp.MustCompile(`</?[a-z]+>|<!|\||\]\(|!\[|\*\*`)
)

// shape is a line of Markdown without its words: what opens a block or a cell, and
// elements of HTML.
func shape(line string) string {
	line = spans(escaped.ReplaceAllString(strings.ReplaceAll(line, "<span>@</span>", "w"), "w"))
	return opening.FindString(line) + strings.Join(inline.FindAllString(line, -1), " ")
}

// spans replaces code spans by a word.
func spans(line string) string {
	var out strings.Builder
	for line != "" {
		i := strings.IndexByte(line, '`')
		if i < 0 {
			break
		}
		rest := strings.TrimLeft(line[i:], "`")
		fence := line[i : len(line)-len(rest)]
		end := regexp.MustCompile("[^`]" + fence + "(?:[^`]|$)").FindStringIndex(rest)
		if end == nil {
			break
		}
		out.WriteString(line[:i] + "w")
		line = rest[end[0]+1+len(fence):]
	}
	return out.String() + line
}
