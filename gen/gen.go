// Package gen defines what a target is: a function from a spec to files.
//
// Run compiles and does no I/O; only Write and Check do. The package knows no
// format: the formats are in the folders below, and gen/targets lists them.
//
// # Writing
//
// Write compares the files with those in the output folder and stages what
// changed in a folder of its own there. Only then does it move each file into
// place, which is one rename and cannot run out of space. If anything fails on
// the way, everything goes back to where it was. A process that is killed
// between two renames leaves a mix, which Check names and the next Write
// mends.
//
// The manifest, .emriam.json in the output folder, lists our files. A file that
// is no longer generated is removed if it is listed, has a path that its target
// can make, and has our header or, in a format without comments, the checksum
// in the manifest. All others are somebody's own and never touched.
//
// Runs that write to one folder wait for each other, by a lock that the system
// drops when a process ends.
package gen

import (
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// File is a generated file.
type File struct {
	Path    string // below the output folder, with slashes, e.g., "cloudformation/emr-default.yaml"
	Content []byte
	Target  string   // the name of the target that made it; Run sets it
	Pos     diag.Pos // what named it, if two names could make one path
}

// Target is an output format.
type Target struct {
	Name    string   // how outputs and --target call it, e.g., "cloudformation"
	Options []Option // that it has; Run reads them
	OptIn   bool     // it is compiled only if outputs, or --target, names it

	// Patterns match, as path.Match does, the path of each file that Files can
	// make of any spec. Write removes nothing else of the target.
	Patterns []string

	// Files compiles s, with a value for each of the options. Same spec, same
	// bytes: a target does no I/O and reads no clock, environment or map order.
	Files func(s *spec.Spec, o Values, l *diag.List) []File

	// Paths are the paths of Files; of a folder that is the target's alone, one is enough.
	// It is nil, unless files take long to print and the target finds nothing wrong with a spec.
	Paths func(s *spec.Spec, o Values) []string
}

// environments is where everything that belongs to one environment is.
const environments = "environments/"

// AnyEnvironment is the pattern of EnvironmentDir.
const AnyEnvironment = environments + "*"

// EnvironmentDir is the folder for files that belong to one environment.
// Targets write them nowhere else, so that Options.Env can tell them apart.
func EnvironmentDir(name string) string { return environments + name }
