// Package terraform reads modules for Terraform and says what they create: the
// roles, policies and security configurations, with all documents resolved.
//
// It shares no code with what prints modules. HCL's own parser and evaluator do
// the work; what Terraform puts around them is here as far as modules of IAM
// need it: variables with their validations, locals, the data sources of AWS
// that say where one is, resources with count and for_each, and dependencies
// between them, of which a cycle is an error as it is in Terraform. What it does
// not know is an error.
//
// [Module.Read] says what a module creates in all deployments. One deployment is a case
// of that, with nothing left open: [Module.Apply].
package terraform
