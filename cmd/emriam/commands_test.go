package main

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var (
	verbRow    = regexp.MustCompile("(?m)^\\| `emriam ([^`]+)` \\| (.*) \\| ([^|]*) \\|$")
	flagInText = regexp.MustCompile(`--?([a-z][a-z-]*)(?: ([a-z]+(?:\|[a-z]+)+))?`)
	exitCodes  = regexp.MustCompile(`\b[013]\b`)
	exitInHelp = regexp.MustCompile(`(?s)exit code is[^.]*(?:\. [^.]*exit code[^.]*)*|exits with \d`)
)

// common are the flags of several verbs, which docs/commands.md describes below the table.
var common = []string{"all", "allow-outside", "file", "help"}

// TestCommandsPage holds the table of docs/commands.md against the commands: verbs,
// arguments, flags, the values of flags, and exit codes.
func TestCommandsPage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	root := command()
	root.InitDefaultCompletionCmd()
	verbs := map[string]*cobra.Command{}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() && c.Name() != "help" {
			verbs[c.Name()] = c
		}
	}
	for _, row := range verbRow.FindAllStringSubmatch(string(text), -1) {
		usage, exits := strings.ReplaceAll(row[1], `\|`, "|"), row[3]
		name, _, _ := strings.Cut(usage, " ")
		c := verbs[name]
		if c == nil {
			t.Errorf("the page has the verb %q, which does not exist, or has it twice", name)
			continue
		}
		delete(verbs, name)
		if want := strings.ReplaceAll(c.Use, "...", "…"); name != "completion" && !strings.HasPrefix(usage+" ", want+" ") {
			t.Errorf("the page says %q, the command %q", usage, want)
		}
		holdFlags(t, c, usage)
		if diff := cmp.Diff(codes(strings.Join(exitInHelp.FindAllString(c.Long, -1), " ")), codes(exits)); diff != "" {
			t.Errorf("exit codes of %s: -its help +the page\n%s", name, diff)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(verbs)) {
		t.Errorf("the page does not have the verb %s", name)
	}
	for _, flag := range []string{"`-f SPEC`", "`--all`", "`--allow-outside`", "`-q`", "`--color auto|always|never`", "`--version`"} {
		if !strings.Contains(string(text), flag) {
			t.Errorf("the page does not describe %s", flag)
		}
	}
}

// holdFlags holds the flags of a verb, and the values that complete them, against its usage.
func holdFlags(t *testing.T, c *cobra.Command, usage string) {
	t.Helper()
	got, want := map[string]string{}, map[string]string{}
	for _, m := range flagInText.FindAllStringSubmatch(usage, -1) {
		flag := c.Flags().Lookup(m[1])
		if flag == nil && len(m[1]) == 1 {
			flag = c.Flags().ShorthandLookup(m[1])
		}
		if flag == nil {
			t.Errorf("%s has no flag %s", c.Name(), m[1])
		} else if !slices.Contains(common, flag.Name) {
			got[flag.Name] = m[2]
		}
	}
	c.LocalNonPersistentFlags().VisitAll(func(flag *pflag.Flag) {
		if !flag.Hidden && !slices.Contains(common, flag.Name) {
			want[flag.Name] = valuesOf(c, flag.Name)
			if got[flag.Name] == "" {
				want[flag.Name] = "" // the page may leave out values that are listed elsewhere
			}
		}
	})
	if diff := cmp.Diff(want, got); diff != "" && c.Name() != "completion" {
		t.Errorf("flags of %s: -the command +the page\n%s", c.Name(), diff)
	}
}

// valuesOf are the values that complete a flag.
func valuesOf(c *cobra.Command, flag string) string {
	complete, ok := c.GetFlagCompletionFunc(flag)
	if !ok {
		return ""
	}
	values, _ := complete(c, nil, "")
	return strings.Join(values, "|")
}

// codes are the exit codes in a text, but for 0 and 2, which all verbs have.
func codes(text string) string {
	out := slices.DeleteFunc(exitCodes.FindAllString(text, -1), func(code string) bool { return code == "0" })
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}
