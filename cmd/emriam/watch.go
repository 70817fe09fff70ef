package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/spec/compile"
)

// watchEvery is how often files are looked at. Looking is portable, and sees the
// files of editors that replace a file instead of writing to it.
const watchEvery = 300 * time.Millisecond

// keep compiles the spec, and again after each change of a file that it is read
// from, until the command is interrupted. A spec with errors is waited for.
func (g generation) keep(cmd *cobra.Command) error {
	if g.check || g.file == "-" || g.file == compile.BuiltInName {
		return errors.New("--watch takes the file of a spec, and no --check")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for {
		filesRead = nil
		err := g.run(cmd)
		if len(filesRead) == 0 {
			return err // there is no spec
		}
		if err != nil {
			exitCode(err) // prints it
		}
		say("waiting for changes")
		for !changed(filesRead) {
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(watchEvery):
			}
		}
	}
}

// filesRead are the files that this command has read, as they were.
var filesRead []stamp

// stamp is what tells one state of a file from another; for a file that is missing
// it has only the name.
type stamp struct {
	name string
	size int64
	at   time.Time
}

func stampOf(name string) stamp {
	info, err := os.Stat(name)
	if err != nil {
		return stamp{name: name}
	}
	return stamp{name, info.Size(), info.ModTime()}
}

// changed reports whether a file has changed, appeared or disappeared.
func changed(files []stamp) bool {
	return slices.ContainsFunc(files, func(s stamp) bool { return stampOf(s.name) != s })
}
