package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

var renew = flag.Bool("renew", false, "write docs/templates.md anew")

const templatesPage = "../../docs/templates.md"

// TestTemplatesPage compares docs/templates.md with the templates. Go generate
// rewrites the page.
func TestTemplatesPage(t *testing.T) {
	want := templatesMarkdown(t)
	if *renew {
		if err := os.WriteFile(templatesPage, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	page, err := os.ReadFile(templatesPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(page), want); diff != "" {
		t.Errorf("docs/templates.md is stale; run go generate ./cmd/emriam (-page +templates):\n%s", diff)
	}
}

func templatesMarkdown(t *testing.T) string {
	var w strings.Builder
	w.WriteString("<!-- Made by go generate ./cmd/emriam of the files in templates. -->\n# Templates\n\n")
	w.WriteString("Ready-made roles and policies: `template: NAME` with a value for each parameter under `with`, see [the language](language.md#templates-and-overlays). " +
		"Comments in each file explain its statements. `emriam init --roles NAME` writes a spec with a template; `emriam explain ROLE` shows the result.\n")
	for _, section := range []struct{ kind, title string }{
		{"role", "Roles"}, {"policy", "Customer managed policies"}, {"resourcePolicy", "Resource policies"},
	} {
		fmt.Fprintf(&w, "\n## %s\n", section.title)
		for _, name := range compile.TemplateNames(templates.FS) {
			tm, err := compile.ReadTemplate(templates.FS, name)
			if err != nil {
				t.Fatal(err)
			}
			if tm.Kind == section.kind {
				writeTemplate(&w, tm)
			}
		}
	}
	return w.String()
}

func writeTemplate(w *strings.Builder, tm *compile.Template) {
	fmt.Fprintf(w, "\n### [%s](../templates/%s.yaml)\n\n%s", tm.Name, tm.Name, tm.Doc)
	if tm.Source != "" {
		fmt.Fprintf(w, " [AWS's page](%s)", tm.Source)
	}
	w.WriteString("\n")
	if len(tm.Params) > 0 {
		w.WriteString("\n| `with` | type | if absent | |\n|---|---|---|---|\n")
	}
	for _, p := range tm.Params {
		kind := string(p.Type)
		if p.List {
			kind = "[" + kind + "]"
		}
		absent := "required"
		switch {
		case p.Default != nil:
			absent = "`" + strings.Join(p.Default, ", ") + "`"
		case p.Optional:
			absent = "what depends on it is omitted"
		}
		fmt.Fprintf(w, "| `%s` | %s | %s | %s |\n", p.Name, kind, absent, p.Doc)
	}
}
