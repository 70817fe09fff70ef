// Command emriam compiles one spec of Amazon EMR's IAM roles to
// CloudFormation, CDK constructs in Go, JSON policies and Go constants.
//
// Run "emriam help" for its verbs. It exits with 0 if all is well, 1 if there
// is a finding or a difference, 2 if it could not do its work, and 3 if what it
// was asked is not known.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func main() { os.Exit(run()) }

// run is the whole command; it returns the exit code.
func run() int {
	// The process is over before its garbage is worth collecting, unless its
	// input is of a kind that no one writes.
	debug.SetGCPercent(800)
	debug.SetMemoryLimit(120 << 20)
	return exitCode(command().Execute())
}

// command is emriam with all its verbs.
func command() *cobra.Command {
	root := &cobra.Command{
		Use:           "emriam",
		Short:         "Compile one spec of Amazon EMR's IAM roles to everything that deploys them",
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(
		generateCommand(),
		validateCommand(),
		rulesCommand(),
		explainCommand(),
		canCommand(),
		schemaCommand(),
		initCommand(),
		importCommand(),
		driftCommand(),
		diffCommand(),
		versionCommand(),
	)
	return root
}

// noArguments is cobra.NoArgs in words that fit: an argument is most likely a
// file, and no unknown verb.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes no arguments, and %q is one; see %s --help", cmd.Name(), args[0], cmd.CommandPath())
}

// errFindings is the end of a run whose findings, or differences, have been
// printed: exit code 1, and nothing more to say.
var errFindings = errors.New("findings")

// exitCode prints an error that is still to be told.
func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFindings):
		return 1
	case errors.Is(err, errUnknown):
		return 3
	}
	say("%v", err)
	return 2
}

// say writes words for people to standard error, each line with our name.
func say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	fmt.Fprintln(os.Stderr, "emriam: "+strings.ReplaceAll(text, "\n", "\nemriam: "))
}
