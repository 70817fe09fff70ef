package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/diag/show"
)

// The command prints only through this file, so that untrusted text in a spec, a
// file name or an argument remains text for a terminal and a workflow runner.

// stdout and stderr receive all output; tests replace them with buffers.
var stdout, stderr io.Writer = os.Stdout, os.Stderr

// say prints a message to standard error, with the prefix "emriam: ".
func say(format string, args ...any) {
	show.Fprintf(stderr, "emriam: %s\n", show.Sprintf(format, args...))
}

// sayError prints an error, or each of several joined errors.
func sayError(err error) {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range several.Unwrap() {
			sayError(err)
		}
		return
	}
	say("%v", err)
}

// printLine prints a line for people.
func printLine(format string, args ...any) error {
	_, err := show.Fprintf(stdout, "%s\n", show.Sprintf(format, args...))
	return err
}

// printText prints lines that show.Fprintf has formatted.
func printText(text []byte) error {
	_, err := show.Writer(stdout).Write(text)
	return err
}

// printJSON prints a document for programs.
func printJSON(v any) error { return show.JSON(stdout, v) }

// printFile prints the content of a file, whose format has its own escapes.
func printFile(content []byte) error {
	_, err := stdout.Write(content)
	return err
}

// printFindings prints findings in a format.
func printFindings(l *diag.List, format string) error {
	return l.Write(stdout, format, tool(), colorful(stdout), allFindings)
}

// allFindings is the flag --all: print every finding, and not the first ones of
// each kind.
var allFindings bool

// allFlag is the flag --all of a command that prints findings.
func allFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&allFindings, "all", false, fmt.Sprintf("print every finding, not the first %d of a kind, in text", diag.Most))
}

// tell prints findings to standard error.
func tell(l *diag.List) error {
	if err := l.Print(stderr, colorful(stderr), allFindings); err != nil {
		return err
	}
	if l.HasErrors() {
		return errFindings
	}
	return nil
}

// colorful reports whether w supports colors and the user wants them, see
// https://no-color.org.
func colorful(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
