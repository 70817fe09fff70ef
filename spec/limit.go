package spec

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/spec/regex"
)

// Refuses returns why text is not a value of p, or of the list p, as a phrase that
// follows the text: "does not match the pattern [a-z]+". It returns "" for a valid
// value. Every target rejects the same values.
func (p *Param) Refuses(text string) string {
	switch {
	case text == "":
		return "is empty"
	case p.Values != nil && !slices.Contains(p.Values, text):
		return "is not one of " + strings.Join(p.Values, ", ")
	case p.Values != nil:
		return ""
	case !p.Type.Matches(text):
		return "is not " + p.Type.Want()
	case p.Pattern != "" && !regex.Matches(regex.Portable(p.Pattern), text):
		return "does not match the pattern " + p.Pattern
	}
	if i := strings.IndexAny(text, p.excluded()); i >= 0 {
		return p.whyExcluded(text[i])
	}
	if p.List && strings.Trim(text, " ") != text {
		return "starts or ends with a space, which a comma-separated list loses"
	}
	return ""
}

// excluded returns the characters that no value of p has, whatever its pattern.
func (p *Param) excluded() string {
	out := ""
	if p.Type == String {
		out += "\n\r"
	}
	if p.Matched && !p.Wildcards && p.TakesWildcards() {
		out += wildcards
	}
	if p.List {
		out += "\t,"
	}
	if p.Quoted {
		out += `"\`
	}
	return out + p.Delimiters
}

// wildcards are the wildcards of ARNs.
const wildcards = "*?"

func (p *Param) whyExcluded(c byte) string {
	switch {
	case strings.IndexByte(p.Delimiters, c) >= 0:
		return "has " + strconv.Quote(string(c)) + ", which separates the values of a list that it is part of"
	case c == '\n' || c == '\r':
		return "has a line break"
	case p.Quoted && (c == '"' || c == '\\'):
		return "has " + strconv.QuoteRune(rune(c)) + ", which is not possible in a condition key or beside one"
	case c == ',':
		return "has a comma, which separates the values of a list at deployment"
	case c == '\t':
		return "has a tab, which a comma-separated list may lose"
	default:
		return "has the wildcard " + string(c)
	}
}

// TakesWildcards reports whether p can have the key wildcards: the patterns of the
// other types either never accept them or, like RoleARN, always do.
func (p *Param) TakesWildcards() bool { return p.Type == String || p.Type == ARN }

// Patterns returns regular expressions without anchors, in the syntax that Go, Java
// and JavaScript share. A text is a value of p if each of them matches it as a
// whole. A Boolean, and a parameter with Values, have no patterns.
func (p *Param) Patterns() []string {
	if p.Values != nil || p.Type == Boolean {
		return nil
	}
	all := p.ownPatterns()
	excluded := classText(p.excludedFrom(all))
	takesEmpty := !slices.ContainsFunc(all, func(pattern string) bool { return !regex.Matches(pattern, "") })
	switch {
	case p.List && admitted(all, ' '):
		// Words separated by spaces, with none at either end.
		word := "[^ " + excluded + "]+"
		return append(all, word+"(?: +"+word+")*")
	case takesEmpty:
		return append(all, "[^"+cmp.Or(excluded, `\n\r`)+"]+")
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

// NeedsWildcards reports whether p needs wildcards: true if it is used in a
// resource, a principal or an ARN pattern.
func (p *Param) NeedsWildcards() bool {
	if !p.TakesWildcards() {
		return false
	}
	for _, s := range slices.Concat(p.Values, p.Default, p.Example) {
		if strings.ContainsAny(s, wildcards) {
			return true
		}
	}
	return p.Pattern != "" && FirstAdmitted(p.Pattern) != ""
}

// FirstAdmitted returns the first wildcard that a user's pattern accepts, or "".
func FirstAdmitted(pattern string) string {
	for _, c := range wildcards {
		if regex.CanContain(regex.Portable(pattern), c) {
			return string(c)
		}
	}
	return ""
}

// ownPatterns returns the pattern of p in the spec, and that of p's type.
func (p *Param) ownPatterns() []string {
	var all []string
	if p.Pattern != "" {
		all = append(all, regex.Portable(p.Pattern))
	}
	if typ := p.Type.Pattern(); typ != "" && p.List {
		all = append(all, strings.Replace(typ, "=,", "=", 1)) // no comma in the class of characters of names
	} else if typ != "" {
		all = append(all, typ)
	}
	return all
}

// excludedFrom returns the characters that no value of p has although all patterns
// accept them.
func (p *Param) excludedFrom(all []string) string {
	out := ""
	for _, c := range p.excluded() {
		if admitted(all, c) && !strings.ContainsRune(out, c) {
			out += string(c)
		}
	}
	return out
}

// Want describes a value of p, for messages, e.g., "a bucket name".
func (p *Param) Want() string {
	if p.Values != nil {
		return "one of " + strings.Join(p.Values, ", ")
	}
	out := p.Type.Want()
	if p.Type == String {
		out = "a non-empty text"
	}
	if p.Pattern != "" {
		out += " matching the pattern " + p.Pattern
	}
	var without []string
	for _, c := range p.excludedFrom(p.ownPatterns()) {
		name := string(c)
		switch c {
		case '\n':
			name = "line breaks"
		case '\r':
			continue
		case '\t':
			name = "tabs"
		case ',':
			name = "commas"
		}
		without = append(without, name)
	}
	if len(without) > 0 {
		out += ", without " + strings.Join(without, ", ")
	}
	return out
}

// admitted reports whether a text with c may match all patterns.
func admitted(all []string, c rune) bool {
	return !slices.ContainsFunc(all, func(pattern string) bool { return !regex.CanContain(pattern, c) })
}

// classText returns s as part of a character class of a regular expression.
func classText(s string) string {
	return strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`, "^", `\^`, "]", `\]`, "[", `\[`, `\`, `\\`, "-", `\-`, "&", `\&`).Replace(s)
}

// Delimiter returns a character that occurs neither in the literal text of items nor
// in the values that the spec gives their parameters: "|" if possible. If an item is
// a list, no value of their parameters has it, so that all items can be joined to
// one string and split again.
func Delimiter(items []Item) string {
	var all strings.Builder
	for _, it := range items {
		for _, part := range it.Value.Expand() {
			all.WriteString(Value{part}.String())
		}
		for _, p := range it.Value.Expand().Params() {
			for _, s := range slices.Concat(p.Default, p.Example, p.Values) {
				all.WriteString(s)
			}
		}
	}
	for _, d := range append([]string{"|", " ", "\t", "\n"}, strings.Split("^~;!%&<>`\"#(){}[]\\", "")...) {
		if !strings.Contains(all.String(), d) {
			return d
		}
	}
	panic("spec: no delimiter for a list with " + all.String())
}
