// Package policies compiles a spec to plain JSON policy documents, ready for
// "aws iam create-role" and "aws iam put-role-policy".
//
// JSON has no parameters, so everything is bound: by the examples of the spec,
// and once more for each of its environments. Documents is the same without
// files: what the spec grants, which other artefacts are held against.
package policies
