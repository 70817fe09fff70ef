package main

import (
	"github.com/spf13/cobra"

	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

const schemaLong = `Schema prints the JSON Schema of the spec language, draft 2020-12, for editors:
they then complete keys, show what they mean, and mark those that do not exist.

For editors that use yaml-language-server, the first line of a spec says where
the schema is:

  # yaml-language-server: $schema=./schema.json

The schema knows keys and closed lists of words; emriam validate knows the rest.`

func schemaCommand() *cobra.Command {
	var template bool
	cmd := &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of the spec language, for editors",
		Long:    schemaLong,
		Example: "  emriam schema > schema.json",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			text := compile.TemplateSchema
			if !template {
				text = specSchema
			}
			return printFile(text())
		},
	}
	cmd.Flags().BoolVar(&template, "template", false, "the schema of a template's file instead")
	return cmd
}

func specSchema() []byte { return compile.Schema(templates.FS, targetOptions()) }

// targetOptions are what each option of a target means, by the target's name and
// its own.
func targetOptions() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, t := range targets.All {
		out[t.Name()] = map[string]string{}
		for _, o := range t.Options() {
			out[t.Name()][o.Name] = o.Doc
		}
	}
	return out
}
