package iam

import (
	"slices"
	"strings"
)

// resources are one of each class of resources. Those that look like what the
// actions are about come first, and stand for their classes.
func (s *search) resources() []string {
	t := texts{within: compileText("arn:*:*:*:*:*")}
	var seeds []string
	for _, name := range s.group.known {
		seeds = append(seeds, examplesOf(name)...)
		if len(seeds) > 20 {
			break
		}
	}
	if len(seeds) == 0 {
		seeds = []string{"*"}
	}
	named := false
	for _, st := range s.about {
		for _, r := range st.Resources {
			named = true
			if r != "*" {
				for _, p := range st.resource(r) {
					t.add(p, false)
				}
				seeds = append(seeds, exampleResource(r))
			}
			for _, named := range s.named(st, r) {
				t.add(compileResource(named), false)
				seeds = append(seeds, exampleResource(named))
			}
		}
	}
	seeds = append(seeds, "*")
	if !named {
		return []string{"arn:aws:iam::123456789012:role/example"}
	}
	made, ok := t.classes()
	if !ok { // a * that runs on over colons makes a class of each set of patterns
		t.colons = arnParts - 1
		for _, p := range t.patterns {
			t.colons = max(t.colons, p.count(':'))
		}
		made, ok = t.classes()
	}
	if !ok {
		s.giveUp("%s has too many patterns of resources", s.what())
	}
	classes := map[string]bool{}
	var out []string
	for i, text := range slices.Concat(seeds, made) {
		if i < len(seeds) && text != "*" && !t.within.match(text) {
			continue
		}
		class := make([]byte, len(t.patterns))
		for i, p := range t.patterns {
			if p.match(text) {
				class[i] = 1
			}
		}
		if !classes[string(class)] {
			classes[string(class)] = true
			out = append(out, text)
		}
	}
	return out
}

// resource is a pattern of a Resource element. Policy variables in it may have
// any value; that they are empty is another pattern.
func (s *source) resource(text string) []pattern {
	if !s.variables {
		return []pattern{compileResource(strings.ReplaceAll(text, "${", "${$}{"))}
	}
	marked := replaceVariables(text, string(variableMark))
	p := compileResource(marked)
	if marked == text {
		return []pattern{p}
	}
	return []pattern{p.replace(variableMark, one, many), p.replace(variableMark)}
}

// variableMark stands for a variable in a pattern: no text of IAM's has it.
const variableMark = '\uE000'

// replaceVariables puts a text in place of the variables that keys name.
func replaceVariables(text, by string) string {
	return mapVariables(text, func(name string) string {
		if isEscape(name) {
			return "${" + name + "}"
		}
		return by
	})
}

// replace puts others in place of a character.
func (p pattern) replace(c rune, others ...rune) pattern {
	var out pattern
	for _, r := range p {
		if r == c {
			out = append(out, others...)
		} else {
			out = append(out, r)
		}
	}
	return out
}

// examplesOf are ARNs of the resources that an action of AWS takes.
func examplesOf(action string) []string {
	a, ok := FindAction(action)
	if !ok {
		return nil
	}
	var out []string
	for t := range a.ResourceTypes() {
		for _, format := range t.ARNs() {
			for {
				before, after, ok := cutPlaceholder(format)
				if !ok {
					break
				}
				format = before + "*" + after
			}
			out = append(out, exampleResource(format))
		}
	}
	return out
}

// exampleResource is an ARN that a pattern matches.
func exampleResource(text string) string {
	parts := splitARN(text)
	for i, p := range parts {
		fill := "example"
		switch {
		case i < arnParts-1 && (p == "*" || strings.HasPrefix(p, "${")):
			p, fill = "*", [...]string{"arn", "aws", "example", "us-east-1", "123456789012"}[i]
		case i < arnParts-1:
			fill = ""
		}
		for {
			start := strings.Index(p, "${")
			if start < 0 || !strings.Contains(p[start:], "}") {
				break
			}
			p = p[:start] + fill + p[start+strings.Index(p[start:], "}")+1:]
		}
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(p, "*", fill), "?", "x")
	}
	for i := len(parts); i < arnParts; i++ {
		parts = append(parts, "example")
	}
	return strings.Join(parts, ":")
}
