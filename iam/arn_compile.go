package iam

import (
	"strings"
	"unicode/utf8"
)

// compileText reads a part of a pattern of ARNs.
func compileText(text string) pattern { return compilePart(nil, text, one, many) }

// compileResource reads a pattern of a Resource element. In the first five
// parts, wildcards stand for no colon, but for a * at the end of the part.
func compileResource(text string) pattern {
	if text == "*" {
		return pattern{many}
	}
	parts := splitARN(text)
	var p pattern
	for i, part := range parts {
		if i > 0 {
			p = append(p, ':')
		}
		if i == arnParts-1 {
			p = compilePart(p, part, one, many)
			continue
		}
		p = compilePart(p, part, oneNoColon, manyNoColon)
		if strings.HasSuffix(part, "*") {
			p[len(p)-1] = many
		}
	}
	for range arnParts - len(parts) {
		p = append(p, ':', many)
	}
	return p
}

// compilePart appends a text with *, ? and policy variables to p. A variable
// may have any value; ${*}, ${?} and ${$} are the characters.
func compilePart(p pattern, text string, one, many rune) pattern {
	for text != "" {
		if name, after, ok := cutVariable(text); ok {
			p, text = appendVariable(p, name), after
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		p, text = append(p, wildcard(r, one, many)), text[size:]
	}
	return p
}

func appendVariable(p pattern, name string) pattern {
	switch name {
	case "*", "?", "$":
		return append(p, rune(name[0]))
	default:
		return append(p, many)
	}
}

// cutVariable splits off a policy variable that text starts with.
func cutVariable(text string) (name, after string, ok bool) {
	rest, ok := strings.CutPrefix(text, "${")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, "}")
}

// compileFormat reads the format of a resource type's ARNs. The placeholders
// for partition, Region and account may stand for nothing, since AWS leaves
// them out of some ARNs; those of the resource may not. If nested, the last one
// stands for no slash.
func compileFormat(format string, nested bool) pattern {
	parts := strings.SplitN(format, ":", arnParts)
	var p pattern
	for i, part := range parts {
		if i > 0 {
			p = append(p, ':')
		}
		if i < arnParts-1 {
			p = compileHoles(p, part, manyNoColon)
			continue
		}
		p = compileHoles(p, part, one, many)
		if nested && strings.HasSuffix(part, "}") {
			p = append(p[:len(p)-2], oneNoSlash, manyNoSlash)
		}
	}
	return p
}

// compileHoles appends a part of a format to p, with hole for each placeholder.
func compileHoles(p pattern, part string, hole ...rune) pattern {
	for {
		before, after, found := cutPlaceholder(part)
		for _, r := range before {
			p = append(p, wildcard(r, r, many))
		}
		if !found {
			return p
		}
		p = append(p, hole...)
		part = after
	}
}
