// Package policies compiles a spec to plain JSON documents, ready for "aws iam
// create-role", "aws iam put-role-policy" and "aws emr
// create-security-configuration".
//
// JSON has no parameters, so everything is bound: by the examples of the spec,
// and once more for each of its environments. Documents is the same without
// files: what the spec grants, which other artefacts are held against.
package policies
