package main

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/gen/prove"
	runner "github.com/emriam/emriam/gen/prove/run"
	"github.com/emriam/emriam/spec"
)

// proof is the scope of --prove.
type proof string

// proveRead reads artefacts back; proveAll also runs those that must be run.
const (
	proveNothing proof = ""
	proveRead    proof = "read"
	proveAll     proof = "all"
)

func (p *proof) String() string { return string(*p) }
func (p *proof) Type() string   { return "what" }

func (p *proof) Set(s string) error {
	switch proof(s) {
	case proveRead, proveAll:
		*p = proof(s)
		return nil
	}
	return fmt.Errorf("must be read or all, not %q", s)
}

// proveFiles prints each difference between an artefact and the spec, which would
// be a bug in emriam, and what it could not decide.
func proveFiles(s *spec.Spec, files []gen.File, how proof) error {
	if how == proveNothing {
		return nil
	}
	done := working("reading the artefacts back")
	r := prove.Files(s, files, policies.Under)
	done()
	if how == proveAll {
		done := working("running the artefacts")
		ran, err := runner.Files(s, files)
		done()
		if err != nil {
			return err
		}
		r.Take(*ran)
	}
	for _, d := range r.Differences {
		for line := range strings.SplitSeq(d.String(), "\n") {
			if err := printLine("%s", line); err != nil {
				return err
			}
		}
	}
	for _, u := range r.Unknown {
		if err := printLine("%s", u); err != nil {
			return err
		}
	}
	if len(r.Differences) > 0 {
		say("%s; nothing was written. This is a bug in emriam: please report it", count(len(r.Differences), "difference"))
		return errFindings
	}
	if len(r.Unknown) > 0 {
		say("nothing was written, because it is unknown whether all artefacts grant what the spec says")
		return errUnknown
	}
	if r.Files == 0 {
		say("nothing was read back: none of these targets generates CloudFormation templates, Terraform modules or JSON; --prove=all runs the others")
		return nil
	}
	did := map[proof]string{proveRead: "read back", proveAll: "read back or ran"}[how]
	say("%s %s: each grants what the spec says (%s)", did, count(r.Files, "file"), count(r.Comparisons, "comparison"))
	return nil
}
