package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

func explainCommand() *cobra.Command {
	var file specName
	var format string
	var model bool
	cmd := described("explain", &cobra.Command{
		Args: func(cmd *cobra.Command, args []string) error {
			names := map[bool]int{false: 1}[model]
			return takes("one name, or --model alone", names, names)(cmd, args)
		},
		ValidArgsFunction: completeExplain(&file),
		RunE: func(_ *cobra.Command, args []string) error {
			if model {
				return explainModel(file)
			}
			return explainName(file, format, args[0])
		},
	})
	fileFlag(cmd, &file)
	choiceFlag(cmd, &format, "format", "output format: text or json", "text", "json")
	cmd.Flags().BoolVar(&model, "model", false, "print the model of the whole spec, as YAML")
	return cmd
}

// explainModel prints the model of a spec. It ignores warnings.
func explainModel(file specName) error {
	_, s, _, err := compileSpec(file)
	if err != nil {
		return err
	}
	return printText(explain.Model(s))
}

// explainName explains whatever has a name: an action, a role, a policy or an
// operation of the spec, a finding, or a template.
func explainName(file specName, format, name string) error {
	switch {
	case strings.Contains(name, ":"):
		return explainAction(file, format, name)
	case isName(name):
		return explainPart(file, format, name)
	}
	if r, ok := rules.Find(name); ok {
		if format == "json" {
			return printJSON(asJSON(r))
		}
		return printText(textOf("rule.txt", r))
	}
	all, err := readTemplates()
	if err != nil {
		return err
	}
	for _, t := range all {
		switch {
		case t.Name != name:
		case format == "json":
			return printJSON(t)
		default:
			return printText(append(textOf("template.txt", t), "    emriam templates "+name+" prints it\n"...))
		}
	}
	return unknownWord(name, append(templateNames(), rules.Codes()...))
}

// isName reports whether text is a name in a spec, which begins with a capital
// letter, and not a code, which is lower case.
func isName(s string) bool { return strings.ToLower(s) != s }

// explainPart explains a role, policy or operation of a spec. It ignores warnings.
func explainPart(file specName, format, name string) error {
	in, s, _, err := compileSpec(file)
	if err != nil {
		return err
	}
	if x := explain.Of(s, name); x != nil {
		return printAs(format, x)
	}
	if op := explain.OfOperation(s, name); op != nil {
		return printAs(format, op)
	}
	return unknownName(in.file, name, append(explain.Names(s), explain.Operations(s)...))
}

// printAs prints an explanation.
func printAs(format string, x interface{ Text() []byte }) error {
	if format == "json" {
		return printJSON(x)
	}
	return printText(x.Text())
}

// explainAction explains an action, or a pattern of actions.
func explainAction(file specName, format, action string) error {
	if glob.HasWildcard(action) {
		if facts.MatchActions(action) == nil {
			return fmt.Errorf("no known AWS action matches %q", action)
		}
	} else if err := checkAction(action, ""); err != nil {
		return err
	}
	_, s, _, err := compileSpec(file)
	if err != nil {
		return err
	}
	return printAs(format, explain.OfAction(s, action))
}

func unknownName(file, name string, names []string) error {
	if near := diag.Meant(name, names); near != "" {
		return fmt.Errorf("%s has nothing named %q; did you mean %q?", file, name, near)
	}
	return fmt.Errorf("%s has nothing named %q; it has %s", file, name, strings.Join(names, ", "))
}
