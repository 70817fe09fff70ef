package gofile

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag/show"
)

// columns is the width of a comment, with its "// ".
const columns = 80

// tab is how wide a reader sees a tab.
const tab = 4

// Doc is a documentation comment: paragraphs, each ending in a full stop, and then their
// source. Empty paragraphs and an empty source are omitted.
func Doc(source string, paragraphs ...string) jen.Code { return DocAt(0, source, paragraphs...) }

// DocAt is Doc at an indent of some tabs, for fields, statements and items. It ends with a
// line break, unless there is no text.
func DocAt(indent int, source string, paragraphs ...string) jen.Code {
	text := make([]string, 0, len(paragraphs))
	for _, p := range paragraphs {
		if p := Sentence(p); p != "" {
			text = append(text, p)
		}
	}
	if source != "" {
		text = append(text, "See <"+harmless(source)+">.")
	}
	if len(text) == 0 {
		return jen.Null()
	}
	code := jen.Comment(comment(columns-indent*tab, text)).Line()
	if indent == 0 {
		return code
	}
	return Inner(code)
}

// Inner is a comment inside a declaration. Jennifer does not indent, and gofmt treats a
// comment in the first column as documentation, which it reformats.
func Inner(comment jen.Code) jen.Code { return jen.Op("\t").Add(comment) }

// Sentence is a text on one line that ends in a full stop.
func Sentence(text string) string {
	text = harmless(text)
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") {
		return text
	}
	return text + "."
}

// harmless is a text on one line that Go and gofmt treat only as text: without characters
// that Go source cannot contain or a reader cannot see, build constraints, link definitions
// and two-character quotes.
func harmless(text string) string {
	text = strings.Map(func(r rune) rune {
		if !show.Visible(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Join(strings.Fields(text), " ")
	return defuse.Replace(text)
}

var defuse = strings.NewReplacer("+build", "+ build", "]: ", "] : ", "``", `"`, "''", `"`)

func comment(width int, paragraphs []string) string {
	var lines []string
	for i, p := range paragraphs {
		if i > 0 {
			lines = append(lines, "//")
		}
		switch {
		case strings.HasPrefix(p, "See <"): // a link must be on one line
			lines = append(lines, "// "+p)
			continue
		case strings.HasPrefix(p, "\t"):
			lines = append(lines, "//"+strings.ReplaceAll(p, "\n", "\n//"))
			continue
		}
		lines = append(lines, lists.Map(wrap(p, width-len("// ")), func(l string) string { return "// " + l })...)
	}
	return strings.Join(lines, "\n")
}

// wrap breaks a text between words into lines of at most width runes, if its words are not
// longer.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(text) {
		switch {
		case line == "":
			line = w
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) <= width || marker.MatchString(w):
			line += " " + w
		default:
			lines = append(lines, line)
			line = w
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// marker matches words that must not begin a line, because gofmt would treat the line as a
// heading or a list item and reformat it.
var marker = regexp.MustCompile(`^([-+*•#]+|[0-9]+[.)])$`)
