// Package gen says what a target is: a function from a spec to files.
//
// Run compiles; it does no I/O. Write and Check are all the I/O there is. The
// package knows no format: those are in folders below, and gen/targets lists
// them.
package gen

import (
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// File is a generated file.
type File struct {
	Path    string // below the output folder, with slashes, e.g., "cloudformation/emr-default.yaml"
	Content []byte
}

// Target is an output format.
type Target interface {
	// Name is how outputs and --target call the target, e.g., "cloudformation".
	Name() string

	// Files compiles s. It decodes its own options; a mistake there is a
	// finding. Same spec, same bytes: a target does no I/O and reads no clock,
	// environment or map order.
	Files(s *spec.Spec, o spec.Options, l *diag.List) []File
}
