package spec

import (
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
)

// Refuses says why text is not a value of p, or of the list that p is, in words
// that follow the text: does not match the pattern [a-z]+. It returns "" for a
// value. Every target refuses the same texts.
func (p *Param) Refuses(text string) string {
	switch {
	case text == "":
		return "is empty"
	case p.Values != nil && !slices.Contains(p.Values, text):
		return "is none of " + strings.Join(p.Values, ", ")
	case p.Values != nil:
		return ""
	case !p.Type.Matches(text):
		return "is not " + p.Type.Want()
	case p.Pattern != "" && !matchesWhole(ownPattern(p.Pattern), text):
		return "does not match the pattern " + p.Pattern
	}
	if i := strings.IndexAny(text, p.excluded()); i >= 0 {
		return p.whyExcluded(text[i])
	}
	if p.List && strings.Trim(text, " ") != text {
		return "has a space around it, which a comma-separated list loses"
	}
	return ""
}

// excluded are the characters that no value of p has, whatever its pattern.
func (p *Param) excluded() string {
	out := p.apart
	if p.Type == String {
		out += "\n\r"
	}
	if p.List {
		out += "\t,"
	}
	if p.matched && !p.Wildcards {
		out += wildcards
	}
	return out
}

// wildcards are the characters that stand for others in ARNs.
const wildcards = "*?"

func (p *Param) whyExcluded(c byte) string {
	switch {
	case strings.IndexByte(p.apart, c) >= 0:
		return "has " + strconv.Quote(string(c)) + ", which parts the values of a list that it stands in"
	case c == '\n' || c == '\r':
		return "has a line break"
	case c == ',':
		return "has a comma, which parts the values of a list at deployment"
	case c == '\t':
		return "has a tab, which a comma-separated list may lose"
	default:
		return "has the wildcard " + string(c)
	}
}

// takesWildcards reports whether p can say wildcards: the other types have
// patterns that admit none, or, as RoleARN, have them always.
func (p *Param) takesWildcards() bool { return p.Type == String || p.Type == ARN }

// Patterns are regular expressions, without anchors, in the syntax that Go,
// Java and JavaScript share. A text that is not empty is a value of p if each of
// them matches the whole of it. A parameter with Values, and a Boolean, has
// none: those values say it all.
func (p *Param) Patterns() []string {
	if p.Values != nil || p.Type == Boolean {
		return nil
	}
	var all []string
	if own := ownPattern(p.Pattern); own != "" {
		all = append(all, own)
	}
	if typ := p.Type.Pattern(); typ != "" {
		all = append(all, typ)
	}
	excluded := ""
	for _, c := range p.excluded() {
		if admitted(all, c) {
			excluded += string(c)
		}
	}
	excluded = classText(excluded)
	switch {
	case p.List && admitted(all, ' '):
		// Words with spaces between them, of which none is at an end.
		word := "[^ " + excluded + "]+"
		return append(all, word+"(?: +"+word+")*")
	case excluded == "":
		return all
	case p.Type == ARN: // ends in a class of what it excludes
		last := len(all) - 1
		all[last] = strings.TrimSuffix(all[last], "]+") + excluded + "]+"
		return all
	default:
		return append(all, "[^"+excluded+"]+")
	}
}

// admitted reports whether text with c in it may match all patterns.
func admitted(all []string, c rune) bool {
	return !slices.ContainsFunc(all, func(pattern string) bool { return !canContain(pattern, c) })
}

// classText is s within the brackets of a regular expression.
func classText(s string) string {
	return strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`, "^", `\^`, "]", `\]`, "[", `\[`, `\`, `\\`, "-", `\-`, "&", `\&`).Replace(s)
}

// canContain reports whether a text with c in it may match pattern.
func canContain(pattern string, c rune) bool {
	re, err := syntax.Parse(pattern, syntax.Perl)
	return err == nil && reaches(re, c)
}

func reaches(re *syntax.Regexp, c rune) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return slices.Contains(re.Rune, c)
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i] <= c && c <= re.Rune[i+1] {
				return true
			}
		}
		return false
	case syntax.OpAnyChar:
		return true
	case syntax.OpAnyCharNotNL:
		return c != '\n'
	case syntax.OpRepeat:
		if re.Max == 0 {
			return false
		}
	}
	return slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return reaches(sub, c) })
}
