package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of emriam",
		Args:  noArguments,
		RunE:  func(*cobra.Command, []string) error { return printLine("emriam %s", version()) },
	}
}

// version returns the version of the module that the command was built from, e.g.,
// "v0.1.0", or "(devel)" for a checkout, with its commit if it is known.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	v := info.Main.Version
	if v == "" {
		v = "(devel)"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v += " " + s.Value
		}
	}
	return v
}
