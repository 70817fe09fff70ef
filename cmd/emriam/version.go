package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec/language"
)

// A release is linked with its version and commit.
var released, commit string

func versionCommand() *cobra.Command {
	return described("version", &cobra.Command{
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			of := revision()
			if of == "" {
				of = "unknown"
			}
			return printText(fmt.Appendf(nil, "emriam %s\ncommit %s\nlanguage %s\nfacts %s\n", version(), of, language.Version, facts.ServicesTable.Date()))
		},
	})
}

// version returns the version of the release or of the module that the command was
// built from, e.g., "v0.1.0", or "(devel)" for a checkout.
func version() string {
	info, ok := debug.ReadBuildInfo()
	switch {
	case released != "":
		return released
	case !ok:
		return "(unknown)"
	case info.Main.Version == "":
		return "(devel)"
	}
	return info.Main.Version
}

// revision returns the commit that the command was built from, or "".
func revision() string {
	if commit != "" {
		return commit
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return ""
}
