package eval

import (
	"slices"
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
	wild       bool         // text has some
	plain      string       // text up to the first
	variable   int          // the key's index, -1 for characters
	fallback   string
	hasDefault bool
}

// template parses a text. Without wild, * and ? are plain characters. Versions of the
// language before 2012-10-17 have no variables, not even ${*}.
func (c *Compiler) template(text string, wild bool) template {
	var t template
	var run glob.Pattern
	flush := func() {
		if run != nil {
			t.parts = append(t.parts, characters(run))
		}
		run = nil
	}
	for text != "" {
		name, after, ok := CutVariable(text)
		switch {
		case !ok || !c.Variables:
			r, size := utf8.DecodeRuneInString(text)
			if wild {
				r = glob.Wildcard(r, glob.One, glob.Many)
			}
			run, text = append(run, r), text[size:]
			continue
		case IsEscape(name):
			run = append(run, rune(name[0]))
		default:
			flush()
			t.parts = append(t.parts, c.variable(name))
		}
		text = after
	}
	flush()
	return t
}

// characters is a part without variable.
func characters(text glob.Pattern) part {
	p := part{text: text, variable: -1}
	first := slices.IndexFunc(text, func(r rune) bool { return r < 0 })
	if p.wild = first >= 0; p.wild {
		text = text[:first]
	}
	p.plain = string(text)
	return p
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

// plain returns the text of a template without wildcards and variables.
func (t *template) plain() (string, bool) {
	var out strings.Builder
	for _, p := range t.parts {
		if p.variable >= 0 {
			return "", false
		}
		for _, r := range p.text {
			if r < 0 {
				return "", false
			}
			out.WriteRune(r)
		}
	}
	return out.String(), true
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

// matches reports whether the template matches a text. Up to the first wildcard, each
// part must be at its position.
func (t *template) matches(q *Query, text string) Truth {
	for i := range t.parts {
		p := &t.parts[i]
		next := p.plain
		if p.variable >= 0 {
			values, found := q.find(p.variable)
			switch {
			case found == Maybe:
				return t.matchesFrom(q, i, text)
			case len(values) == 1 && values[0] != "":
				next = values[0]
			case !p.hasDefault:
				return No
			default:
				next = p.fallback
			}
		}
		if !strings.HasPrefix(text, next) {
			return No
		}
		if p.variable < 0 && p.wild {
			return t.matchesFrom(q, i, text)
		}
		text = text[len(next):]
	}
	return TruthOf(text == "")
}

// matchesFrom matches the rest of a text with the parts from an index on.
func (t *template) matchesFrom(q *Query, part int, text string) Truth {
	var few [200]rune
	rest := template{t.parts[part:]}
	filled, known := rest.fill(q, few[:0])
	if known == No {
		return No
	}
	if bare := len(filled) - 1; filled[bare] == glob.Many && rest.parts[0].wild && len(filled) == len(rest.parts[0].text) &&
		utf8.RuneCountInString(rest.parts[0].plain) == bare {
		return known // the text begins with the plain part
	}
	return min(known, TruthOf(filled.Match(text)))
}

// fill appends the text with the values of its variables to out. If a variable has no
// value, the text matches nothing, and the result is No. If one is unknown, it is
// replaced by a wildcard, and the result is Maybe.
//
// In a value, * and ? are plain characters. An empty value is no value, and a key with
// several values cannot be a variable:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
func (t *template) fill(q *Query, out glob.Pattern) (glob.Pattern, Truth) {
	known := Yes
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
			out = appendText(out, values[0])
		case p.hasDefault:
			out = appendText(out, p.fallback)
		default:
			return out, No
		}
	}
	return out, known
}

func appendText(out glob.Pattern, text string) glob.Pattern {
	for _, r := range text {
		out = append(out, r)
	}
	return out
}
