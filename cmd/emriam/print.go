package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/diag/show"
)

// The command prints only through this file, so that untrusted text in a spec, a
// file name or an argument remains text for a terminal and a workflow runner.

// stdout and stderr receive all output; tests replace them with buffers.
var stdout, stderr io.Writer = os.Stdout, os.Stderr

// quiet is the flag --quiet: say nothing but errors.
var quiet bool

// say prints a message to standard error, with the prefix "emriam: ".
func say(format string, args ...any) {
	if !quiet {
		complain(format, args...)
	}
}

// complain prints an error to standard error, also if the command is quiet.
func complain(format string, args ...any) {
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
	complain("%v", err)
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

// color is the flag --color: auto, always or never.
var color string

// colorful reports whether to print colors to w: by default if it is a terminal
// that supports them and the user wants them, see https://no-color.org.
func colorful(w io.Writer) bool {
	if color == "always" || color == "never" {
		return color == "always"
	}
	return os.Getenv("NO_COLOR") == "" && isTerminal(w)
}

// isTerminal reports whether w is a terminal that has more than plain lines.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// working shows on a terminal what the command is doing, from the second second
// on, until done is called. Nothing else may be printed meanwhile.
func working(what string) (done func()) {
	return workingOn(func() string { return what + " …" })
}

// workingOn shows each second what the command is doing then.
func workingOn(what func() string) (done func()) {
	if quiet || !isTerminal(stderr) {
		return func() {}
	}
	return showAfter(stderr, time.Second, what)
}

func showAfter(w io.Writer, wait time.Duration, what func() string) (done func()) {
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		next, back := time.NewTimer(wait), ""
		defer next.Stop()
		for {
			select {
			case <-stop:
				if back != "" {
					io.WriteString(w, "\r\x1b[K") // to a terminal
				}
				return
			case <-next.C:
				show.Fprintf(w, back+"emriam: %s", what())
				back = "\r"
				next.Reset(time.Second)
			}
		}
	}()
	return func() {
		close(stop)
		<-ended
	}
}
