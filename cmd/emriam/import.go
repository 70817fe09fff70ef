package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/spec/importer"
	"github.com/emriam/emriam/templates"
)

func importCommand() *cobra.Command {
	var o importer.Options
	cmd := described("import", &cobra.Command{
		Args: takes("one or more files", 1, -1),
		RunE: func(_ *cobra.Command, args []string) error { return importFiles(args, o) },
	})
	allFlag(cmd)
	cmd.Flags().StringVar(&o.Name, "name", "", "the name of the spec (default: the name of the file)")
	cmd.Flags().StringSliceVar(&o.Roles, "role", nil, "import these roles of an account export")
	return cmd
}

// maxImport is the maximum size of a file. The export of a large account has tens
// of megabytes.
const maxImport = 512 << 20

func importFiles(names []string, o importer.Options) error {
	var files []importer.File
	for _, name := range names {
		in, err := readInput(name, maxImport)
		if err != nil {
			return err
		}
		files = append(files, importer.File{Name: in.file, Text: in.text})
	}
	done := working("importing")
	r, err := importer.New(templates.FS).Import(files, o)
	done()
	if refused := new(importer.Refused); errors.As(err, &refused) {
		return tell(refused.Findings)
	}
	if err != nil {
		return err
	}
	for _, n := range r.Notes {
		say("%s", n)
	}
	if err := printFile(r.Spec); err != nil {
		return err
	}
	if r.Lost() {
		return errFindings
	}
	return nil
}
