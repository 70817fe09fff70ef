// Package expected says what the model creates in one deployment, in the terms in
// which readers of artefacts say what they create (package iam/read). It also makes
// the few choices of parameters with which programs are tested that can only be
// run; spec/deploy has the space of all.
package expected
