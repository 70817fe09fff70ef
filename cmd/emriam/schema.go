package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/schema"
	"github.com/emriam/emriam/templates"
)

//go:generate sh -c "go run . schema > ../../schema.json"

func schemaCommand() *cobra.Command {
	var template bool
	cmd := described("schema", &cobra.Command{
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			text := schema.Template
			if !template {
				text = specSchema
			}
			return printFile(text())
		},
	})
	cmd.Long = fmt.Sprintf(cmd.Long, schema.ID)
	cmd.Flags().BoolVar(&template, "template", false, "print the schema of template files instead")
	return cmd
}

func specSchema() []byte { return schema.Spec(templates.FS, targetOptions()) }

// targetOptions are what each option of a target means, by the target's name and
// its own.
func targetOptions() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, t := range targets.All {
		out[t.Name] = map[string]string{}
		for _, o := range t.Options {
			out[t.Name][o.Name] = o.Doc
		}
	}
	return out
}
