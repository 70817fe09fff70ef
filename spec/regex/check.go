package regex

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Portable returns the user's pattern as targets print it. A pattern matches the
// whole value, so ^ at its start and $ at its end are redundant; and what "."
// excludes differs between Go, Java and JavaScript.
//
//	^team-.+$
//
// becomes
//
//	team-[^\n\r]+
func Portable(pattern string) string {
	pattern = strings.TrimPrefix(pattern, "^")
	if strings.HasSuffix(pattern, "$") && !escapedAt(pattern, len(pattern)-1) {
		pattern = pattern[:len(pattern)-1]
	}
	var out strings.Builder
	inClass := false
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '\\' && i+1 < len(pattern):
			out.WriteByte(c)
			i++
			c = pattern[i]
		case c == '[' || c == ']':
			inClass = c == '['
		case c == '.' && !inClass:
			out.WriteString(`[^\n\r]`)
			continue
		}
		out.WriteByte(c)
	}
	return out.String()
}

// escapedAt reports whether the character at i has a backslash before it that
// itself has none.
func escapedAt(pattern string, i int) bool {
	before := pattern[:i]
	return (len(before)-len(strings.TrimRight(before, `\`)))%2 == 1
}

// Check returns what is wrong with a regular expression, as a phrase that follows it,
// and what to write instead: it is not a regular expression, or one that Go, Java
// and JavaScript interpret differently. The problem is "" if nothing is wrong.
// docs/language.md lists the syntax.
func Check(pattern string) (problem, help string) {
	if problem, help = (&reader{text: pattern}).read(); problem != "" {
		return problem, help
	}
	if _, err := regexp.Compile(pattern); err != nil {
		return fmt.Sprintf("is not a regular expression: %v", err), ""
	}
	if pattern != "" && Portable(pattern) == "" {
		return "matches only the empty text", "remove the pattern"
	}
	return "", ""
}

// reader reads a pattern character by character.
type reader struct {
	text          string
	at            int
	problem, help string
}

const notAlike = "%s, which Go, Java and JavaScript interpret differently"

func (r *reader) say(help, format string, args ...any) {
	if r.problem == "" {
		r.problem, r.help = fmt.Sprintf(format, args...), help
	}
}

// differs reports a text that has several meanings.
func (r *reader) differs(text, help string) {
	r.say(help, "has "+notAlike, text)
}

func (r *reader) read() (problem, help string) {
	depth, alternatives := 0, false
	quantifiable := false // what stands before r.at can be repeated
	for r.at < len(r.text) && r.problem == "" {
		c := r.text[r.at]
		switch {
		case c < ' ' || c > '~':
			r.notASCII()
		case c == '\\':
			r.escape()
			quantifiable = true
			continue
		case c == '[':
			r.class()
			quantifiable = true
			continue
		case c == '(':
			depth++
			quantifiable = false
			if strings.HasPrefix(r.text[r.at:], "(?") {
				if !strings.HasPrefix(r.text[r.at:], "(?:") {
					r.differs(r.text[r.at:min(r.at+4, len(r.text))], "groups are (…) and (?:…)")
				}
				r.at += len("(?:")
				continue
			}
		case c == ')':
			depth--
			quantifiable = true
		case c == '|':
			alternatives = alternatives || depth == 0
			quantifiable = false
		case c == '*' || c == '+' || c == '?' || c == '{':
			if !quantifiable {
				r.differs(string(c)+" without anything before it to repeat", fmt.Sprintf(`the character itself is \%c`, c))
			}
			r.quantifier()
			quantifiable = false
			continue
		case c == ']' || c == '}':
			r.differs(fmt.Sprintf("%c by itself", c), fmt.Sprintf(`write \%c`, c))
		case c == '^' && r.at == 0, c == '$' && r.at == len(r.text)-1:
			quantifiable = false
		case c == '^' || c == '$':
			r.say(fmt.Sprintf(`a pattern always matches the whole value; the character itself is \%c`, c), "has %c in the middle", c)
		default:
			quantifiable = true
		}
		r.at++
	}
	if alternatives && (strings.HasPrefix(r.text, "^") || strings.HasSuffix(r.text, "$") && !escapedAt(r.text, len(r.text)-1)) {
		r.say("remove ^ and $: a pattern always matches the whole value", "anchors one of its alternatives")
	}
	return r.problem, r.help
}

// quantifier reads *, +, ? or {n,m}, and a ? that makes it lazy.
func (r *reader) quantifier() {
	if r.text[r.at] == '{' {
		count, _, ok := strings.Cut(r.text[r.at+1:], "}")
		if !ok || !Matches("[0-9]+|[0-9]+,|[0-9]+,[0-9]+", count) {
			r.differs("{ that does not start a count", `write \{, or a count: {2}, {2,} or {2,5}`)
			return
		}
		r.at += len(count) + 1
	}
	r.at++
	if strings.HasPrefix(r.text[r.at:], "?") {
		r.at++
	}
	if r.at < len(r.text) && strings.IndexByte("*+?{", r.text[r.at]) >= 0 {
		r.differs("two quantifiers in a row", "keep one, or put a group around what it repeats: (?:a+)*")
	}
}

// escape reads a backslash and the character after it.
func (r *reader) escape() {
	rest := r.text[r.at+1:]
	switch {
	case rest == "":
		r.say("", `ends with \`)
	case strings.IndexByte("dDwWnrtf", rest[0]) >= 0 || ' ' <= rest[0] && rest[0] <= '~' && !Matches("[A-Za-z0-9]", rest[:1]):
	case rest[0] == 'x' && len(rest) >= 3 && isHex(rest[1]) && isHex(rest[2]):
		r.at += 2
	case rest[0] == 's' || rest[0] == 'S':
		r.differs(`\`+rest[:1], "write the intended characters, e.g., [ \\t] or [^ ]")
	default:
		r.differs(`\`+rest[:1], `the escapes are \d, \w, \n, \r, \t, \f, \xHH, and \ before punctuation`)
	}
	r.at += 2
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// class reads a class in brackets.
func (r *reader) class() {
	r.at++
	if r.at < len(r.text) && r.text[r.at] == '^' {
		r.at++
	}
	first := r.at
	for r.problem == "" && r.at < len(r.text) {
		if r.text[r.at] == ']' {
			if r.at == first {
				r.differs("] first in a class", `write \]`)
			}
			r.at++
			return
		}
		single := r.member(r.at == first)
		if r.at+1 < len(r.text) && r.text[r.at] == '-' && r.text[r.at+1] != ']' {
			r.at++
			if !single || !r.member(false) {
				r.hyphen()
			}
		}
	}
	r.say("", "has a class that is not closed")
}

// member reads one element of a class and reports whether it is a single character:
// \d is several.
func (r *reader) member(first bool) bool {
	switch c := r.text[r.at]; {
	case c == '\\':
		several := r.at+1 < len(r.text) && strings.IndexByte("dDwW", r.text[r.at+1]) >= 0
		r.escape()
		return !several
	case c == '[':
		r.differs("[ in a class", `the character itself is \[; a class of names such as [:alpha:] is a-zA-Z`)
	case c == '&' && strings.HasPrefix(r.text[r.at:], "&&"):
		r.differs("&& in a class", `the character itself is \&`)
	case c == '-' && !first && !strings.HasPrefix(r.text[r.at+1:], "]"):
		r.hyphen()
	case c < ' ' || c > '~':
		r.notASCII()
	}
	r.at++
	return true
}

func (r *reader) hyphen() {
	r.differs("- in a class, neither between two characters nor at an end", `write \-`)
}

func (r *reader) notASCII() {
	r.differs(strconv.QuoteRune([]rune(r.text[r.at:])[0]), `write ASCII; a tab is \t, a line feed \n`)
}
