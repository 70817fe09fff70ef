// Package policies compiles a spec to plain JSON documents, ready for "aws iam
// put-role-policy" and "aws emr create-security-configuration", and the input of
// "aws iam create-role" and "aws iam create-policy", in which they are strings.
//
// JSON has no parameters, so everything is bound: to the examples of the spec, and
// again to the values of each environment.
package policies
