package main

import (
	"bytes"
	"embed"
	"strings"
	"sync"
	"text/template"
)

// textFiles are the help of each verb, and templates of pages and lists.
//
//go:embed texts
var textFiles embed.FS

var textTemplates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"join": strings.Join, "capital": capital, "markdown": markdownEscapes.Replace,
	}).ParseFS(textFiles, "texts/*.tmpl"))
})

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

var markdownEscapes = strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "<", "\\<", "|", "\\|", "`", "\\`", "[", "\\[")

// textOf executes one of the templates with data.
func textOf(name string, data any) []byte {
	var out bytes.Buffer
	if err := textTemplates().ExecuteTemplate(&out, name+".tmpl", data); err != nil {
		panic(err) // of a template, which does not depend on what the user wrote
	}
	return out.Bytes()
}
