package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/gen/prove"
	runner "github.com/emriam/emriam/gen/prove/run"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/rules"
)

type generation struct {
	file         specName
	out          string
	check, watch bool
	how          proof
	options      gen.Options
}

func generateCommand() *cobra.Command {
	var g generation
	cmd := described("generate", &cobra.Command{
		Args:              g.file.argument,
		ValidArgsFunction: completeSpec,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if g.watch {
				return g.keep(cmd)
			}
			return g.run(cmd)
		},
	})
	fileFlag(cmd, &g.file)
	cmd.Flags().StringVarP(&g.out, "out", "o", "out", "the output folder")
	cmd.Flags().StringSliceVar(&g.options.Targets, "target", nil, "only these targets, e.g., "+targetNames())
	cmd.Flags().StringVar(&g.options.Env, "env", "", "only this environment")
	cmd.Flags().BoolVar(&g.check, "check", false, "write nothing; name each file that is not up to date")
	cmd.Flags().BoolVar(&g.watch, "watch", false, "compile again whenever the spec changes, until interrupted")
	cmd.Flags().Var(&g.how, "prove", "first read the artefacts back (with all: also run them), and write nothing if one does not grant the same as the spec")
	cmd.Flags().Lookup("prove").NoOptDefVal = string(proveRead)
	completeFlag(cmd, "target", targetWords)
	completeFlag(cmd, "env", ofSpec(&g.file, environmentNames))
	return cmd
}

// run compiles the spec once.
func (g generation) run(cmd *cobra.Command) error {
	s, files, err := compileFiles(g.file, g.options)
	if err != nil {
		return err
	}
	if err := proveFiles(s, files, g.how); err != nil {
		return err
	}
	made := gen.Output{Spec: s.Name, Targets: targets.All, Files: files}
	if g.check {
		return checkFiles(cmd, g.out, made, g.options)
	}
	changes, err := gen.Write(g.out, made, g.options)
	if err != nil {
		return err
	}
	if len(changes) > 0 {
		sayDecisions(s)
	}
	sayChanges(g.out, changes)
	return nil
}

func targetNames() string { return strings.Join(targetWords(), ",") }

// compileFiles compiles the spec in a file and prints the findings.
func compileFiles(file specName, o gen.Options) (*spec.Spec, []gen.File, error) {
	in, err := readSpec(file)
	if err != nil {
		return nil, nil, err
	}
	s, found := in.compile()
	if s == nil {
		found.Finish(rules.All, false)
		return nil, nil, tell(found)
	}
	if err := o.Validate(s, targets.All); err != nil {
		return nil, nil, err
	}
	done := working("generating from " + in.file)
	lint.Check(s, found)
	files, made := gen.Run(s, targets.All, o)
	found.Merge(made)
	done()
	found.Finish(rules.All, len(o.Targets) == 0 && o.Env == "")
	return s, files, tell(found)
}

// sayDecisions reports which policies were moved or split by packing, their
// sizes, and which stacks were split, because the spec does not show this.
func sayDecisions(s *spec.Spec) {
	for _, p := range s.Packings {
		for _, line := range p.Lines() {
			say("%s", line)
		}
	}
	for _, d := range s.StackSplits {
		say("%s", d)
	}
}

func sayChanges(dir string, changes []gen.Change) {
	written, removed := 0, 0
	for _, c := range changes {
		name := inFolder(dir, c.Path)
		switch c.Kind {
		case gen.LeftOver:
			say("removed %s", name)
			removed++
		case gen.Dead:
			say("removed %s, which was left by a run that was killed", name)
		case gen.Kept:
			say("kept %s: it is listed in .emriam.json, %s", name, c.Reason)
		default:
			written++
		}
	}
	switch {
	case len(changes) == 0:
		say("%s is up to date", dir)
	case removed == 0:
		say("wrote %s to %s", count(written, "file"), dir)
	default:
		say("wrote %s to %s, removed %d", count(written, "file"), dir, removed)
	}
}

func inFolder(dir, path string) string { return filepath.Join(dir, filepath.FromSlash(path)) }

// checkFiles prints what is not up to date to standard output, one file a
// line, and the command that brings it up to date.
func checkFiles(cmd *cobra.Command, dir string, made gen.Output, o gen.Options) error {
	changes, err := gen.Check(dir, made, o)
	if err != nil || len(changes) == 0 {
		return err
	}
	for _, c := range changes {
		c.Path = inFolder(dir, c.Path)
		if err := printLine("%s", c); err != nil {
			return err
		}
	}
	say("%s not up to date; run %s", count(len(changes), "file"), commandWithout(cmd, "check"))
	return errFindings
}

// commandWithout is the command as it was called, without one of its flags.
func commandWithout(cmd *cobra.Command, flag string) string {
	words := []string{cmd.CommandPath()}
	words = append(words, lists.Map(cmd.Flags().Args(), shellWord)...)
	cmd.Flags().Visit(func(f *pflag.Flag) {
		value := f.Value.String()
		if list, ok := f.Value.(pflag.SliceValue); ok {
			value = strings.Join(list.GetSlice(), ",")
		}
		switch {
		case f.Name == flag:
		case f.NoOptDefVal != "" && value == f.NoOptDefVal:
			words = append(words, "--"+f.Name)
		case f.NoOptDefVal != "":
			words = append(words, "--"+f.Name+"="+shellWord(value))
		case f.Shorthand != "":
			words = append(words, "-"+f.Shorthand, shellWord(value))
		default:
			words = append(words, "--"+f.Name, shellWord(value))
		}
	})
	return strings.Join(words, " ")
}

// shellWord is a text as one word of a shell.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./,:=@%+", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// proof is the scope of --prove.
type proof string

// proveRead reads artefacts back; proveAll also runs those that must be run.
const (
	proveNothing proof = ""
	proveRead    proof = "read"
	proveAll     proof = "all"
)

func (p *proof) String() string { return string(*p) }
func (p *proof) Type() string   { return "what" }

func (p *proof) Set(s string) error {
	switch proof(s) {
	case proveRead, proveAll:
		*p = proof(s)
		return nil
	}
	return fmt.Errorf("must be read or all, not %q", s)
}

// proveFiles prints each difference between an artefact and the spec, which would
// be a bug in emriam, and what it could not decide.
func proveFiles(s *spec.Spec, files []gen.File, how proof) error {
	if how == proveNothing {
		return nil
	}
	done := working("reading the artefacts back")
	r := prove.Files(s, files, policies.Under)
	done()
	if how == proveAll {
		done := working("running the artefacts")
		ran, err := runner.Files(s, files)
		done()
		if err != nil {
			return err
		}
		r.Take(*ran)
	}
	for _, d := range r.Differences {
		for line := range strings.SplitSeq(d.String(), "\n") {
			if err := printLine("%s", line); err != nil {
				return err
			}
		}
	}
	for _, u := range r.Unknown {
		if err := printLine("%s", u); err != nil {
			return err
		}
	}
	if len(r.Differences) > 0 {
		say("%s; nothing was written. This is a bug in emriam: please report it", count(len(r.Differences), "difference"))
		return errFindings
	}
	if len(r.Unknown) > 0 {
		say("nothing was written, because it is unknown whether all artefacts grant what the spec says")
		return errUnknown
	}
	if r.Files == 0 {
		say("nothing was read back: these targets do not generate CloudFormation templates, Terraform modules or JSON; --prove=all runs the others")
		return nil
	}
	did := map[proof]string{proveRead: "read back", proveAll: "read back or ran"}[how]
	say("%s %s: each grants what the spec says (%s)", did, count(r.Files, "file"), count(r.Comparisons, "comparison"))
	return nil
}

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
