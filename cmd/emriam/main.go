// Command emriam compiles one spec of Amazon EMR's IAM roles to
// CloudFormation, CDK constructs in Go, JSON policies and Go constants.
//
// Run "emriam help" for its verbs. It exits with 0 on success, 1 if there is a
// finding or a difference, 2 if it could not run, and 3 if the result is unknown.
package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/spec/diag"
)

func main() { os.Exit(run()) }

// run is the whole command; it returns the exit code.
func run() int { return exitCode(command().Execute()) }

// command is emriam with all its verbs.
func command() *cobra.Command {
	root := &cobra.Command{
		Use:               "emriam",
		Short:             "Compile one spec of Amazon EMR's IAM roles to CloudFormation, CDK, JSON, Go and Terraform",
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors:     true,
		SilenceUsage:      true,
		Version:           version(),
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return checkChoices(cmd) },
	}
	root.SetVersionTemplate("emriam {{.Version}}\n")
	root.PersistentFlags().BoolVarP(&quiet, "quiet", "q", false, "print no messages on standard error, only errors and findings")
	root.PersistentFlags().StringVar(&color, "color", "auto", "use colors: auto (on a terminal, unless NO_COLOR is set), always or never")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(
		generateCommand(),
		validateCommand(),
		rulesCommand(),
		explainCommand(),
		canCommand(),
		docsCommand(),
		templatesCommand(),
		schemaCommand(),
		initCommand(),
		importCommand(),
		driftCommand(),
		diffCommand(),
		deniedCommand(),
		versionCommand(),
	)
	colors := []string{"auto", "always", "never"}
	annotate(root.PersistentFlags(), "color", colors)
	if err := root.RegisterFlagCompletionFunc("color", cobra.FixedCompletions(colors, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
	root.Args = func(_ *cobra.Command, args []string) error { return knownVerb(root, args) }
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Args = root.Args
	}
	return root
}

// knownVerb returns an error if the first argument is not a verb. The error of
// Cobra would not escape the argument.
func knownVerb(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if found, _, err := root.Find(args); err == nil && found != root {
		return nil
	}
	var verbs []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			verbs = append(verbs, c.Name())
		}
	}
	begun := slices.DeleteFunc(slices.Clone(verbs), func(v string) bool { return !strings.HasPrefix(v, args[0]) })
	near := diag.Nearest(args[0], verbs)
	if len(begun) == 1 {
		near = begun[0]
	}
	if near != "" {
		return fmt.Errorf("there is no verb %q; did you mean %q?", args[0], near)
	}
	return fmt.Errorf("there is no verb %q; there are %s", args[0], strings.Join(verbs, ", "))
}

// noArguments is cobra.NoArgs with a better message: the argument is probably a
// file, and not an unknown verb.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes no arguments, not %q; see %s --help", cmd.Name(), args[0], cmd.CommandPath())
}

// takes is how many arguments a command takes, with what they are in a message; a negative
// most is no limit.
func takes(what string, least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || most >= 0 && len(args) > most {
			return fmt.Errorf("%s takes %s; see %s --help", cmd.Name(), what, cmd.CommandPath())
		}
		return nil
	}
}

// errFindings ends a run that has printed its findings or differences: exit code 1
// without a message.
var errFindings = errors.New("findings")

// exitCode prints an error that has not been printed, and returns the exit code.
func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFindings):
		return 1
	case errors.Is(err, errUnknown):
		return 3
	}
	sayError(err)
	return 2
}
