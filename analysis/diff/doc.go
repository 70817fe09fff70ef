// Package diff reports what a spec grants that another spec, usually its previous
// version, does not grant, and the reverse. It compares requests, not text, with
// package compare.
//
// Roles and policies are compared by their logical names. Both sides have the same
// values of parameters, under each choice of the parameters that a when names. If a
// role has another name or path, that is reported for the role only: ARNs that name
// it follow.
//
// A security configuration grants nothing: the report says who gets another role.
package diff
