package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// described is a command with its help: the text of its name, whose lines are how it is
// called, what it does, and then, if there is more to say, what it does in full and
// examples.
func described(name string, cmd *cobra.Command) *cobra.Command {
	text, err := textFiles.ReadFile("texts/help/" + name + ".txt")
	if err != nil {
		panic(err) // there is no text for the command
	}
	rest, example, _ := strings.Cut(strings.TrimSuffix(string(text), "\n"), "\n\nExamples:\n")
	brief, long, _ := strings.Cut(rest, "\n\n")
	cmd.Use, cmd.Short, _ = strings.Cut(brief, "\n")
	cmd.Long, cmd.Example = long, example
	return cmd
}
