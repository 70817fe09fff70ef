package main

import (
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/prove"
	"github.com/emriam/emriam/spec"
)

// proveFiles prints each thing that an artefact grants otherwise than the spec.
// It would be a fault of emriam's.
func proveFiles(s *spec.Spec, files []gen.File) error {
	r := prove.Files(s, files)
	for _, d := range r.Differences {
		if err := printLine("%s", d); err != nil {
			return err
		}
	}
	if len(r.Differences) > 0 {
		say("%s; nothing was written. This is a fault of emriam: please report it", count(len(r.Differences), "difference"))
		return errFindings
	}
	if r.Files == 0 {
		say("nothing was read back: of these targets, none makes CloudFormation templates, modules for Terraform or JSON")
		return nil
	}
	say("read back %s: each grants what the spec says, in %s", count(r.Files, "file"), count(r.Comparisons, "comparison"))
	return nil
}
