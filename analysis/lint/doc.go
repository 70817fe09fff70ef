// Package lint finds problems in a spec that the language allows: what IAM
// rejects, what has no effect, what EMR does not work with, and what grants more
// than necessary.
//
// It reads the model of package spec, in which everything has a position, and the
// facts of package iam.
package lint
