package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/rules"
	"github.com/emriam/emriam/spec/scaffold"
)

// A completion prints words only, and nothing if the spec has errors.
type completion = func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective)

// beginning returns the words that begin with what is written.
func beginning(begun string, words []string) []string {
	return lists.Filter(words, func(w string) bool { return strings.HasPrefix(w, begun) })
}

// completeFirst completes the first argument from words.
func completeFirst(words func() []string) completion {
	return func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return beginning(begun, words()), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFlag completes the value of a flag; of a comma-separated list, the last
// part.
func completeFlag(cmd *cobra.Command, flag string, words func() []string) {
	list := cmd.Flags().Lookup(flag).Value.Type() == "stringSlice"
	complete := func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		before := ""
		if i := strings.LastIndexByte(begun, ','); list && i >= 0 {
			before, begun = begun[:i+1], begun[i+1:]
		}
		out := beginning(begun, words())
		for i := range out {
			out[i] = before + out[i]
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err) // the flag does not exist, or is completed twice
	}
}

// choiceFlag is a flag whose value is one of words, by default the first.
func choiceFlag(cmd *cobra.Command, to *string, flag, usage string, words ...string) {
	cmd.Flags().StringVar(to, flag, words[0], usage)
	annotate(cmd.Flags(), flag, words)
	completeFlag(cmd, flag, func() []string { return lists.Filter(words, func(s string) bool { return s != "" }) })
}

// annotate records the words that a flag accepts.
func annotate(flags *pflag.FlagSet, flag string, words []string) {
	if err := flags.SetAnnotation(flag, accepted, words); err != nil {
		panic(err) // there is no such flag
	}
}

// accepted is the annotation of a flag with the words that it accepts.
const accepted = "accepted"

// checkChoices returns an error if a flag has none of the words that it accepts.
func checkChoices(cmd *cobra.Command) (err error) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		words, value := f.Annotations[accepted], f.Value.String()
		if err != nil || words == nil || slices.Contains(words, value) {
			return
		}
		words = lists.Filter(words, func(s string) bool { return s != "" })
		last := len(words) - 1
		err = fmt.Errorf("--%s is %s or %s, not %q", f.Name, strings.Join(words[:last], ", "), words[last], value)
	})
	return err
}

// ofSpec returns the words that a spec gives, or none.
func ofSpec(file *specName, words func(*spec.Spec) []string) func() []string {
	return func() []string {
		in, err := readSpec(*file)
		if err != nil || in.file == "<stdin>" {
			return nil
		}
		s, _ := in.compile()
		if s == nil {
			return nil
		}
		return words(s)
	}
}

func environmentNames(s *spec.Spec) []string {
	return lists.Map(s.Environments, func(e *spec.Environment) string { return e.Name })
}

// completeSpec completes the specs of the flag -f: files, and built-in.
func completeSpec(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	return beginning(begun, []string{compile.BuiltInName}), cobra.ShellCompDirectiveDefault
}

// completeAction completes an action of a service; until the service is named, those
// of EMR and the prefixes of the others.
func completeAction(begun string) []string {
	prefix, _, named := strings.Cut(begun, ":")
	if named {
		s, ok := facts.FindService(prefix)
		if !ok {
			return nil
		}
		out := lists.Map(s.ActionNames(), func(name string) string { return s.Prefix + ":" + name })
		return beginning(begun, out)
	}
	var out []string
	for _, p := range beginning(begun, facts.Prefixes()) {
		if isEMR(p) {
			out = append(out, completeAction(p+":")...)
		} else {
			out = append(out, p+":")
		}
	}
	return out
}

// isEMR reports whether the prefix of actions is one of EMR's services.
func isEMR(prefix string) bool {
	return strings.HasPrefix(prefix, "elasticmapreduce") || strings.HasPrefix(prefix, "emr-")
}

// completeCan completes the role and the action of can.
func (q *question) complete(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return beginning(begun, ofSpec(&q.file, access.Names)()), cobra.ShellCompDirectiveNoFileComp
	case 1:
		return completeAction(begun), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// completeExplain completes everything that explain knows.
func completeExplain(file *specName) completion {
	return func(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		if strings.Contains(begun, ":") {
			return completeAction(begun), cobra.ShellCompDirectiveNoFileComp
		}
		words := ofSpec(file, func(s *spec.Spec) []string { return append(explain.Names(s), explain.Operations(s)...) })()
		words = append(words, templateNames()...)
		words = append(words, rules.Codes()...)
		return append(beginning(begun, words), completeAction(begun)...), cobra.ShellCompDirectiveNoFileComp
	}
}

// targetWords are the names of all targets.
func targetWords() []string {
	return lists.Map(targets.All, func(t gen.Target) string { return t.Name })
}

// scaffoldWords is what init --roles accepts.
func scaffoldWords() []string {
	var out []string
	for _, c := range scaffold.Choices() {
		out = append(append(out, c.Stack), c.Members...)
	}
	return append(out, templateNames()...)
}
