package spec

import (
	"github.com/emriam/emriam/spec/diag"
)

// Baseline is a managed policy of AWS that the permissions of a role or policy
// began from. It grants nothing: it says what to compare with.
type Baseline struct {
	Name    string // e.g., "AmazonEMRServicePolicy_v2"
	Version string // e.g., "v6"
	At      diag.Span
}

func (b Baseline) String() string { return b.Name + "@" + b.Version }
