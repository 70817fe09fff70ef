package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

type validation struct {
	file               specName
	files              []string
	failOn, format, as string
	documents          documents
}

func validateCommand() *cobra.Command {
	var v validation
	cmd := described("validate", &cobra.Command{
		Args: v.arguments,

		ValidArgsFunction: completeSpec,
		RunE:              func(*cobra.Command, []string) error { return v.run() },
	})
	fileFlag(cmd, &v.file)
	choiceFlag(cmd, &v.failOn, "fail-on", "the lowest severity that makes the exit code 1: error, warning or info", "error", "warning", "info")
	choiceFlag(cmd, &v.format, "format", "output format: "+strings.Join(diag.Formats, ", "), diag.Formats...)
	choiceFlag(cmd, &v.as, "as", "the kind of the policy document: "+strings.Join(compile.DocumentKinds(), ", "), append([]string{""}, compile.DocumentKinds()...)...)
	v.documents.flag(cmd)
	return cmd
}

// arguments takes the files to check from the arguments, or from -f.
func (v *validation) arguments(_ *cobra.Command, args []string) error {
	v.files = args
	if len(args) == 0 {
		v.files = []string{string(v.file)}
	}
	for _, name := range args {
		one := v.file
		if err := one.Set(name); err != nil {
			return err
		}
	}
	return nil
}

func (v validation) run() error {
	l := &diag.List{}
	var lines []string
	for _, name := range v.files {
		in, err := readSpec(specName(name))
		if err != nil {
			return err
		}
		found, err := v.findings(in)
		if err != nil {
			return err
		}
		lines = append(lines, in.file+" has "+counts(found))
		l.Merge(found)
	}
	if err := l.Write(stdout, v.format, tool(), colorful(stdout), allFindings); err != nil {
		return err
	}
	for _, line := range lines {
		say("%s", line)
	}
	for s := diag.Error; int(s) <= slices.Index(diag.Severities, v.failOn); s++ {
		if l.Count(s) > 0 {
			return errFindings
		}
	}
	return nil
}

// counts says how many findings there are of each severity; nothing of Info if there
// are none.
func counts(l *diag.List) string {
	errors, warnings := count(l.Count(diag.Error), "error"), count(l.Count(diag.Warning), "warning")
	if infos := l.Count(diag.Info); infos > 0 {
		return fmt.Sprintf("%s, %s and %s", errors, warnings, count(infos, "suggestion"))
	}
	return errors + " and " + warnings
}

// findings returns the findings of the language, of lint and of the targets.
func (v validation) findings(in input) (*diag.List, error) {
	if v.as != "" || compile.IsDocument(in.text) {
		s, found := lint.Finish(compile.LoadDocument(in.file, in.text, v.as))
		if s != nil && len(s.ResourcePolicies) > 0 && v.as == "" {
			say("%s is checked as %s; use --as to check it as another kind", in.file, s.ResourcePolicies[0].For.Info().What)
		}
		return found, nil
	}
	s, found := in.compile()
	if err := v.documents.addTo(s); err != nil {
		return nil, err
	}
	defer working("checking " + in.file)()
	lint.Check(s, found)
	if s != nil {
		found.Merge(gen.Findings(s, targets.All, gen.Options{}))
	}
	found.Finish(rules.All, s != nil)
	return found, nil
}

// tool describes emriam, for formats that name it.
func tool() diag.Tool {
	return diag.Tool{Name: "emriam", Version: version(), URL: "https://github.com/emriam/emriam", Rules: rules.All}
}
