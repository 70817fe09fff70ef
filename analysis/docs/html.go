package docs

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/emriam/emriam/spec/diag/show"
)

//go:embed page
var files embed.FS

// view is what the templates see.
type view struct {
	Title  string
	Page   *Page
	Change *changeView
	Policy string // of the content of the page
	Style  template.CSS
	Script template.JS
	Index  map[string][][2]string // the actions, with the letters of their levels, that patterns match
}

// HTML returns p as a page that needs no network and no other file.
func (p *Page) HTML() []byte {
	return render("spec.html", view{Title: p.Name + ": IAM roles and permissions", Page: p, Index: p.patterns.index()})
}

// pages escape each text for its place.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"https": func(url string) bool { return strings.HasPrefix(url, "https://") },
		"join":  func(texts []string) string { return strings.Join(texts, ", ") },
		"kinds": func() []string { return []string{"passes", "assumes", "trusts", "maps"} },
		"graph": func(id, title string, g *Graph) any {
			return struct {
				ID, Title string
				Graph     *Graph
			}{id, title, g}
		},
		"add":     func(a, b int) int { return a + b },
		"percent": func(n, of int) int { return n * of / 100 },
		"number":  number,
		"plural":  plural,
		"opened": func(p *Page, o *Owner, open bool) any {
			return struct {
				Page  *Page
				Owner *Owner
				Open  bool
			}{p, o, open}
		},
	}).ParseFS(files, "page/*.html"))
})

func render(name string, v view) []byte {
	style, script := read("style.css"), read("script.js")
	v.Style, v.Script = template.CSS(style), template.JS(script)
	v.Policy = fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", hash(style), hash(script))
	var b bytes.Buffer
	if err := pages().ExecuteTemplate(&b, name, v); err != nil {
		panic(fmt.Sprintf("docs: %v", err))
	}
	return show.EscapeJSON(b.Bytes()) // also of texts outside JSON, whose invisible characters would mislead a reader
}

func read(name string) string {
	text, err := files.ReadFile("page/" + name)
	if err != nil {
		panic(fmt.Sprintf("docs: %v", err))
	}
	return string(text)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// number returns n with commas.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count returns the number of statements that the spec writes.
func (p *Page) Count() int {
	n := 0
	for _, owners := range [][]*Owner{p.Roles, p.Policies, p.Others} {
		for _, o := range owners {
			for _, policy := range o.Policies {
				n += len(policy.Statements)
			}
		}
	}
	return n
}

// Services returns the number of services in the columns of p.
func (p *Page) Services() int {
	n := 0
	for _, c := range p.Columns {
		if c != AllServices {
			n++
		}
	}
	return n
}

// Maps reports whether a security configuration maps users to roles.
func (g *Graph) Maps() bool {
	return slices.ContainsFunc(g.Lines, func(l *Line) bool { return l.Kind == "maps to" })
}

func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}
