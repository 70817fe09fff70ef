package iam

import (
	"slices"
	"strings"
)

// generic is the value of a variable that nothing else in the policies is.
const generic = "example-value"

// variables gives the keys that policy variables name a value that is like none
// of the policies' texts, and the keys that are compared with variables the
// value that this makes. Where that may not be one of each class, it says so.
func (s *search) variables(atoms map[string][]atom, variables map[string][]string) {
	for _, key := range sortedKeys(variables) {
		if len(variables[key]) > 1 || len(atoms[key]) > 0 {
			s.guessed = key
		}
		s.choose(key, nil, []string{generic})
	}
	for _, key := range sortedKeys(atoms) {
		texts := map[string]bool{}
		dependent := false
		for _, a := range atoms[key] {
			dependent = dependent || a.hasVariable()
			for _, v := range a.Values {
				texts[v] = true
			}
		}
		if !dependent {
			continue
		}
		if len(texts) > 1 {
			s.guessed = key
		}
		for _, text := range sortedKeys(texts) {
			s.choose(key, []string{exampleText(filledWith(text, nil), "example")})
		}
	}
}

// choose adds choices to a key.
func (s *search) choose(key string, choices ...[]string) {
	i := slices.IndexFunc(s.keys, func(d dimension) bool { return strings.EqualFold(d.key, key) })
	if i < 0 {
		i = len(s.keys)
		s.keys = append(s.keys, dimension{key: key})
	}
	for _, c := range choices {
		if !slices.ContainsFunc(s.keys[i].choices, func(o []string) bool { return slices.Equal(o, c) }) {
			s.keys[i].choices = append(s.keys[i].choices, c)
		}
	}
}

// filledWith is a text with values for its variables, by their keys in lower
// case; the generic one for others.
func filledWith(text string, values map[string]string) string {
	return mapVariables(text, func(name string) string {
		if isEscape(name) {
			return name
		}
		key, _, _ := strings.Cut(name, ",")
		if value, ok := values[strings.ToLower(strings.TrimSpace(key))]; ok {
			return value
		}
		return generic
	})
}

// dimensions are the keys with the choices that a resource adds: values with
// which a pattern with variables matches it.
func (s *search) dimensions(resource string) []dimension {
	kept := s.keys
	defer func() { s.keys = kept }()
	s.keys = nil
	for _, d := range kept {
		s.keys = append(s.keys, dimension{d.key, slices.Clone(d.choices)})
	}
	for _, st := range s.about {
		for _, r := range st.Resources {
			names := variablesIn(r)
			if !st.variables || len(names) == 0 || !slices.ContainsFunc(st.resource(r), func(p pattern) bool { return p.match(resource) }) {
				continue
			}
			captured := capture(r, resource)
			if captured == nil { // perhaps no values make it match
				s.guessed = names[0]
			}
			for key, value := range captured {
				s.choose(key, []string{value})
			}
			s.follow(captured)
		}
	}
	return s.keys
}

// follow adds, to keys that are compared with variables, what they are compared
// with if the variables have some values.
func (s *search) follow(values map[string]string) {
	if len(values) == 0 {
		return
	}
	for _, st := range s.about {
		for _, c := range st.Conditions {
			for _, v := range c.Values {
				if st.variables && len(variablesIn(v)) > 0 {
					s.choose(c.Key, []string{exampleText(filledWith(v, values), "example")})
				}
			}
		}
	}
}

// named are a pattern of a Resource element with each value for its variable
// that conditions name.
func (s *search) named(st source, text string) []string {
	if !st.variables {
		return nil
	}
	var out []string
	for _, key := range variablesIn(text) {
		for _, d := range s.keys {
			if !strings.EqualFold(d.key, key) {
				continue
			}
			for _, c := range d.choices {
				if len(c) == 1 && !strings.ContainsAny(c[0], "*?$") {
					out = append(out, filledWith(text, map[string]string{strings.ToLower(key): c[0]}))
				}
			}
		}
	}
	return out
}

// maxCapture is how many values capture tries.
const maxCapture = 2000

// capture are values of variables with which a pattern of a Resource element
// matches a resource; nil if none were found.
func capture(text, resource string) map[string]string {
	parts := splitARN(text)
	target := strings.SplitN(resource, ":", arnParts)
	if len(parts) != arnParts || len(target) != arnParts {
		return nil
	}
	c := capturing{map[string]string{}, maxCapture}
	for i, p := range parts {
		if !c.in(p, target[i]) {
			return nil
		}
	}
	return c.values
}

// capturing is the values found so far, and how many more may be tried.
type capturing struct {
	values map[string]string
	tries  int
}

// in is capture for a part, by trying the shortest values first.
func (c *capturing) in(text, target string) bool {
	if c.tries--; c.tries < 0 {
		return false
	}
	start := strings.Index(text, "${")
	if start < 0 {
		return compileText(text).match(target)
	}
	name, after, ok := cutVariable(text[start:])
	if !ok {
		return compileText(text).match(target)
	}
	if isEscape(name) {
		start += len(name) + len("${}")
		for end := range len(target) + 1 {
			if compileText(text[:start]).match(target[:end]) && c.in(after, target[end:]) {
				return true
			}
		}
		return false
	}
	key, _, _ := strings.Cut(name, ",")
	key = strings.ToLower(strings.TrimSpace(key))
	for from := range len(target) + 1 {
		if !compileText(text[:start]).match(target[:from]) {
			continue
		}
		for n := range len(target) - from + 1 {
			to := from + n + 1 // a value that is there, and none at last
			if to > len(target) {
				to = from
			}
			value := target[from:to]
			if before, ok := c.values[key]; ok && before != value {
				continue
			}
			if c.in(after, target[to:]) {
				c.values[key] = value
				return true
			}
		}
	}
	return false
}
