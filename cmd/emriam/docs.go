package main

import (
	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/docs"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/rules"
)

type documentation struct {
	file  specName
	out   string
	check bool
}

func docsCommand() *cobra.Command {
	var d documentation
	cmd := described("docs", &cobra.Command{
		Args:              d.file.argument,
		ValidArgsFunction: completeSpec,
		RunE:              func(cmd *cobra.Command, _ []string) error { return d.run(cmd) },
	})
	fileFlag(cmd, &d.file)
	cmd.Flags().StringVarP(&d.out, "out", "o", "out/docs", "the output folder")
	cmd.Flags().BoolVar(&d.check, "check", false, "write nothing; name each file that is not up to date")
	return cmd
}

func (d documentation) run(cmd *cobra.Command) error {
	in, err := readSpec(d.file)
	if err != nil {
		return err
	}
	s, found := in.compile()
	if s == nil {
		found.Finish(rules.All, false)
		return tell(found)
	}
	done := working("describing " + in.file)
	lint.Check(s, found)
	found.Merge(gen.Findings(s, targets.All, gen.Options{}))
	found.Finish(rules.All, true)
	page := docs.New(s, found, in.file)
	made := gen.Output{Spec: s.Name, Targets: []gen.Target{docsTarget}, Files: []gen.File{
		{Path: "README.md", Content: page.Markdown(), Target: docsTarget.Name},
		{Path: "index.html", Content: page.HTML(), Target: docsTarget.Name},
	}}
	done()
	told := tell(found)
	if err := d.write(cmd, made); err != nil {
		return err
	}
	return told
}

func (d documentation) write(cmd *cobra.Command, made gen.Output) error {
	o := gen.Options{Targets: []string{docsTarget.Name}}
	if d.check {
		return checkFiles(cmd, d.out, made, o)
	}
	changes, err := gen.Write(d.out, made, o)
	if err != nil {
		return err
	}
	sayChanges(d.out, changes)
	return nil
}

// docsTarget makes gen.Write own the files of the documentation. No spec can ask for
// it as an output, because it also needs the findings.
var docsTarget = gen.Target{Name: "docs", Patterns: []string{"README.md", "index.html"}}
