package main

import (
	"io"
	"os"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/diag/show"
)

// All that the command prints goes through this file, so that no text of
// others, be it in a spec, the name of a file or an argument, is more than text
// to a terminal or to a runner of workflows.

// stdout and stderr are where all goes; tests put buffers in their place.
var stdout, stderr io.Writer = os.Stdout, os.Stderr

// say writes words for people to standard error: a line with our name.
func say(format string, args ...any) {
	show.Fprintf(stderr, "emriam: %s\n", show.Sprintf(format, args...))
}

// sayError says an error, or each of several that were joined.
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

// printText prints lines for people that were made by show.Fprintf.
func printText(text []byte) error {
	_, err := show.Writer(stdout).Write(text)
	return err
}

// printJSON prints a document for programs.
func printJSON(v any) error { return show.JSON(stdout, v) }

// printFile prints what is as well a file, in a format that has escapes of its
// own.
func printFile(content []byte) error {
	_, err := stdout.Write(content)
	return err
}

// printFindings prints findings in a format.
func printFindings(l *diag.List, format string) error {
	return l.Write(stdout, format, tool(), colorful(stdout))
}

// tell prints findings to standard error.
func tell(l *diag.List) error {
	if err := l.Print(stderr, colorful(stderr)); err != nil {
		return err
	}
	if l.HasErrors() {
		return errFindings
	}
	return nil
}

// colorful reports whether w shows colours and its user wants them, see
// https://no-color.org.
func colorful(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
