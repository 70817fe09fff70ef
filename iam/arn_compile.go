package iam

import (
	"strings"
	"unicode/utf8"
)

// compileText reads a part of a pattern of ARNs.
func compileText(text string) pattern {
	return compilePart(make(pattern, 0, len(text)), text, one, many)
}

// compileResource reads a pattern of a Resource element. A * at the end of a
// part stands for colons too.
func compileResource(text string) pattern {
	if text == "*" {
		return pattern{many}
	}
	return compileParts(splitARN(text), many)
}

// compileParted reads a pattern of a Resource element as its author means it:
// wildcards keep to their parts. Otherwise arn:aws:iam::*:user/* would name
// roles too, those with ":user/" in their names.
func compileParted(text string) pattern {
	if text == "*" {
		return pattern{many}
	}
	return compileParts(splitARN(text), manyNoColon)
}

// compileParts puts last where * ends one of the first five parts, and * for
// missing parts.
func compileParts(parts []string, last rune) pattern {
	size := 2 * arnParts // enough for what is missing
	for _, part := range parts {
		size += len(part)
	}
	p := make(pattern, 0, size)
	for i, part := range parts {
		if i > 0 {
			p = append(p, ':')
		}
		if i == arnParts-1 {
			return compilePart(p, part, one, many)
		}
		p = compilePart(p, part, oneNoColon, manyNoColon)
		if strings.HasSuffix(part, "*") {
			p[len(p)-1] = last
		}
	}
	for i := len(parts); i < arnParts-1; i++ {
		p = append(p, ':', last)
	}
	return append(p, ':', many)
}

// compilePart appends a text with *, ? and policy variables to p. A variable
// may have any value; ${*}, ${?} and ${$} are the characters.
func compilePart(p pattern, text string, one, many rune) pattern {
	lastEnd := strings.LastIndexByte(text, '}') // no variable begins after it
	for i := 0; i < len(text); {
		if i < lastEnd && strings.HasPrefix(text[i:], "${") {
			size := strings.IndexByte(text[i:], '}')
			p = appendVariable(p, text[i+len("${"):i+size])
			i += size + 1
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		p = append(p, wildcard(r, one, many))
		i += size
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
// A * stands for what the end of hole does.
func compileHoles(p pattern, part string, hole ...rune) pattern {
	for {
		before, after, found := cutPlaceholder(part)
		for _, r := range before {
			p = append(p, wildcard(r, r, hole[len(hole)-1]))
		}
		if !found {
			return p
		}
		p = append(p, hole...)
		part = after
	}
}
