package glob

import (
	"strings"
	"unicode/utf8"
)

// CompileText compiles one part of an ARN pattern.
func CompileText(text string) Pattern {
	return CompilePart(make(Pattern, 0, len(text)), text, One, Many)
}

// CompileResource compiles a pattern of a Resource element. A * at the end of a part
// also matches colons.
func CompileResource(text string) Pattern {
	if text == "*" {
		return Pattern{Many}
	}
	return compileParts(SplitARN(text), Many)
}

// CompileParted compiles a pattern of a Resource element as its author means it:
// wildcards do not cross parts. Otherwise arn:aws:iam::*:user/* would also match a role
// with ":user/" in its name.
func CompileParted(text string) Pattern {
	if text == "*" {
		return Pattern{Many}
	}
	return compileParts(SplitARN(text), ManyNoColon)
}

// compileParts uses last for a * that ends one of the first five parts, and * for
// missing parts.
func compileParts(parts []string, last rune) Pattern {
	size := 2 * ARNParts // enough for what is missing
	for _, part := range parts {
		size += len(part)
	}
	p := make(Pattern, 0, size)
	for i, part := range parts {
		if i > 0 {
			p = append(p, ':')
		}
		if i == ARNParts-1 {
			return CompilePart(p, part, One, Many)
		}
		p = CompilePart(p, part, OneNoColon, ManyNoColon)
		if strings.HasSuffix(part, "*") {
			p[len(p)-1] = last
		}
	}
	for i := len(parts); i < ARNParts-1; i++ {
		p = append(p, ':', last)
	}
	return append(p, ':', Many)
}

// CompilePart appends a text with *, ? and policy variables to p. A variable may have
// any value; ${*}, ${?} and ${$} are plain characters.
func CompilePart(p Pattern, text string, one, many rune) Pattern {
	lastEnd := strings.LastIndexByte(text, '}') // no variable begins after it
	for i := 0; i < len(text); {
		if i < lastEnd && strings.HasPrefix(text[i:], "${") {
			size := strings.IndexByte(text[i:], '}')
			p = appendVariable(p, text[i+len("${"):i+size])
			i += size + 1
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		p = append(p, Wildcard(r, one, many))
		i += size
	}
	return p
}

func appendVariable(p Pattern, name string) Pattern {
	switch name {
	case "*", "?", "$":
		return append(p, rune(name[0]))
	default:
		return append(p, Many)
	}
}

// CompileFormat compiles the ARN format of a resource type. The placeholders for
// partition, Region and account may be empty, because AWS omits them from some ARNs;
// those of the resource may not. If nested, the last one matches no slash.
func CompileFormat(format string, nested bool) Pattern {
	parts := strings.SplitN(format, ":", ARNParts)
	var p Pattern
	for i, part := range parts {
		if i > 0 {
			p = append(p, ':')
		}
		if i < ARNParts-1 {
			p = compilePlaceholders(p, part, ManyNoColon)
			continue
		}
		p = compilePlaceholders(p, part, One, Many)
		if nested && strings.HasSuffix(part, "}") {
			p = append(p[:len(p)-2], oneNoSlash, ManyNoSlash)
		}
	}
	return p
}

// compilePlaceholders appends a part of a format to p, with wild for each placeholder. A
// * becomes the last wildcard of wild.
func compilePlaceholders(p Pattern, part string, wild ...rune) Pattern {
	for {
		before, after, found := CutPlaceholder(part)
		for _, r := range before {
			p = append(p, Wildcard(r, r, wild[len(wild)-1]))
		}
		if !found {
			return p
		}
		p = append(p, wild...)
		part = after
	}
}
