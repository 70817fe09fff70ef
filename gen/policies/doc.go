// Package policies compiles a spec to plain JSON documents, ready for "aws iam
// create-role", "aws iam put-role-policy" and "aws emr
// create-security-configuration".
//
// JSON has no parameters, so everything is bound: to the examples of the spec, and
// again to the values of each environment. Documents is the same without files: what
// the spec grants, which other artefacts are compared with.
package policies
