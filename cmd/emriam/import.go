package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/spec/importer"
	"github.com/emriam/emriam/templates"
)

const importLong = `Import makes a spec from existing files and prints it:

  - policy documents in JSON: each becomes a customer managed policy that is
    named after its file
  - CloudFormation templates in YAML or JSON: their roles, policies, instance
    profiles, and the parameters and conditions that these need
  - exports of "aws iam get-account-authorization-details": the roles that EMR
    may assume, or those that --role names, with their policies

A role that resembles one of emriam's templates uses that template, with an
overlay for the differences. Anything that a spec cannot express becomes a
comment, and is reported. A file named - is standard input.

The exit code is 1 if part of a policy could not be imported.`

const importExample = `  emriam import policies/*.json > emriam.yaml
  emriam import emr.template.yaml --name emr
  aws iam get-account-authorization-details > account.json
  emriam import account.json --role EMR_DefaultRole`

func importCommand() *cobra.Command {
	var o importer.Options
	cmd := &cobra.Command{
		Use:     "import FILE...",
		Short:   "Make a spec from policies, a CloudFormation template or an account export",
		Long:    importLong,
		Example: importExample,
		Args:    takes("one or more files", 1, -1),
		RunE:    func(_ *cobra.Command, args []string) error { return importFiles(args, o) },
	}
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
