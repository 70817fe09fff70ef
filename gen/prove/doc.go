// Package prove reads artefacts back and compares what they grant with the
// model: translation validation. Its readers share no code with the targets.
// What an artefact says is compared in each partition, and for each choice of
// optional parameters that changes a document.
//
// Templates of CloudFormation are resolved as CloudFormation does, modules for
// Terraform by HCL's evaluator, and JSON is parsed. Go code is not read: the
// tests of its targets compile and run it.
package prove
