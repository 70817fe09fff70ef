package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

const explainLong = `Explain describes a role, policy or operation of a spec, lists who may use an
action, or describes a finding.

For a role or policy, it shows each field and statement with its value, its
position and its origin: the spec, the spec that it extends, the role that it
copies, its template, the defaults, or none. It also shows the edges from and to
the role or policy, and how its policies were packed.

For an operation of EMR, such as SecureChannel, it shows the actions that AWS
lists for it and the statements that belong to it.

For an action, such as s3:GetObject or s3:Get*, it shows all statements of the
spec, and of AWS managed policies that roles have, that allow or deny it. To
evaluate a request, use emriam can.

With --model it prints what the compiler made of the whole spec: everything that
targets read, with templates, overlays and edges resolved.`

const explainExample = `  emriam explain ServiceRole                    # a role of emriam.yaml
  emriam explain JobRole -f roles.yaml --format json
  emriam explain ec2:RunInstances               # who may, by which statements
  emriam explain unused-parameter               # what a finding means`

func explainCommand() *cobra.Command {
	var file specName
	var format string
	var model bool
	cmd := &cobra.Command{
		Use:     "explain ROLE|POLICY|OPERATION|ACTION|CODE|--model",
		Short:   "Describe a role, policy or operation, who may use an action, or a finding",
		Long:    explainLong,
		Example: explainExample,
		Args: func(cmd *cobra.Command, args []string) error {
			if model && len(args) == 0 {
				return nil
			}
			if model || len(args) != 1 {
				return fmt.Errorf("explain takes one role, policy, operation, action or code, or --model alone; see %s --help", cmd.CommandPath())
			}
			return oneOf("--format", format, "text", "json")
		},
		ValidArgsFunction: completeCode,
		RunE: func(_ *cobra.Command, args []string) error {
			if model {
				return explainModel(file)
			}
			switch name := args[0]; {
			case strings.Contains(name, ":"):
				return explainAction(file, format, name)
			case isName(name):
				return explainPart(file, format, name)
			}
			r, ok := rules.Find(args[0])
			if !ok {
				return unknownCode(args[0])
			}
			if format == "json" {
				return printJSON(asJSON(r))
			}
			return printText([]byte(explanation(r)))
		},
	}
	fileFlag(cmd, &file)
	cmd.Flags().StringVar(&format, "format", "text", "output format: text or json")
	cmd.Flags().BoolVar(&model, "model", false, "print the model of the whole spec, as YAML")
	return cmd
}

// explainModel prints the model of a spec. It ignores warnings.
func explainModel(file specName) error {
	in, err := readSpec(file)
	if err != nil {
		return err
	}
	s, found := in.compile()
	if s == nil {
		return tell(found)
	}
	return printText(explain.Model(s))
}

// completeCode completes the code of a finding, for a shell.
func completeCode(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	other := func(code string) bool { return !strings.HasPrefix(code, begun) }
	return slices.DeleteFunc(rules.Codes(), other), cobra.ShellCompDirectiveNoFileComp
}

// isName reports whether text is a name in a spec, which begins with a capital
// letter, and not a code, which is lower case.
func isName(s string) bool { return strings.ToLower(s) != s }

// explainPart explains a role or policy of a spec. It ignores warnings.
func explainPart(file specName, format, name string) error {
	in, err := readSpec(file)
	if err != nil {
		return err
	}
	s, found := in.compile()
	if s == nil {
		return tell(found)
	}
	if x := explain.Of(s, name); x != nil {
		return printAs(format, x)
	}
	if x := explain.OfOperation(s, name); x != nil {
		return printAs(format, x)
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
	in, err := readSpec(file)
	if err != nil {
		return err
	}
	s, found := in.compile()
	if s == nil {
		return tell(found)
	}
	return printAs(format, explain.OfAction(s, action))
}

func unknownName(file, name string, names []string) error {
	if near := diag.Meant(name, names); near != "" {
		return fmt.Errorf("%s has nothing named %q; did you mean %q?", file, name, near)
	}
	return fmt.Errorf("%s has nothing named %q; it has %s", file, name, strings.Join(names, ", "))
}
