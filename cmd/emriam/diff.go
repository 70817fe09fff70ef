package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/analysis/docs"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/importer"
	"github.com/emriam/emriam/spec/syntax"
	"github.com/emriam/emriam/templates"
)

type diffing struct{ format, failOn, env string }

func diffCommand() *cobra.Command {
	var d diffing
	cmd := described("diff", &cobra.Command{
		Args: takes("two specs", 2, 2),
		RunE: func(_ *cobra.Command, args []string) error { return d.run(args[0], args[1]) },
	})
	outsideFlag(cmd)
	allFlag(cmd)
	choiceFlag(cmd, &d.format, "format", "output format: text, json, markdown or html", "text", "json", "markdown", "html")
	choiceFlag(cmd, &d.failOn, "fail-on", "exit with 1 on any difference, or only if NEW is wider", "any", "wider")
	cmd.Flags().StringVar(&d.env, "env", "", "compare only in this environment (default: every deployment)")
	return cmd
}

func (d diffing) run(older, newer string) error {
	before, err := d.side(older)
	if err != nil {
		return err
	}
	after, err := d.side(newer)
	if err != nil {
		return err
	}
	if err := d.checkEnv(before, after); err != nil {
		return err
	}
	done := working("comparing " + newer + " with " + older)
	report, err := diff.Compare(before, after)
	done()
	if err != nil {
		return err
	}
	if err := d.print(report, before, after); err != nil {
		return err
	}
	if report.Verdict == compare.Undecided {
		return errUnknown
	}
	if d.failOn == "any" && !report.Same() || d.failOn == "wider" && report.Wider() {
		return errFindings
	}
	return nil
}

func (d diffing) print(r *diff.Report, before, after diff.Side) error {
	switch d.format {
	case "json":
		return printJSON(r)
	case "markdown":
		return printText(r.Markdown())
	case "html":
		return printFile(docs.Change{Report: r, Older: before.Spec, Newer: after.Spec}.HTML())
	}
	if err := printText(r.Text()); err != nil {
		return err
	}
	for _, note := range r.Notes {
		say("%s", note)
	}
	say("%s, compared with %s: %s", r.New, r.Old, r.Verdict)
	return nil
}

// side reads one side: a file, standard input, or a file in a Git revision.
func (d diffing) side(name string) (diff.Side, error) {
	in, ld := input{}, loader(name)
	_, missing := os.Stat(name)
	rev, file, ok := strings.Cut(name, ":")
	var err error
	if ok && rev != "" && missing != nil {
		in.file = file
		in.text, err = gitShow(rev, file)
		ld.ReadFile = func(name string) ([]byte, error) { return gitShow(rev, path.Clean(filepath.ToSlash(name))) }
	} else {
		in, err = readInput(name, maxImport)
	}
	if err != nil {
		return diff.Side{}, err
	}
	side := diff.Side{Name: name, Env: d.env, Partial: true}
	switch syntax.FormOf(in.text) {
	case syntax.DocumentForm:
		return side, d.document(&side, in)
	case syntax.TemplateForm, syntax.ExportForm:
		side.Template = syntax.FormOf(in.text) == syntax.TemplateForm
		return side, d.foreign(&side, in)
	}
	s, found := ld.Load(in.file, in.text)
	if s == nil {
		return side, tell(found)
	}
	side.Spec, side.Partial = s, false
	return side, nil
}

// checkEnv returns an error if neither side has the environment. One side may
// lack it: a policy, or another version of a spec.
func (d diffing) checkEnv(older, newer diff.Side) error {
	_, err := bindingOf(newer.Spec, d.env)
	if _, inOld := bindingOf(older.Spec, d.env); inOld == nil {
		return nil
	}
	return err
}

// document reads a policy document.
func (d diffing) document(side *diff.Side, in input) error {
	s, found := compile.LoadDocument(in.file, in.text, "")
	if s == nil {
		return tell(found)
	}
	side.Spec = s
	return nil
}

// foreign imports a template or an export. What could not be imported makes the
// verdict on its roles unknown, and what a template does not write out that on all.
func (d diffing) foreign(side *diff.Side, in input) error {
	r, err := importer.New(templates.FS).Import([]importer.File{{Name: in.file, Text: in.text}}, importer.Options{Name: "imported"})
	if refused := new(importer.Refused); errors.As(err, &refused) {
		return tell(refused.Findings)
	}
	if err != nil {
		return err
	}
	s, found := compile.Load(in.file, r.Spec, templates.FS)
	if s == nil {
		return fmt.Errorf("%s cannot be imported, so it cannot be compared; see emriam import %s; %w", in.file, in.file, tell(found))
	}
	side.Spec, side.Unknown = s, map[string][]string{}
	for _, n := range r.Notes {
		if n.Assumed {
			side.Assumed = append(side.Assumed, n.String()+"; the comparison assumes that it has this value")
		}
		if !n.Lost && !n.Unseen {
			continue
		}
		of := n.Of
		if len(of) == 0 {
			of = []string{""}
		}
		for _, name := range of {
			side.Unknown[name] = append(side.Unknown[name], n.String())
		}
	}
	return nil
}

// gitShow returns the content of a file in a revision.
func gitShow(rev, file string) ([]byte, error) {
	cmd := exec.Command("git", "show", "--end-of-options", rev+":"+file)
	var words bytes.Buffer
	cmd.Stderr = &words
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git has no %s:%s: %s", rev, file, strings.Join(strings.Split(strings.TrimSpace(words.String()), "\n"), "; "))
	}
	return syntax.Decode(text), nil
}
