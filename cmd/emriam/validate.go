package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/diag"
)

func validateCommand() *cobra.Command {
	var file, failOn string
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Print all findings on a spec",
		Long: `Validate compiles a spec, writes no artefact, and prints all findings.

The exit code is 1 if one of them is an error, or, with --fail-on warning, if
there is any.`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return validate(file, failOn) },
	}
	fileFlag(cmd, &file)
	cmd.Flags().StringVar(&failOn, "fail-on", "error", "the least severity that makes the exit code 1: error or warning")
	return cmd
}

func validate(file, failOn string) error {
	if failOn != "error" && failOn != "warning" {
		return fmt.Errorf("--fail-on is error or warning, not %q", failOn)
	}
	in, err := readSpec(file)
	if err != nil {
		return err
	}
	lists := findings(in)
	errors, warnings := 0, 0
	for _, l := range lists {
		if err := printFindings(os.Stdout, in, l); err != nil {
			return err
		}
		for _, f := range l.Findings() {
			if f.Severity == diag.Error {
				errors++
			} else {
				warnings++
			}
		}
	}
	say("%s has %s and %s", in.file, count(errors, "error"), count(warnings, "warning"))
	if errors > 0 || failOn == "warning" && warnings > 0 {
		return errFindings
	}
	return nil
}

// findings are those of the language, then those of the targets, which see
// only specs without error.
func findings(in input) []*diag.List {
	s, found := in.load()
	if s == nil {
		return []*diag.List{found}
	}
	_, more := gen.Run(s, targets.All, gen.Options{})
	return []*diag.List{found, more}
}
