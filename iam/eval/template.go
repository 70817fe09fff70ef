package eval

import (
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/iam/glob"
)

// template is a parsed text of a policy: characters, wildcards and policy variables.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
type template struct {
	parts []part
}

// part is either characters or a variable.
type part struct {
	text       glob.Pattern // wildcards are marked as such
	variable   int          // the key's index, -1 for characters
	fallback   string
	hasDefault bool
}

// template parses a text. Without wild, * and ? are plain characters. Versions of the
// language before 2012-10-17 have no variables, not even ${*}.
func (c *Compiler) template(text string, wild bool) template {
	var t template
	for text != "" {
		name, after, ok := CutVariable(text)
		switch {
		case !ok || !c.Variables:
			r, size := utf8.DecodeRuneInString(text)
			if wild {
				r = glob.Wildcard(r, glob.One, glob.Many)
			}
			t.characters(r)
			after = text[size:]
		case IsEscape(name):
			t.characters(rune(name[0]))
		default:
			t.parts = append(t.parts, c.variable(name))
		}
		text = after
	}
	return t
}

// characters appends characters to the last part, or a part of them.
func (t *template) characters(text ...rune) {
	if last := len(t.parts) - 1; last >= 0 && t.parts[last].variable < 0 {
		t.parts[last].text = append(t.parts[last].text, text...)
		return
	}
	t.parts = append(t.parts, part{text: text, variable: -1})
}

// CutVariable splits a text that begins with a variable.
func CutVariable(text string) (name, after string, ok bool) {
	rest, ok := strings.CutPrefix(text, "${")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, "}")
}

// IsEscape reports whether a variable stands for the character that is its name.
func IsEscape(name string) bool { return name == "*" || name == "?" || name == "$" }

// MapVariables replaces the variables of a text by texts that f makes of their names.
func MapVariables(text string, other func(name string) string) string {
	var out strings.Builder
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			break
		}
		name, after, ok := CutVariable(text[start:])
		if !ok {
			break
		}
		out.WriteString(text[:start] + other(name))
		text = after
	}
	return out.String() + text
}

// variable reads "key" or "key, 'default'".
func (c *Compiler) variable(name string) part {
	key, fallback, ok := strings.Cut(name, ",")
	if ok {
		fallback = strings.TrimSpace(fallback)
		if len(fallback) < 2 || fallback[0] != '\'' || fallback[len(fallback)-1] != '\'' {
			return part{variable: c.key(name)} // not a key, so it has no value
		}
		fallback = fallback[1 : len(fallback)-1]
	}
	return part{variable: c.key(strings.TrimSpace(key)), fallback: fallback, hasDefault: ok}
}

// HasVariables reports whether a policy variable is in the text.
func (t *template) HasVariables() bool {
	for i := range t.parts {
		if t.parts[i].variable >= 0 {
			return true
		}
	}
	return false
}

// matches reports whether the template matches a text.
func (t *template) matches(q *Query, text string) Truth {
	filled, known := t.fill(q)
	if known == No {
		return No
	}
	return min(known, TruthOf(filled.Match(text)))
}

// fill returns the text with the values of its variables. If a variable has no
// value, the text matches nothing, and the result is No. If one is unknown, it is
// replaced by a wildcard, and the result is Maybe.
//
// In a value, * and ? are plain characters. An empty value is no value, and a key with
// several values cannot be a variable:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func (t *template) fill(q *Query) (out glob.Pattern, known Truth) {
	if len(t.parts) == 1 && t.parts[0].variable < 0 {
		return t.parts[0].text, Yes
	}
	known = Yes
	for i := range t.parts {
		p := &t.parts[i]
		if p.variable < 0 {
			out = append(out, p.text...)
			continue
		}
		values, found := q.find(p.variable)
		switch {
		case found == Maybe:
			out, known = append(out, glob.Many), Maybe
		case len(values) == 1 && values[0] != "":
			out = append(out, []rune(values[0])...)
		case p.hasDefault:
			out = append(out, []rune(p.fallback)...)
		default:
			return out, No
		}
	}
	return out, known
}
