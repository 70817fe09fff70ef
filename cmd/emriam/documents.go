package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
)

// documents are the values of --document, each ARN=FILE.
type documents []string

func (d *documents) flag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar((*[]string)(d), "document", nil, "ARN=FILE: the document of a policy that the spec does not create, such as a permissions boundary")
}

// addTo adds the documents to those that a spec knows, before these. The spec may
// be nil.
func (d documents) addTo(s *spec.Spec) error {
	var out []*spec.KnownDocument
	for _, text := range d {
		arn, file, ok := strings.Cut(text, "=")
		if _, err := iam.ParseARN(arn); !ok || err != nil {
			return fmt.Errorf("--document is ARN=FILE, not %q", text)
		}
		in, err := readInput(file, maxSpec)
		if err != nil {
			return err
		}
		read, found := compile.LoadDocument(in.file, in.text, compile.Identity)
		if read == nil {
			return fmt.Errorf("reading %s: %s", file, found.Findings()[0].Message)
		}
		out = append(out, &spec.KnownDocument{ARN: arn, Document: spec.Binding{}.Document(read.Policies[0].Document)})
	}
	if s != nil {
		s.Documents = append(out, s.Documents...)
	}
	return nil
}
