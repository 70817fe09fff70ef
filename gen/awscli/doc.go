// Package awscli compiles a spec to commands of the AWS CLI that use its roles:
// scripts that start a cluster, a Studio, a job or a step with the right roles,
// that create a security configuration, and the block of ~/.aws/config with
// which every cluster is started with them.
//
// A script says what follows from the spec. The rest it takes from the
// environment, and says so where that lacks something, or from its arguments,
// which it hands on. A file belongs to one binding: the examples, or an
// environment.
package awscli
