package main

import (
	"github.com/spf13/cobra"

	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/schema"
	"github.com/emriam/emriam/templates"
)

//go:generate sh -c "go run . schema > ../../schema.json"

const schemaLong = `Schema prints the JSON Schema of the spec language, draft 2020-12, for editors,
which then complete and explain keys, and mark unknown ones.

For yaml-language-server, the first line of a spec gives the location of the
schema, as in the specs that emriam init writes:

  # yaml-language-server: $schema=` + schema.ID + `

The schema covers keys and closed lists of words; emriam validate checks the rest.`

func schemaCommand() *cobra.Command {
	var template bool
	cmd := &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of the spec language, for editors",
		Long:    schemaLong,
		Example: "  emriam schema > schema.json",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			text := schema.Template
			if !template {
				text = specSchema
			}
			return printFile(text())
		},
	}
	cmd.Flags().BoolVar(&template, "template", false, "print the schema of template files instead")
	return cmd
}

func specSchema() []byte { return schema.Spec(templates.FS, targetOptions()) }

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
