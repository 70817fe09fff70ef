package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/rules"
)

//go:generate sh -c "go run . rules --format markdown > ../../docs/rules.md"

func rulesCommand() *cobra.Command {
	var format string
	cmd := described("rules", &cobra.Command{
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "json":
				return printRulesJSON()
			case "markdown":
				return printText(textOf("rules.md", rules.All))
			}
			return printText([]byte(rulesTable()))
		},
	})
	choiceFlag(cmd, &format, "format", "output format: text, json or markdown", "text", "json", "markdown")
	return cmd
}

func rulesTable() string {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, r := range rules.All {
		fmt.Fprintf(t, "%s\t%s\t%s\n", r.Code, r.Severity, r.Title)
	}
	t.Flush() // to a buffer
	return b.String()
}

// ruleJSON is a rule in JSON.
type ruleJSON struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Fixed    bool   `json:"fixed"`
	Title    string `json:"title"`
	Why      string `json:"why"`
	Fix      string `json:"fix"`
	Source   string `json:"source"`
}

func asJSON(r rules.Rule) ruleJSON {
	return ruleJSON{r.Code, r.Severity.String(), r.Fixed, r.Title, r.Why, r.Fix, r.Source}
}

func printRulesJSON() error { return printJSON(lists.Map(rules.All, asJSON)) }
