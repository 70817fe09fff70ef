// Package awscli compiles a spec to commands of the AWS CLI that use its roles:
// scripts that start a cluster, a Studio, a job or a step with the right roles,
// that create a security configuration, and the block of ~/.aws/config with
// which every cluster is started with them.
//
// A script contains what follows from the spec. It takes the rest from environment
// variables, reports missing ones, and passes its arguments on. A file belongs to one
// binding: the examples, or an environment.
package awscli
