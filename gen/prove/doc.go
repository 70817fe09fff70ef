// Package prove reads artefacts back and compares what they grant with the
// model: translation validation. Its readers share no code with the targets.
//
// Templates of CloudFormation and modules for Terraform are compared in every
// partition and for every choice of parameters. The readers, and this package for
// the model, say what is true of an account as facts under formulas over the
// parameters; a fact that both sides do not have under equivalent formulas is a
// difference, which is then shown in one deployment. Each parameter has a value of
// its own. Where too many parameters meet, the answer is unknown.
//
// JSON is compared as it is, under the values that it was compiled with. Go code
// and commands are not read: package run, in a folder below, runs them.
package prove
