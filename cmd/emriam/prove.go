package main

import (
	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/prove"
	"github.com/emriam/emriam/spec"
)

// proveFiles prints each thing that an artefact grants otherwise than the spec,
// which would be a fault of emriam's, and what it could not tell.
func proveFiles(s *spec.Spec, files []gen.File) error {
	return proven(prove.Files(s, files))
}

func proven(r *prove.Report) error {
	for _, d := range r.Differences {
		if err := printLine("%s", d); err != nil {
			return err
		}
	}
	for _, u := range r.Unknown {
		fmt.Println(u)
	}
	if len(r.Differences) > 0 {
		say("%s; nothing was written. This is a fault of emriam: please report it", count(len(r.Differences), "difference"))
		return errFindings
	}
	if len(r.Unknown) > 0 {
		say("nothing was written, since it is not known whether all artefacts grant what the spec says")
		return errUnknown
	}
	if r.Files == 0 {
		say("nothing was read back: of these targets, none makes CloudFormation templates, modules for Terraform or JSON")
		return nil
	}
	say("read back %s: each grants what the spec says in every deployment, by %s", count(r.Files, "file"), count(r.Comparisons, "comparison"))
	return nil
}
