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
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/importer"
	"github.com/emriam/emriam/templates"
)

const diffLong = `Diff says what NEW grants that OLD does not, and the reverse: by meaning and not
by text. Renamed roles, other orders, split and merged statements change nothing;
each permission that is gained or lost has a request that only one of the two
allows.

Each of them is a spec, a policy document in JSON or YAML, a CloudFormation
template, the export of an account, or one of these in a revision of git, as
"main:roles.yaml", with the path from the repo's root. A lone - is standard
input.

Roles and policies are compared by their logical names, in every deployment in
which both sides get the same values, by what each side deploys by default, and
in each environment. A changed default, environment value, pattern or type is
reported and counts. --env compares one environment only. The verdict on each is
same, narrower, wider, both, or unknown if not all could be compared. A changed
name or path is reported, since a deployment then replaces the role.

The exit code is 0 if nothing differs, 1 if something does, and 3 if that is
unknown; with --fail-on wider, 1 only if something is granted that was not.`

const diffExample = `  emriam diff main:roles.yaml roles.yaml
  emriam diff old.json new.json --format markdown
  emriam diff deployed.template.yaml roles.yaml --fail-on wider`

type diffing struct{ format, failOn, env string }

func diffCommand() *cobra.Command {
	var d diffing
	cmd := &cobra.Command{
		Use:     "diff OLD NEW",
		Short:   "Say what a spec grants that another does not",
		Long:    diffLong,
		Example: diffExample,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("diff takes two specs; see %s --help", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return d.run(args[0], args[1]) },
	}
	outsideFlag(cmd)
	cmd.Flags().StringVar(&d.format, "format", "text", "how it is printed: text, json or markdown")
	cmd.Flags().StringVar(&d.failOn, "fail-on", "any", "what makes the exit code 1: any difference, or wider")
	cmd.Flags().StringVar(&d.env, "env", "", "the environment in which alone the two are compared (default: every deployment)")
	return cmd
}

func (d diffing) run(old, new string) error {
	if err := oneOf("--format", d.format, "text", "json", "markdown"); err != nil {
		return err
	}
	if err := oneOf("--fail-on", d.failOn, "any", "wider"); err != nil {
		return err
	}
	before, err := d.side(old)
	if err != nil {
		return err
	}
	after, err := d.side(new)
	if err != nil {
		return err
	}
	if err := d.checkEnv(before, after); err != nil {
		return err
	}
	report, err := diff.Compare(before, after)
	if err != nil {
		return err
	}
	if err := d.print(report); err != nil {
		return err
	}
	if report.Verdict == iam.Undecided.String() {
		return errUnknown
	}
	if d.failOn == "any" && !report.Same() || d.failOn == "wider" && report.Wider() {
		return errFindings
	}
	return nil
}

func (d diffing) print(r *diff.Report) error {
	switch d.format {
	case "json":
		return printJSON(r)
	case "markdown":
		return printText(r.Markdown())
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

// side reads one side: a file, standard input, or a file in a revision of git.
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
	s, whole, err := d.load(in, ld)
	if err != nil {
		return diff.Side{}, err
	}
	return diff.Side{Name: name, Spec: s, Env: d.env, Partial: !whole}, nil
}

// checkEnv is an error about an environment that neither side has. A policy, or
// the last version of a spec, may have none.
func (d diffing) checkEnv(old, new diff.Side) error {
	_, err := bindingOf(new.Spec, d.env)
	if _, inOld := bindingOf(old.Spec, d.env); inOld == nil {
		return nil
	}
	return err
}

// load makes the model of whatever a file is. It is whole if that is a spec.
func (d diffing) load(in input, ld compile.Loader) (s *spec.Spec, whole bool, err error) {
	if compile.IsDocument(in.text) {
		s, found := compile.LoadDocument(in.file, in.text, "")
		if s == nil {
			return nil, false, tell(found)
		}
		return s, false, nil
	}
	whole = true
	if f := (importer.File{Name: in.file, Text: in.text}); importer.Takes(f) {
		r, err := importer.New(templates.FS).Import([]importer.File{f}, importer.Options{Name: "imported"})
		if refused := new(importer.Refused); errors.As(err, &refused) {
			return nil, false, tell(refused.Findings)
		}
		if err != nil {
			return nil, false, err
		}
		if r.Lost() {
			return nil, false, fmt.Errorf("%s cannot be carried over whole, so that nothing can be said of it; see emriam import %s", in.file, in.file)
		}
		in.text, whole = r.Spec, false
	}
	s, found := ld.Load(in.file, in.text)
	if s == nil {
		return nil, false, tell(found)
	}
	return s, whole, nil
}

// gitShow is a file as a revision has it.
func gitShow(rev, file string) ([]byte, error) {
	cmd := exec.Command("git", "show", "--end-of-options", rev+":"+file)
	var words bytes.Buffer
	cmd.Stderr = &words
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git has no %s:%s: %s", rev, file, strings.Join(strings.Split(strings.TrimSpace(words.String()), "\n"), "; "))
	}
	return text, nil
}
