package main

import (
	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/docs"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

const docsLong = `Docs writes documentation of a spec for people: README.md, which GitHub shows with
a Mermaid graph, and index.html, one page that needs no network and no other file.

Both have a section for each role and policy with its purpose, trust policy,
operations, permissions by service and access level, statements, and sizes against
quotas; a graph of who passes, assumes and trusts whom; and the findings. The page
also has a table of roles and services, and a search over actions.

They contain no values of parameters or environments. The folder is written as by
generate: it belongs to one spec, files that emriam did not write stay as they are,
and --check only names what is not up to date.

The exit code is 1 if the spec has a finding of level error. The documentation is
written all the same, unless the spec cannot be compiled.`

const docsExample = `  emriam docs                       # emriam.yaml, to out/docs
  emriam docs roles.yaml -o site    # another spec and another folder
  emriam docs built-in -o emr       # the built-in spec
  emriam docs --check               # in CI`

type documentation struct {
	file  specName
	out   string
	check bool
}

func docsCommand() *cobra.Command {
	var d documentation
	cmd := &cobra.Command{
		Use:               "docs [SPEC]",
		Short:             "Write documentation of a spec, as Markdown and as a page",
		Long:              docsLong,
		Example:           docsExample,
		Args:              d.file.argument,
		ValidArgsFunction: completeSpec,
		RunE:              func(cmd *cobra.Command, _ []string) error { return d.run(cmd) },
	}
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
	made := gen.Output{Spec: s.Name, Targets: []gen.Target{docsTarget{}}, Files: []gen.File{
		{Path: "README.md", Content: page.Markdown(), Target: docsTarget{}.Name()},
		{Path: "index.html", Content: page.HTML(), Target: docsTarget{}.Name()},
	}}
	done()
	told := tell(found)
	if err := d.write(cmd, made); err != nil {
		return err
	}
	return told
}

func (d documentation) write(cmd *cobra.Command, made gen.Output) error {
	o := gen.Options{Targets: []string{docsTarget{}.Name()}}
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
type docsTarget struct{}

func (docsTarget) Name() string          { return "docs" }
func (docsTarget) Options() []gen.Option { return nil }
func (docsTarget) Patterns() []string    { return []string{"README.md", "index.html"} }

func (docsTarget) Files(*spec.Spec, gen.Values, *diag.List) []gen.File { return nil }
