// Package awscli compiles a spec to commands of the AWS CLI that use its roles:
// scripts that start a cluster, a Studio, a job or a step with the right roles,
// that create a security configuration, that create, update and remove the roles and
// policies of each stack with "aws iam" alone, and that tag what the roles may use, with
// a checklist; what follows from the spec as --cli-input-json takes it; and the block of
// ~/.aws/config with which every cluster is started with the roles.
//
// A script contains what follows from the spec. It takes the rest from environment
// variables, reports missing ones, and passes its arguments on. A file belongs to one
// binding: the examples, or an environment.
package awscli
