package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/emriam/emriam/spec/diag/show"
)

// expr is text of Terraform's language, of which hclwrite makes the indentation
// and the spaces.
type expr string

// quoted is a text as an expression.
func quoted(s string) expr { return literal(cty.StringVal(s)) }

func literal(v cty.Value) expr { return expr(hclwrite.TokensForValue(v).Bytes()) }

// template is a text with expressions in it.
type template struct {
	text, out strings.Builder
	alone     expr // the expression that is all of it so far, or ""
}

// add adds text as it is.
func (t *template) add(s string) {
	t.alone = ""
	t.text.WriteString(s)
}

// interpolate adds the value of an expression.
func (t *template) interpolate(e expr) {
	t.flush(true)
	t.alone = ""
	if t.out.Len() == 0 {
		t.alone = e
	}
	t.out.WriteString("${" + string(e) + "}")
}

// flush writes the text so far as it stands between quotes. "$" in front of an
// interpolation would make text of it, and becomes one itself.
func (t *template) flush(interpolation bool) {
	s := t.text.String()
	t.text.Reset()
	rest := s
	if interpolation {
		rest = strings.TrimRight(s, "$")
	}
	q := string(quoted(rest))
	t.out.WriteString(q[1 : len(q)-1])
	if dollars := s[len(rest):]; dollars != "" {
		t.out.WriteString("${" + string(quoted(dollars)) + "}")
	}
}

// expr is the text, or the expression that is all of it.
func (t *template) expr() expr {
	if t.alone != "" {
		return t.alone
	}
	t.flush(false)
	return expr(`"` + t.out.String() + `"`)
}

// entry is an argument, or an entry of an object.
type entry struct {
	key   string
	value expr
}

// object is an object, one entry a line.
func object(entries []entry) expr {
	if len(entries) == 0 {
		return "{}"
	}
	return "{\n" + lines(entries) + "}"
}

func lines(entries []entry) expr {
	var out strings.Builder
	for _, e := range entries {
		out.WriteString(e.key + " = " + string(e.value) + "\n")
	}
	return expr(out.String())
}

// key is a text as the key of an object: bare if that cannot be misread.
func key(s string) string {
	if hclsyntax.ValidIdentifier(s) && !strings.Contains(s, "-") && !reserved[s] {
		return s
	}
	return string(quoted(s))
}

// reserved are the words that mean something where a key stands.
var reserved = map[string]bool{"for": true, "null": true, "true": true, "false": true, "if": true, "in": true}

// wrapped is a list of texts, several on a line.
func wrapped(texts []string) expr {
	const columns = 90
	var out strings.Builder
	out.WriteString("[")
	width := columns
	for _, text := range texts {
		q := string(quoted(text))
		if width += len(q) + len(", "); width > columns {
			out.WriteString("\n")
			width = len(q)
		} else {
			out.WriteString(" ")
		}
		out.WriteString(q + ",")
	}
	out.WriteString("\n]")
	return expr(out.String())
}

// element is an element of a tuple.
type element struct {
	comment []string
	value   expr
}

// tuple is a list, one element a line.
func tuple(elements []element) expr {
	var out strings.Builder
	out.WriteString("[\n")
	for _, e := range elements {
		for _, line := range e.comment {
			out.WriteString("# " + oneLine(line) + "\n")
		}
		out.WriteString(string(e.value) + ",\n")
	}
	return expr(out.String() + "]")
}

// call is a call of a function, one argument a line.
func call(function string, args []expr) expr {
	out := expr(function) + "(\n"
	for _, arg := range args {
		out += arg + ",\n"
	}
	return out + ")"
}

// block is a block of groups of arguments, an empty line between groups.
func block(header string, groups ...[]entry) expr {
	var bodies []string
	for _, g := range groups {
		if len(g) > 0 {
			bodies = append(bodies, string(lines(g)))
		}
	}
	if len(bodies) == 0 {
		return expr(header + " {}\n")
	}
	return expr(header + " {\n" + strings.Join(bodies, "\n") + "}\n")
}

// oneLine is a text for a comment, without what a reader does not see.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || !show.Visible(r) }), " ")
}

// comments are comments above something.
func comments(texts ...string) expr {
	var out expr
	for _, s := range texts {
		if s != "" {
			out += expr("# " + oneLine(s) + "\n")
		}
	}
	return out
}
