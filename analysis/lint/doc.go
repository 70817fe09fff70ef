// Package lint finds what is wrong with a spec that the language allows: what
// IAM refuses, what does not grant what it says, what EMR cannot work with,
// and what grants more than it needs to.
//
// It reads the model of package spec, in which everything has a place, and
// the facts of package iam.
package lint
