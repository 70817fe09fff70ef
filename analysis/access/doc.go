// Package access evaluates whether a role of a spec, or a principal with one of its
// policies, may do something, and which statement at which line decides.
//
// A Deployment is a spec as it is deployed, with choices that may still be open.
// Its Of collects everything that
// a role has: inline policies, attached policies of the spec and of AWS, and the
// boundary; its Trust collects what decides who may assume the role, its Resource has
// a resource policy alone, and its Both a role and a resource policy together. All of
// them return a Subject, whose Ask evaluates a request.
//
// An attached policy whose document is neither in the spec nor in package iam may
// allow or deny anything: a result that depends on it is Unknown. The package does
// not know what a spec does not contain: the policies of resources without a resource
// policy in the spec, session policies and the policies of an organization.
package access
