package spec

import (
	"github.com/emriam/emriam/spec/diag"
)

// Baseline is an AWS managed policy that the permissions of a role or policy started
// from. It grants nothing; drift compares with it.
type Baseline struct {
	Name    string // e.g., "AmazonEMRServicePolicy_v2"
	Version string // e.g., "v6"
	At      diag.Span
}

func (b Baseline) String() string { return b.Name + "@" + b.Version }
