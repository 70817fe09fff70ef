package naive

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// symbol is a character of a pattern, or what stands for some.
type symbol struct {
	r    rune
	kind int
}

// unknownText is the character of a symbol for the text of a key that is not
// known.
const unknownText = -1

const (
	character = iota
	oneAny
	manyAny
	oneInPart
	manyInPart
)

func literally(text string, wild bool) []symbol {
	out := make([]symbol, 0, len(text))
	for _, r := range text {
		kind := character
		if wild && r == '*' {
			kind = manyAny
		} else if wild && r == '?' {
			kind = oneAny
		}
		out = append(out, symbol{r, kind})
	}
	return out
}

func plain(p []symbol) string {
	var out strings.Builder
	for _, s := range p {
		out.WriteRune(s.r)
	}
	return out.String()
}

// wildcards matches a pattern with a text, by trying everything.
func wildcards(p []symbol, text string) bool {
	if len(p) == 0 {
		return text == ""
	}
	if p[0].kind == manyAny || p[0].kind == manyInPart {
		if wildcards(p[1:], text) {
			return true
		}
		if text == "" || p[0].kind == manyInPart && text[0] == ':' {
			return false
		}
		_, size := utf8.DecodeRuneInString(text)
		return wildcards(p, text[size:])
	}
	if text == "" {
		return false
	}
	r, size := utf8.DecodeRuneInString(text)
	if p[0].kind == character && p[0].r != r || p[0].kind == oneInPart && r == ':' {
		return false
	}
	return wildcards(p[1:], text[size:])
}

// fill puts values in place of variables: reference_policies_variables. Values
// and ${*}, ${?}, ${$} are characters, whatever they are. Without a value, or
// with several, there is the default, or else nothing is like the text. What is
// not known may be anything.
func (n naive) fill(text string, wild, variables bool) (out []symbol, t int) {
	t = yes
	for {
		before, rest, ok := strings.Cut(text, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed || !variables {
			return append(out, literally(text, wild)...), t
		}
		out, text = append(out, literally(before, wild)...), after
		if name == "*" || name == "?" || name == "$" {
			out = append(out, literally(name, false)...)
			continue
		}
		key, fallback, hasFallback := strings.Cut(name, ", '")
		values, exists := n.find(key)
		switch {
		case exists == open:
			out, t = append(out, symbol{unknownText, manyAny}), min(t, open)
		case exists == yes && len(values) == 1 && values[0] != "":
			out = append(out, literally(values[0], false)...)
		case hasFallback:
			out = append(out, literally(strings.TrimSuffix(fallback, "'"), false)...)
		default:
			return nil, no
		}
	}
}

// text is StringLike, or StringEquals if not wild.
func (n naive) text(policy, value string, wild, variables bool) int {
	p, t := n.fill(policy, wild, variables)
	return min(t, known(t != no && wildcards(p, value)))
}

// arn compares the six parts of an ARN, each on its own.
func (n naive) arn(policy, value string, variables bool) (out int, readable bool) {
	parts := strings.SplitN(value, ":", 6)
	p, t := n.fill(policy, true, variables)
	readable = len(parts) == 6
	if !variables || !strings.Contains(policy, "${") {
		readable = readable && strings.Count(policy, ":") >= 5
	}
	switch {
	case !readable || t == no:
		return no, readable
	case t == open:
		return min(t, known(wildcards(p, value))), true
	}
	for i, part := range parts {
		end := len(p)
		if i < 5 {
			if end = slices.Index(p, symbol{':', character}); end < 0 {
				return no, true
			}
		}
		if !wildcards(p[:end], part) {
			return no, true
		}
		p = p[min(end+1, len(p)):]
	}
	return yes, true
}

// resource is reference_policies_elements_resource: wildcards keep to their
// part of an ARN, but for a * that ends it. Parts that are left out are *.
func (n naive) resource(policy string, variables bool) int {
	if policy == "*" {
		return yes
	}
	parts := arnParts(policy, variables)
	out, t := []symbol(nil), yes
	for i := range 6 {
		if i > 0 {
			out = append(out, symbol{':', character})
		}
		if i >= len(parts) {
			out = append(out, symbol{'*', manyAny})
			continue
		}
		p, filled := n.fill(parts[i], true, variables)
		if t = min(t, filled); t == no {
			return no
		}
		for j := range p {
			if last := j == len(p)-1 && strings.HasSuffix(parts[i], "*"); i < 5 && !last && p[j].r != unknownText {
				p[j].kind = [...]int{character, oneInPart, manyInPart}[p[j].kind]
			}
		}
		out = append(out, p...)
	}
	return min(t, known(wildcards(out, n.Resource)))
}

// arnParts cuts at the first five colons that are not in a variable.
func arnParts(text string, variables bool) (out []string) {
	start := 0
	for i := 0; i < len(text) && len(out) < 5; i++ {
		if end := strings.IndexByte(text[i:], '}'); variables && strings.HasPrefix(text[i:], "${") && end > 0 {
			i += end
		} else if text[i] == ':' {
			out, start = append(out, text[start:i]), i+1
		}
	}
	return append(out, text[start:])
}
