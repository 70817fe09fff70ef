package main

import (
	_ "embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

//go:generate sh -c "go run . templates --format markdown > ../../docs/templates.md"

func templatesCommand() *cobra.Command {
	var format string
	cmd := described("templates", &cobra.Command{
		ValidArgsFunction: completeFirst(templateNames),
		Args: func(cmd *cobra.Command, args []string) error {
			return takes(fmt.Sprintf("one name, not %d", len(args)), 0, 1)(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return printTemplate(args[0])
			}
			return listTemplates(format)
		},
	})
	choiceFlag(cmd, &format, "format", "output format of the list: text, json or markdown", "text", "json", "markdown")
	return cmd
}

func templateNames() []string { return compile.TemplateNames(templates.FS) }

// printTemplate prints a template, or the lines around a place in one.
func printTemplate(asked string) error {
	name, place, _ := strings.Cut(strings.TrimPrefix(asked, "templates/"), ":")
	name = strings.TrimSuffix(name, ".yaml")
	text, err := fs.ReadFile(templates.FS, name+".yaml")
	if err != nil {
		return fmt.Errorf("there is no template %q%s", name, near(name, templateNames()))
	}
	if place == "" {
		return printFile(text)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	first, _, _ := strings.Cut(place, ":")
	at, err := strconv.Atoi(first)
	if err != nil || at < 1 || at > len(lines) {
		return fmt.Errorf("the template %s has the lines 1 to %d, and not %q", name, len(lines), first)
	}
	var b strings.Builder
	for i := max(at-5, 1); i <= min(at+5, len(lines)); i++ {
		mark := " "
		if i == at {
			mark = ">"
		}
		fmt.Fprintf(&b, "%s%4d | %s\n", mark, i, lines[i-1])
	}
	return printText([]byte(b.String()))
}

// templateJSON is a template in JSON.
type templateJSON struct {
	Name       string              `json:"name"`
	Kind       string              `json:"kind"`
	Doc        string              `json:"doc"`
	Source     string              `json:"source,omitempty"`
	Rows       []int               `json:"rows"`
	Parameters []templateParameter `json:"parameters"`
}

type templateParameter struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Optional bool     `json:"optional"`
	Default  []string `json:"default,omitempty"`
	Doc      string   `json:"doc"`
}

// readTemplates returns all templates.
func readTemplates() ([]templateJSON, error) {
	var out []templateJSON
	for _, name := range templateNames() {
		tm, err := compile.ReadTemplate(templates.FS, name)
		if err != nil {
			return nil, err
		}
		x := templateJSON{tm.Name, tm.Kind, tm.Doc, tm.Source, tm.Rows, []templateParameter{}}
		for _, p := range tm.Params {
			x.Parameters = append(x.Parameters, templateParameter{p.Name, p.TypeText(), p.Optional, p.Default, p.Doc})
		}
		out = append(out, x)
	}
	return out, nil
}

// templateSections are the kinds of templates with their titles, in order.
var templateSections = []struct{ kind, title string }{
	{"role", "Roles"}, {"policy", "Customer managed policies"}, {"resourcePolicy", "Resource policies"},
}

func listTemplates(format string) error {
	all, err := readTemplates()
	switch {
	case err != nil:
		return err
	case format == "json":
		return printJSON(all)
	case format == "markdown":
		return printText(textOf("templates.md", newTemplateList(all)))
	}
	return printText(textOf("templates.txt", newTemplateList(all)))
}

// templateList is what the lists of templates show.
type templateList struct {
	Sections []templateSection
	Kinds    []emrKind
}

type templateSection struct {
	Title     string
	Templates []templateJSON
}

func newTemplateList(all []templateJSON) templateList {
	out := templateList{Kinds: slices.Clone(emrKinds)}
	for _, section := range templateSections {
		of := lists.Filter(all, func(t templateJSON) bool { return t.Kind == section.kind })
		out.Sections = append(out.Sections, templateSection{section.title, of})
	}
	for i, kind := range out.Kinds {
		for _, t := range all {
			if slices.Contains(t.Rows, kind.Row) {
				out.Kinds[i].Templates = append(out.Kinds[i].Templates, t.Name)
			}
		}
	}
	return out
}

// unknownWord is the error for a name that explain does not know.
func unknownWord(name string, words []string) error {
	if meant := diag.Nearest(name, words); meant != "" {
		return fmt.Errorf("there is no finding, template or role %q; did you mean %q?", name, meant)
	}
	return fmt.Errorf("there is no finding, template or role %q; emriam rules lists findings, and emriam templates lists templates", name)
}

// emrKind is a kind of role, policy, resource policy or configuration that AWS
// documents for EMR.
type emrKind struct {
	Row       int // from 1, as templates state it
	Name      string
	Instead   string // what there is beside templates, or in their place
	Templates []string
}

//go:embed kinds.txt
var kindsText string

// emrKinds are the rows of the table of kinds, as of November 2026.
var emrKinds = readKinds()

func readKinds() []emrKind {
	var out []emrKind
	for line := range strings.Lines(kindsText) {
		name, instead, _ := strings.Cut(strings.TrimSpace(line), " | ")
		out = append(out, emrKind{Row: len(out) + 1, Name: name, Instead: instead})
	}
	return out
}
