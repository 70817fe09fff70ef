package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

func rulesCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the kinds of findings",
		Long: `Rules lists all kinds of findings with their code and severity. A spec can
change the severity of those that are not fixed; see emriam explain CODE.`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("--format", format, "text", "json"); err != nil {
				return err
			}
			if format == "json" {
				return writeRulesJSON(os.Stdout)
			}
			return writeRulesTable(os.Stdout)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "how the rules are printed: text or json")
	return cmd
}

func writeRulesTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range spec.Rules {
		fmt.Fprintf(t, "%s\t%s\t%s\n", r.Code, r.Severity, r.Title)
	}
	return t.Flush()
}

func writeRulesJSON(w io.Writer) error {
	type rule struct {
		Code     string `json:"code"`
		Severity string `json:"severity"`
		Fixed    bool   `json:"fixed"`
		Title    string `json:"title"`
		Why      string `json:"why"`
		Fix      string `json:"fix"`
		Source   string `json:"source"`
	}
	out := []rule{}
	for _, r := range spec.Rules {
		out = append(out, rule{r.Code, r.Severity.String(), r.Fixed, r.Title, r.Why, r.Fix, r.Source})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "explain CODE",
		Short:   "Say what a kind of finding means, and what to do about it",
		Example: "  emriam explain unused-parameter",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("explain takes one code; see %s --help", cmd.CommandPath())
			}
			return nil
		},
		ValidArgs: spec.RuleCodes(),
		RunE: func(_ *cobra.Command, args []string) error {
			r, ok := spec.FindRule(args[0])
			if !ok {
				return unknownCode(args[0])
			}
			fmt.Print(explanation(r))
			return nil
		},
	}
}

func unknownCode(code string) error {
	if near := diag.Nearest(code, spec.RuleCodes()); near != "" {
		return fmt.Errorf("no finding has the code %q; did you mean %q?", code, near)
	}
	return fmt.Errorf("no finding has the code %q; emriam rules lists them", code)
}

// explanation is a rule for people.
func explanation(r spec.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s\n\n%s\n\n", r.Code, r.Severity, r.Title, r.Why)
	fmt.Fprintf(&b, "What to do: %s\n", r.Fix)
	if r.Source != "" {
		fmt.Fprintf(&b, "See %s\n", r.Source)
	}
	if r.Fixed {
		b.WriteString("\nA spec cannot change its severity, nor suppress it.\n")
	} else {
		fmt.Fprintf(&b, "\nFor one line, write above it: # emriam:ignore %s REASON\nFor a whole spec: rules: {%s: off}\n", r.Code, r.Code)
	}
	return b.String()
}
