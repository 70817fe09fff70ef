package docs

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"text/template"

	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag/show"
)

// Markdown returns p as Markdown, with the graph in Mermaid. Names and values are
// code, and the prose of a spec is escaped.
func (p *Page) Markdown() []byte {
	var b bytes.Buffer
	if err := markdown().Execute(&b, p); err != nil {
		panic(fmt.Sprintf("docs: %v", err))
	}
	return b.Bytes()
}

// section is the owners of one kind, on a page.
type section struct {
	Page   *Page
	Title  string
	Owners []*Owner
}

var markdown = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("spec.md.tmpl").Funcs(template.FuncMap{
		"section": func(p *Page, title string, owners []*Owner) section { return section{p, title, owners} },
		"prose":   prose,
		"source":  source,
		"span":    show.Code,
		"spans":   codes,
		"cell":    cell,
		"values":  values,
		"number":  number,
		"lower":   strings.ToLower,
		"trim":    strings.TrimSpace,
		"trimEnd": func(text string) string { return strings.TrimRight(text, ": ") },
	}).ParseFS(files, "page/spec.md.tmpl"))
})

// maxMermaid is the number of characters that GitHub renders, and maxEdges the number
// of edges.
const (
	maxMermaid = 50_000
	maxEdges   = 500
)

// Mermaid returns g in a block of Markdown, or a sentence if GitHub would not render
// it.
// https://mermaid.js.org/config/schema-docs/config.html
func (g *Graph) Mermaid() string {
	var b bytes.Buffer
	b.WriteString("```mermaid\ngraph LR\n")
	names := map[*Node]string{}
	for i, n := range g.Nodes {
		names[n] = "n" + strconv.Itoa(i)
		shape := [2]string{"[", "]"}
		switch {
		case n.Kind == "service":
			shape = [2]string{"([", "])"}
		case n.Members != nil:
			shape = [2]string{"[[", "]]"}
		}
		fmt.Fprintf(&b, "  n%d%s\"%s\"%s\n", i, shape[0], mermaid(n.Label), shape[1])
	}
	edges := 0
	for _, a := range g.Arrows {
		for _, kind := range a.Kinds {
			arrow := "-->"
			if kind != "passes" {
				arrow = "-.->"
			}
			fmt.Fprintf(&b, "  %s %s|%s| %s\n", names[a.From], arrow, kind, names[a.To])
			edges++
		}
	}
	b.WriteString("```\n\n")
	if b.Len() > maxMermaid || edges > maxEdges {
		return "The graph is too large for Markdown; the HTML page has it.\n\n"
	}
	return b.String()
}

// mermaid escapes a label: everything but letters, digits and spaces.
// https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
func mermaid(label string) string {
	var b strings.Builder
	for _, r := range show.Line(label) {
		switch {
		case r > '~', r == ' ', r == '-', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}

// prose escapes a sentence, so that neither Markdown nor HTML interprets it, also at
// the beginning of a line and in a cell of a table.
func prose(text string) string {
	text = strings.TrimSpace(show.Line(text))
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '@': // would mention a user
			b.WriteString("<span>@</span>")
		case r == ':' && strings.HasPrefix(text[i:], "://"), r == '.' && i >= 3 && strings.EqualFold(text[i-3:i], "www"):
			fmt.Fprintf(&b, "&#%d;", r) // would be a link
		case strings.ContainsRune("\\`*_{}[]>#|~$", r), i == 0 && strings.ContainsRune("-+=", r), r == '!' && strings.HasPrefix(text[i:], "!["):
			b.WriteByte('\\')
			b.WriteRune(r)
		case (r == '.' || r == ')') && strings.Trim(text[:i], "0123456789") == "": // would begin a list
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func source(url string) string {
	switch {
	case url == "":
		return ""
	case strings.HasPrefix(url, "https://") && !strings.ContainsAny(url, " <>()[]\\|`\"'"):
		return " See " + "[AWS documentation](" + show.Line(url) + ")."
	}
	return " See " + show.Code(url) + "."
}

func codes(texts []string) string {
	out := lists.Map(texts, show.Code)
	return strings.Join(out, ", ")
}

// cell returns a text as code in a table or a summary.
func cell(text string) string { return "<code>" + show.HTML(text) + "</code>" }

func values(vs []explain.Value) string {
	var out []string
	for _, v := range vs {
		text := show.Code(v.Value)
		if v.When != nil {
			text += " when " + codes(v.When)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}
