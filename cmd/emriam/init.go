package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/scaffold"
	"github.com/emriam/emriam/templates"
)

func initCommand() *cobra.Command {
	var o scaffold.Options
	var out string
	cmd := described("init", &cobra.Command{
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return initSpec(o, out) },
	})
	cmd.Flags().StringSliceVar(&o.Roles, "roles", nil, "comma-separated stacks, roles, policies and templates (default "+scaffold.Default+")")
	cmd.Flags().StringSliceVar(&o.Outputs, "for", scaffold.DefaultOutputs, "comma-separated targets: "+targetNames())
	cmd.Flags().StringVar(&o.Name, "name", "", `the name of the spec, and the prefix of names in IAM (default "emr")`)
	cmd.Flags().StringVarP(&out, "output", "o", defaultSpec, "the file to write, which must not exist, or - for standard output")
	completeFlag(cmd, "roles", scaffoldWords)
	completeFlag(cmd, "for", targetWords)
	help, long := cmd.HelpFunc(), cmd.Long
	cmd.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		cmd.Long = fmt.Sprintf(long, choices()) // reads the spec only for help
		help(cmd, args)
	})
	return cmd
}

// choices returns a line for each stack, with its roles.
func choices() string {
	var w strings.Builder
	for _, c := range scaffold.Choices() {
		fmt.Fprintf(&w, "  %-26s %s\n", c.Stack, strings.Join(c.Members, ", "))
	}
	return w.String()
}

func initSpec(o scaffold.Options, out string) error {
	if err := (gen.Options{Targets: o.Outputs}).Validate(&spec.Spec{}, targets.All); err != nil {
		return err
	}
	builtIn, _ := compile.Load(spec.BuiltInFile, spec.BuiltIn, templates.FS)
	text, err := scaffold.New(o, builtIn)
	if err != nil {
		return err
	}
	if out == "-" {
		return printFile(text)
	}
	f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s already exists, and init overwrites no file", out)
	}
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	next := "emriam generate"
	if out != defaultSpec {
		next += " " + shellWord(out)
	}
	say("wrote %s; next: %s", out, next)
	return nil
}
