package denied

import (
	"html"
	"regexp"
	"strconv"
	"strings"
)

// clean undoes what wrapped a message, and makes it one line: besides what unescaped undoes,
// strings that a program continues, ARNs and URLs broken at the end of a line, and frames.
func clean(text string) string {
	if isClean(text) {
		return text
	}
	text = broken().ReplaceAllStringFunc(unescaped(text), func(arn string) string {
		if words := strings.Fields(arn); !noName().MatchString(words[len(words)-1]) {
			return words[0] + words[len(words)-1]
		}
		return arn
	})
	text = continued().ReplaceAllString(text, " ")
	text = strings.ReplaceAll(tags().ReplaceAllString(text, " "), ": ... :", ":...:")
	return strings.TrimSpace(spaces().ReplaceAllString(text, " "))
}

// isClean reports whether clean would change nothing: most lines of a log are so.
func isClean(text string) bool {
	before := byte(' ')
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ' || c >= 0x7f, before == ' ' && (c == ' ' || c == ':'), strings.IndexByte("\\&<`|", c) >= 0, c == '*' && before == c, c == '(' && before == ']', c >= '0' && c <= '9' && before == '[':
			return false
		default:
			before = c
		}
	}
	return before != ' '
}

// unescaped undoes what programs and pages do to each character or word of a text: escapes of
// JSON, of Markdown and of HTML, however often, colors, quotes and spaces of typesetters,
// and emphasis. Escaped line breaks are line breaks.
func unescaped(text string) string {
	if isClean(text) {
		return text
	}
	for _, u := range undo {
		if strings.Contains(text, u.sign) { // which costs less than the pattern
			text = u.pattern().ReplaceAllStringFunc(text, u.with)
		}
	}
	if strings.Contains(text, "](") {
		text = links().ReplaceAllString(text, "$1")
	}
	if strings.Contains(text, "**") {
		text = emphasized().ReplaceAllString(text, "$1$2$3$4")
	}
	return typeset.Replace(text)
}

var undo = []struct {
	sign    string
	pattern func() *regexp.Regexp
	with    func(string) string
}{
	{"&", lazily(`&(?:amp;)*(?:quot|apos|lt|gt|amp|nbsp|#\d{2,5}|#x[0-9A-Fa-f]{2,4});`), func(s string) string {
		for strings.HasPrefix(s, "&amp;") && s != "&amp;" { // escaped again
			s = "&" + s[len("&amp;"):]
		}
		return html.UnescapeString(s)
	}},
	{`\`, lazily(`\\+(?:u[0-9a-fA-F]{4}|[nrt]|[^A-Za-z0-9\s\\])`), func(s string) string {
		switch s = strings.TrimLeft(s, `\`); {
		case s == "n":
			return "\n"
		case s == "r":
			return ""
		case s == "t":
			return "\t"
		case len(s) == 5:
			r, _ := strconv.ParseUint(s[1:], 16, 16) // the pattern has four digits
			return string(rune(r))
		}
		return s
	}},
	{"<", lazily(`(?i)(?:<br ?/?>)+\n?`), func(string) string { return "\n" }},
	{"[", lazily(`\x1b?\[[\d;]+m|\x1b\[[\d;?]*[A-Za-z]`), func(string) string { return "" }},
}

var (
	emphasized = lazily(`(^|[\s"'(>])(?:\*{3}([^\s*](?:[^\n]*?[^\s*])?)\*{3}|\*\*([^\s*](?:[^\n]*?[^\s*])?)\*\*)($|[\s"'),.;:])`)
	links      = lazily(`\[?([^\[\]\s]*[:/.@][^\[\]\s]*)\]\((?:mailto:|https?://)[^)\s]*\)`)
	typeset    = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'", "`", "", "\u00a0", " ", "\u202f", " ", "\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\u00ad", "")
)

var (
	broken     = lazily(`(\b(?:arn:|https?://|s3[an]?://)[^\s"']*[:/])[ \t│|]*\n[\s│|>]*[\w./@-]+`)
	continued  = lazily(`\\+\r?\n`)
	hidden     = lazily(`<[\w-]+(?: [\w-]+)+>|[:/][\[({]+ ?[\w-]+(?: [\w-]+){0,3} ?[\])}]+|\barn:[\w-]*:[\w-]*:[^\s:]*:(?:\w+(?: \w+){1,3}|"[\w -]+"|'[\w -]+'):[\w*]`) // names with spaces
	protect    = strings.NewReplacer(" ", "\x01", `"`, "\x02", "'", "\x03")                                                                                             // in what hides a name
	restore    = strings.NewReplacer("\x01", " ", "\x02", `"`, "\x03", "'")
	contracted = strings.NewReplacer("can't", "cannot", "won't", "will not", "n't", " not")
	tags       = lazily(`(?i)</?(?:p|br|b|i|em|strong|code|pre|td|tr|li|ul|span|div|message|error)(?: [^>]*)?/?>`)
	spaces     = lazily(`[\s│╷╵|┃║]+(?:> )*`)
)
